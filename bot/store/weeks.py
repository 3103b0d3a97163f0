"""Keeps when a daily's week is told, and what was told of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, distinct, func, select, update

from bot.core.chat import Community, place_at
from bot.core.daily import Daily
from bot.core.keeping_daily import Asked, ToldWeek
from bot.store.dailies import daily_of, on_platforms, posting_of
from bot.store.daily_tables import dailies, daily_postings, told_weeks
from bot.store.database import Database
from bot.store.tables import attempts, postings

_MOST = 100
"""Questions of a week."""


@dataclass(frozen=True)
class StoredWeeks:
    """The port `Weeks` over the database."""

    database: Database

    async def due(
        self, platforms: Collection[str], now: datetime, *, most: int
    ) -> Sequence[tuple[Daily, datetime]]:
        """The dailies on these platforms whose week is due to be told, with that time, the earliest
        first."""
        query = (
            select(dailies)
            .where(dailies.c.weekly_at <= now, on_platforms(dailies.c.community, platforms))
            .order_by(dailies.c.weekly_at)
            .limit(most)
        )
        async with self.database.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [(daily_of(row), row.weekly_at) for row in rows]

    async def advance(self, daily: Daily, was: datetime, next_at: datetime | None) -> None:
        """Have the week be due at `next_at`, unless that was changed since it `was`."""
        change = (
            update(dailies)
            .where(
                dailies.c.community == str(daily.community),
                dailies.c.id == daily.id,
                dailies.c.weekly_at == was,
            )
            .values(weekly_at=next_at)
        )
        async with self.database.connect() as connection:
            await connection.execute(change)

    async def asked(
        self, community: Community, daily: str, since: datetime, until: datetime
    ) -> Sequence[Asked]:
        """The questions that were asked from `since` on and before `until`, in order, as far as
        they were said."""
        ours = daily_postings.c.community == str(community)
        people = (
            select(func.count(distinct(attempts.c.member)))
            .where(
                attempts.c.community == str(community),
                attempts.c.posting == daily_postings.c.posting,
            )
            .scalar_subquery()
        )
        query = (
            select(daily_postings, postings.c.place, postings.c.message, people.label("people"))
            .join(
                postings,
                and_(
                    postings.c.community == daily_postings.c.community,
                    postings.c.id == daily_postings.c.posting,
                ),
            )
            .where(
                ours,
                postings.c.community == str(community),
                postings.c.message != "",
                daily_postings.c.daily == daily,
                daily_postings.c.at >= since,
                daily_postings.c.at < until,
            )
            .order_by(daily_postings.c.at, daily_postings.c.posting)
            .limit(_MOST)
        )
        async with self.database.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [
            Asked(posting_of(row), place_at(community, row.place), row.message, row.people)
            for row in rows
        ]

    async def totals(self, community: Community, of: Collection[str]) -> tuple[int, int]:
        """How many people answered any of these postings, and how many answers that makes, each
        person's counted once for a question."""
        both = (
            select(attempts.c.member, attempts.c.posting)
            .where(attempts.c.community == str(community), attempts.c.posting.in_(of))
            .distinct()
        )
        async with self.database.connect() as connection:
            found = (await connection.execute(both)).all()
        return len({one.member for one in found}), len(found)

    async def told(self, week: ToldWeek) -> None:
        """Keep what was told of a week, in place of what was told of it before."""
        row = {
            "community": str(week.community),
            "key": week.key,
            "daily": week.daily,
            "until": week.until,
            "attempt": week.attempt,
        }
        async with self.database.connect() as connection:
            await self.database.upsert(connection, told_weeks, [row], replace=["attempt", "until"])

    async def showing(self, community: Community, attempt: str) -> Sequence[ToldWeek]:
        """The weeks in which the answer of an attempt stands."""
        query = select(told_weeks).where(
            told_weeks.c.community == str(community), told_weeks.c.attempt == attempt
        )
        async with self.database.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [ToldWeek(community, row.key, row.daily, row.until, row.attempt) for row in rows]
