"""Keeps members' answers and what was said of them."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from bot.core.attempt import Attempt
from bot.core.chat import Community, Direct, Member, Place, address, place_at
from bot.core.feedback import Advice, Feedback, Judgement, Verdict
from bot.store.database import Database
from bot.store.tables import attempts, feedback

_AS_THEY_ARE = (
    "score", "low", "high", "graded", "proven", "model", "prompt_hash", "trouble", "shortcut",
    "rubric_hash", "tokens", "advice_failed",
)  # fmt: skip


@dataclass(frozen=True)
class StoredAttempts:
    """The port `Attempts` over the database."""

    database: Database

    async def add(self, attempt: Attempt) -> Attempt:
        """Keep an attempt; where one of its id is there already, that one is returned unchanged."""
        community = attempt.member.community
        row = {
            "community": str(community),
            "id": attempt.id,
            "posting": attempt.posting,
            "question": attempt.question,
            "member": attempt.member.id,
            "place": address(attempt.place),
            "answer": attempt.answer,
            "at": attempt.at,
            "private": attempt.private,
            "helped": attempt.helped,
            "follows": attempt.follows,
            "depth": attempt.depth,
            "asked": attempt.asked,
            "aims": list(attempt.aims),
        }
        async with self.database.connect() as connection:
            await self.database.upsert(connection, attempts, [row])
        return await self.get(community, attempt.id) or attempt

    async def get(self, community: Community, attempt: str) -> Attempt | None:
        """The attempt of this id."""
        query = select(attempts).where(
            attempts.c.community == str(community), attempts.c.id == attempt
        )
        async with self.database.connect() as connection:
            row = (await connection.execute(query)).first()
        return _attempt(community, row) if row else None

    async def of(self, member: Member, question: str, *, most: int = 50) -> list[Attempt]:
        """A member's attempts at a question (not at its follow-ups), the newest first."""
        query = (
            select(attempts)
            .where(
                attempts.c.community == str(member.community),
                attempts.c.member == member.id,
                attempts.c.question == question,
                attempts.c.follows.is_(None),
            )
            .order_by(attempts.c.at.desc(), attempts.c.id.desc())
            .limit(most)
        )
        async with self.database.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [_attempt(member.community, row) for row in rows]

    async def recent(self, member: Member, *, most: int) -> list[Attempt]:
        """A member's attempts at any question (not at a follow-up), the newest first."""
        query = (
            select(attempts)
            .where(
                attempts.c.community == str(member.community),
                attempts.c.member == member.id,
                attempts.c.follows.is_(None),
            )
            .order_by(attempts.c.at.desc(), attempts.c.id.desc())
            .limit(most)
        )
        async with self.database.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [_attempt(member.community, row) for row in rows]

    async def latest(self, member: Member, place: Place) -> Attempt | None:
        """The member's newest attempt whose feedback stands in this place."""
        query = (
            select(attempts)
            .where(
                attempts.c.community == str(member.community),
                attempts.c.member == member.id,
                attempts.c.place == address(place),
            )
            .order_by(attempts.c.at.desc(), attempts.c.id.desc())
            .limit(1)
        )
        async with self.database.connect() as connection:
            row = (await connection.execute(query)).first()
        return _attempt(member.community, row) if row else None

    async def latest_directly(self, member: Member) -> Attempt | None:
        """The member's newest attempt whose feedback stands in a thread of their direct
        conversation."""
        threads = f"{address(Direct(member))}/"
        query = (
            select(attempts)
            .where(
                attempts.c.community == str(member.community),
                attempts.c.member == member.id,
                attempts.c.place.startswith(threads, autoescape=True),
            )
            .order_by(attempts.c.at.desc(), attempts.c.id.desc())
            .limit(1)
        )
        async with self.database.connect() as connection:
            row = (await connection.execute(query)).first()
        return _attempt(member.community, row) if row else None

    async def moved(self, community: Community, attempt: str, place: Place) -> None:
        """Keep where the feedback on an attempt stands."""
        change = (
            update(attempts)
            .where(attempts.c.community == str(community), attempts.c.id == attempt)
            .values(place=address(place))
        )
        async with self.database.connect() as connection:
            await connection.execute(change)

    async def keep(self, community: Community, feedback_now: Feedback, at: datetime) -> None:
        """Keep the feedback on an attempt in place of an earlier one."""
        row = {
            "community": str(community),
            "attempt": feedback_now.attempt,
            "at": at,
            "judgements": [written(one) for one in feedback_now.judgements],
            "raw": [written(one) for one in feedback_now.raw],
            "advice": json.dumps(asdict(feedback_now.advice), ensure_ascii=False),
            "ticked": list(feedback_now.ticked),
            "facts": [list(pair) for pair in feedback_now.facts],
            "estimate": list(feedback_now.estimate) if feedback_now.estimate else None,
        } | {name: getattr(feedback_now, name) for name in _AS_THEY_ARE}
        replaced = [name for name in row if name not in ("community", "attempt")]
        async with self.database.connect() as connection:
            await self.database.upsert(connection, feedback, [row], replace=replaced)

    async def feedback(self, community: Community, attempt: str) -> Feedback | None:
        """What was last said of an attempt."""
        query = select(feedback).where(
            feedback.c.community == str(community), feedback.c.attempt == attempt
        )
        async with self.database.connect() as connection:
            row = (await connection.execute(query)).first()
        if row is None:
            return None
        return Feedback(
            attempt=row.attempt,
            judgements=tuple(map(judgement, row.judgements)),
            raw=tuple(map(judgement, row.raw)),
            advice=_advice(row.advice),
            ticked=tuple(row.ticked),
            facts=tuple((name, value) for name, value in row.facts),
            estimate=(row.estimate[0], row.estimate[1]) if row.estimate else None,
            **{name: getattr(row, name) for name in _AS_THEY_ARE},
        )


def written(one: Judgement) -> dict[str, Any]:
    """A judgement as JSON."""
    return asdict(one) | {"verdict": one.verdict.value, "chances": list(one.chances)}


def judgement(kept: dict[str, Any]) -> Judgement:
    """The judgement that `written` wrote, also before it had all of today's fields."""
    said = {"verdict": Verdict(kept["verdict"]), "chances": tuple(kept.get("chances", ()))}
    return Judgement(**(kept | said))


def _advice(text: str) -> Advice:
    if not text:
        return Advice()
    said = json.loads(text)
    points = {
        name: tuple((one, sentence) for one, sentence in said.get(name, ()))
        for name in ("strengths", "gaps", "misconceptions")
    }
    followup = said.get("followup")
    return Advice(**points, followup=(followup[0], followup[1]) if followup else None)


def _attempt(community: Community, row: Row[Any]) -> Attempt:
    return Attempt(
        id=row.id,
        posting=row.posting,
        question=row.question,
        member=Member(community, row.member),
        place=place_at(community, row.place),
        answer=row.answer,
        at=row.at,
        private=row.private,
        helped=row.helped,
        follows=row.follows,
        depth=row.depth,
        asked=row.asked,
        aims=tuple(row.aims),
    )
