"""Keeps which answers their members let be shown to all, without a name."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, select

from bot.core.chat import Community
from bot.store.daily_tables import offered_answers
from bot.store.database import Database
from bot.store.tables import attempts, feedback


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

    async def best(self, community: Community, posting: str, *, least: float) -> str | None:
        """The answer of the best attempt at a posting that may be shown, judged by a model that was
        found fit and scored so much at least, of equals the first; None where there is none."""
        query = (
            select(attempts.c.answer)
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
                offered_answers.c.posting == posting,
                feedback.c.graded,
                feedback.c.proven,
                feedback.c.score >= least,
            )
            .order_by(feedback.c.score.desc(), attempts.c.at, attempts.c.id)
            .limit(1)
        )
        async with self.database.connect() as connection:
            found: str | None = await connection.scalar(query)
        return found
