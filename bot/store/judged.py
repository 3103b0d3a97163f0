"""Reads how the people who answered a posting were judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select

from bot.core.chat import Community
from bot.core.feedback import Judgement, Verdict
from bot.store.daily_tables import daily_postings
from bot.store.database import Database
from bot.store.tables import attempts, feedback


@dataclass(frozen=True)
class StoredJudged:
    """The port `Judged` over the database."""

    database: Database

    async def of(self, community: Community, posting: str) -> Mapping[str, Sequence[Judgement]]:
        """By member, the judgements of their first answer that a model graded."""
        query = (
            select(attempts.c.member, feedback.c.judgements)
            .join(feedback, _about)
            .where(
                attempts.c.community == str(community),
                feedback.c.community == str(community),
                attempts.c.posting == posting,
                attempts.c.follows.is_(None),
                feedback.c.graded,
            )
            .order_by(attempts.c.at, attempts.c.id)
        )
        found: dict[str, list[Judgement]] = {}
        async with self.database.connect() as connection:
            for member, judgements in await connection.execute(query):
                found.setdefault(member, _read(judgements))
        return found

    async def lately(
        self, community: Community, daily: str, *, most: int = 300
    ) -> Sequence[tuple[str, Sequence[Judgement]]]:
        """The newest graded answers to a daily's questions: the head of each, and the
        judgements."""
        query = (
            select(daily_postings.c.head, feedback.c.judgements)
            .join(
                attempts,
                and_(
                    attempts.c.community == daily_postings.c.community,
                    attempts.c.posting == daily_postings.c.posting,
                ),
            )
            .join(feedback, _about)
            .where(
                daily_postings.c.community == str(community),
                attempts.c.community == str(community),
                feedback.c.community == str(community),
                daily_postings.c.daily == daily,
                attempts.c.follows.is_(None),
                feedback.c.graded,
            )
            .order_by(daily_postings.c.turn.desc(), daily_postings.c.at.desc())
            .limit(most)
        )
        async with self.database.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [(head, _read(judgements)) for head, judgements in rows]


def _read(judgements: list[dict[str, Any]]) -> list[Judgement]:
    return [Judgement(one["checkpoint"], Verdict(one["verdict"])) for one in judgements]


_about = and_(feedback.c.community == attempts.c.community, feedback.c.attempt == attempts.c.id)
