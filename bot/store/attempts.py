"""Keeps members' answers and what was said of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.core.attempt import Attempt
from bot.core.chat import Community, Member, address, place_at
from bot.core.feedback import Feedback, Judgement, Verdict
from bot.store.database import Database
from bot.store.tables import attempts, feedback


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
        if row is None:
            return None
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
        )

    async def keep(self, community: Community, feedback_now: Feedback, at: datetime) -> None:
        """Keep the feedback on an attempt in place of an earlier one."""
        said = [
            {
                "checkpoint": one.checkpoint,
                "verdict": one.verdict.value,
                "evidence": one.evidence,
                "unsupported": one.unsupported,
            }
            for one in feedback_now.judgements
        ]
        row = {
            "community": str(community),
            "attempt": feedback_now.attempt,
            "at": at,
            "judgements": said,
            "score": feedback_now.score,
            "graded": feedback_now.graded,
            "proven": feedback_now.proven,
            "advice": feedback_now.advice,
            "model": feedback_now.model,
            "prompt_hash": feedback_now.prompt_hash,
            "trouble": feedback_now.trouble,
            "ticked": list(feedback_now.ticked),
        }
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
            judgements=tuple(
                Judgement(
                    one["checkpoint"], Verdict(one["verdict"]), one["evidence"], one["unsupported"]
                )
                for one in row.judgements
            ),
            score=row.score,
            graded=row.graded,
            proven=row.proven,
            advice=row.advice,
            model=row.model,
            prompt_hash=row.prompt_hash,
            trouble=row.trouble,
            ticked=tuple(row.ticked),
        )
