"""Keeps which answers their members let be shown to all, without a name."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, select

from bot.core.chat import Community, Member
from bot.core.keeping_daily import Offered
from bot.store.daily_tables import offered_answers
from bot.store.database import Database
from bot.store.tables import attempts, blocked, feedback


@dataclass(frozen=True)
class StoredOffered:
    """The port `OfferedAnswers` over the database."""

    database: Database

    async def offer(self, community: Community, posting: str, attempt: str, at: datetime) -> None:
        """Keep that the member lets their attempt at a posting be shown."""
        row = {"community": str(community), "attempt": attempt, "posting": posting, "at": at}
        async with self.database.connect() as connection:
            await self.database.upsert(connection, offered_answers, [row])

    async def withdraw(self, community: Community, attempt: str) -> None:
        """Keep that they do not, or no more."""
        gone = delete(offered_answers).where(
            offered_answers.c.community == str(community), offered_answers.c.attempt == attempt
        )
        async with self.database.connect() as connection:
            await connection.execute(gone)

    async def has(self, community: Community, attempt: str) -> bool:
        """Whether an attempt may be shown."""
        query = select(offered_answers.c.attempt).where(
            offered_answers.c.community == str(community), offered_answers.c.attempt == attempt
        )
        async with self.database.connect() as connection:
            return await connection.scalar(query) is not None

    async def best(
        self, community: Community, postings: Collection[str], *, least: float, most: int = 10
    ) -> Sequence[Offered]:
        """The best attempts at these postings that may be shown, the best first and of equals the
        earlier: judged by a model that was found fit, scored so much at least, and of nobody who
        is kept out."""
        kept_out = select(blocked.c.member).where(
            blocked.c.community.in_([str(community), str(Community(community.platform, ""))])
        )
        query = (
            select(attempts.c.posting, attempts.c.id, attempts.c.member, attempts.c.answer)
            .join(
                offered_answers,
                and_(
                    offered_answers.c.community == attempts.c.community,
                    offered_answers.c.attempt == attempts.c.id,
                ),
            )
            .join(
                feedback,
                and_(
                    feedback.c.community == attempts.c.community,
                    feedback.c.attempt == attempts.c.id,
                ),
            )
            .where(
                offered_answers.c.community == str(community),
                attempts.c.community == str(community),
                feedback.c.community == str(community),
                offered_answers.c.posting.in_(postings),
                attempts.c.member.not_in(kept_out),
                feedback.c.graded,
                feedback.c.proven,
                feedback.c.score >= least,
            )
            .order_by(feedback.c.score.desc(), attempts.c.at, attempts.c.id)
            .limit(most)
        )
        async with self.database.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [
            Offered(row.posting, row.id, Member(community, row.member), row.answer) for row in rows
        ]
