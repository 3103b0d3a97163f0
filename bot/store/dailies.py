"""Keeps the daily questions, and what was asked of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Row, func, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from bot.core.chat import Community, Group, Member, address, place_at
from bot.core.daily import Daily
from bot.core.keeping_daily import DailyPosting
from bot.core.rotation import Policy, Turn
from bot.core.schedule import Schedule
from bot.core.weekly import Weekly
from bot.store.daily_tables import dailies, daily_postings
from bot.store.database import Database

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class StoredDailies:
    """The port `Dailies` over the database."""

    database: Database

    async def get(self, community: Community, daily: str) -> Daily | None:
        """The daily of this id."""
        query = select(dailies).where(dailies.c.community == str(community), dailies.c.id == daily)
        async with self.database.connect() as connection:
            row = (await connection.execute(query)).first()
        return daily_of(row) if row else None

    async def of(self, community: Community) -> Sequence[Daily]:
        """All of a community, the running ones first."""
        query = (
            select(dailies)
            .where(dailies.c.community == str(community))
            .order_by(dailies.c.running.desc(), dailies.c.home)
        )
        async with self.database.connect() as connection:
            return [daily_of(row) for row in (await connection.execute(query)).all()]

    async def keep(
        self, daily: Daily, next_at: datetime | None, weekly_at: datetime | None = None
    ) -> None:
        """Keep a daily in place of the earlier one of its id; it is due again at `next_at`, its
        week at `weekly_at`."""
        row = _row(daily) | {"next_at": next_at, "weekly_at": weekly_at}
        names = [name for name in row if name not in ("community", "id")]
        async with self.database.connect() as connection:
            await self.database.upsert(connection, dailies, [row], replace=names)

    async def due(
        self, platforms: Collection[str], now: datetime, *, most: int
    ) -> Sequence[tuple[Daily, datetime]]:
        """Those on these platforms whose time has come, with that time, the earliest first."""
        query = (
            select(dailies)
            .where(dailies.c.next_at <= now, on_platforms(dailies.c.community, platforms))
            .order_by(dailies.c.next_at)
            .limit(most)
        )
        async with self.database.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [(daily_of(row), row.next_at) for row in rows]

    async def advance(self, daily: Daily, was: datetime, next_at: datetime | None) -> None:
        """Have a daily be due at `next_at`, unless that was changed since it `was`."""
        change = (
            update(dailies)
            .where(
                dailies.c.community == str(daily.community),
                dailies.c.id == daily.id,
                dailies.c.next_at == was,
            )
            .values(next_at=next_at)
        )
        async with self.database.connect() as connection:
            await connection.execute(change)

    async def asked(self, one: DailyPosting) -> None:
        """Keep that a question was asked; a posting that is known stays as it is."""
        row = {
            "community": str(one.community),
            "posting": one.posting,
            "daily": one.daily,
            "head": one.head,
            "turn": one.turn,
            "at": one.at,
            "day": one.day.isoformat() if one.day else None,
            "reveal_at": one.reveal_at,
            "key": one.key,
        }
        async with self.database.connect() as connection:
            await self.database.upsert(connection, daily_postings, [row])

    async def posting(self, community: Community, posting: str) -> DailyPosting | None:
        """What a posting is of the daily questions; None for any other."""
        query = select(daily_postings).where(
            daily_postings.c.community == str(community), daily_postings.c.posting == posting
        )
        async with self.database.connect() as connection:
            row = (await connection.execute(query)).first()
        return posting_of(row) if row else None

    async def turn(self, community: Community, daily: str) -> Turn:
        """How far the rotation is."""
        ours = (daily_postings.c.community == str(community), daily_postings.c.daily == daily)
        last = select(func.max(daily_postings.c.turn)).where(*ours)
        heads = select(daily_postings.c.head).where(*ours)
        async with self.database.connect() as connection:
            number = await connection.scalar(last)
            if number is None:
                return Turn()
            query = heads.where(daily_postings.c.turn == number)
            found = await connection.scalars(query.order_by(daily_postings.c.at.desc()))
            return Turn(number, tuple(found))

    async def to_reveal(
        self, platforms: Collection[str], now: datetime, *, most: int
    ) -> Sequence[DailyPosting]:
        """The postings on these platforms whose answers are due to be shown, the earliest first."""
        query = (
            select(daily_postings)
            .where(
                daily_postings.c.reveal_at <= now,
                on_platforms(daily_postings.c.community, platforms),
            )
            .order_by(daily_postings.c.reveal_at)
            .limit(most)
        )
        async with self.database.connect() as connection:
            return [posting_of(row) for row in (await connection.execute(query)).all()]

    async def revealed(self, community: Community, posting: str, at: datetime) -> None:
        """Keep that the answer to a posting was shown, and needs not be any more."""
        change = (
            update(daily_postings)
            .where(
                daily_postings.c.community == str(community), daily_postings.c.posting == posting
            )
            .values(reveal_at=None, revealed_at=at)
        )
        async with self.database.connect() as connection:
            await connection.execute(change)


def on_platforms(community: Any, platforms: Collection[str]) -> ColumnElement[bool]:
    """Whether a column of communities names one of these platforms'."""
    return or_(*(community.startswith(f"{one}:", autoescape=True) for one in platforms))


def _row(daily: Daily) -> dict[str, Any]:
    when = daily.when
    return {
        "community": str(daily.community),
        "id": daily.id,
        "home": address(daily.home),
        "at": when.at.isoformat("minutes"),
        "zone": when.zone,
        "weekdays": "".join(map(str, sorted(when.weekdays))),
        "off": sorted(one.isoformat() for one in when.off),
        "reveal": when.reveal.isoformat("minutes") if when.reveal else None,
        "window": when.window // _MINUTE,
        "filters": [list(pair) for pair in daily.filters],
        "policy": daily.policy.value,
        "count": daily.count,
        "started_by": daily.started_by.id,
        "running": daily.running,
        "weekly": str(daily.weekly or ""),
        "tells": f"{daily.tells.id} {daily.tells.name}" if daily.tells else "",
    }


def daily_of(row: Row[Any]) -> Daily:
    """The daily that a row of `dailies` keeps."""
    community = Community.of(row.community)
    when = Schedule(
        id=row.id,
        at=time.fromisoformat(row.at),
        zone=row.zone,
        weekdays=frozenset(map(int, row.weekdays)),
        off=frozenset(map(date.fromisoformat, row.off)),
        reveal=time.fromisoformat(row.reveal) if row.reveal else None,
        window=row.window * _MINUTE,
    )
    return Daily(
        home=place_at(community, row.home),
        when=when,
        started_by=Member(community, row.started_by),
        filters=tuple((name, value) for name, value in row.filters),
        policy=Policy(row.policy),
        count=row._mapping["count"],
        running=row.running,
        tells=Group(*row.tells.split(" ", 1)) if row.tells else None,
        weekly=Weekly.of(row.weekly),
    )


def posting_of(row: Row[Any]) -> DailyPosting:
    """What a row of `daily_postings` says."""
    return DailyPosting(
        community=Community.of(row.community),
        posting=row.posting,
        daily=row.daily,
        head=row.head,
        turn=row.turn,
        at=row.at,
        day=date.fromisoformat(row.day) if row.day else None,
        reveal_at=row.reveal_at,
        key=row.key,
        revealed_at=row.revealed_at,
    )
