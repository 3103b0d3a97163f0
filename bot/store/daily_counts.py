"""Keeps which daily questions' cards are to say anew how many have answered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import distinct, func, select, update

from bot.core.chat import Community
from bot.core.keeping_daily import DailyPosting
from bot.store.dailies import on_platforms, posting_of
from bot.store.daily_tables import daily_postings
from bot.store.database import Database
from bot.store.tables import attempts


@dataclass(frozen=True)
class StoredCounts:
    """The port `AnswerCounts` over the database."""

    database: Database

    async def answered(self, community: Community, posting: str, show_at: datetime) -> None:
        """Have the count of a posting be shown at that time, unless it will be earlier; nothing for
        one that is no daily's."""
        known = (
            daily_postings.c.community == str(community),
            daily_postings.c.posting == posting,
            daily_postings.c.count_at.is_(None),
        )
        query = select(daily_postings.c.posting).where(*known)
        async with self.database.connect() as connection:
            found = await connection.scalar(query)
        if found is None:  # as of most answers: then nothing is written
            return
        change = update(daily_postings).where(*known).values(count_at=show_at)
        async with self.database.connect() as connection:
            await connection.execute(change)

    async def due(
        self, platforms: Collection[str], now: datetime, *, most: int
    ) -> Sequence[tuple[DailyPosting, datetime]]:
        """The postings on these platforms whose counts are due to be shown, with that time, the
        earliest first."""
        query = (
            select(daily_postings)
            .where(
                daily_postings.c.count_at <= now,
                on_platforms(daily_postings.c.community, platforms),
            )
            .order_by(daily_postings.c.count_at)
            .limit(most)
        )
        async with self.database.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [(posting_of(row), row.count_at) for row in rows]

    async def taken(self, community: Community, posting: str, now: datetime) -> None:
        """Keep that what was due until now is about to be shown."""
        change = (
            update(daily_postings)
            .where(
                daily_postings.c.community == str(community),
                daily_postings.c.posting == posting,
                daily_postings.c.count_at <= now,
            )
            .values(count_at=None)
        )
        async with self.database.connect() as connection:
            await connection.execute(change)

    async def people(self, community: Community, posting: str) -> int:
        """How many people answered a posting."""
        query = select(func.count(distinct(attempts.c.member))).where(
            attempts.c.community == str(community), attempts.c.posting == posting
        )
        async with self.database.connect() as connection:
            return int((await connection.execute(query)).scalar_one())

    async def shown(self, community: Community, posting: str) -> int:
        """What its card says by now of how many have answered."""
        query = select(daily_postings.c.counted).where(
            daily_postings.c.community == str(community), daily_postings.c.posting == posting
        )
        async with self.database.connect() as connection:
            return int(await connection.scalar(query) or 0)

    async def show(self, community: Community, posting: str, counted: int) -> None:
        """Keep what its card says from now on."""
        change = (
            update(daily_postings)
            .where(
                daily_postings.c.community == str(community), daily_postings.c.posting == posting
            )
            .values(counted=counted)
        )
        async with self.database.connect() as connection:
            await connection.execute(change)
