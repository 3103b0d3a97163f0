"""Keeps how the coach is set up in each community."""

from dataclasses import dataclass
from datetime import time

from sqlalchemy import select, update

from bot.core.chat import Channel, Community
from bot.core.setup import Setup
from bot.store.database import Database
from bot.store.tables import setups


@dataclass(frozen=True)
class StoredSetups:
    """The port `Setups` over the database."""

    database: Database

    async def of(self, community: Community) -> Setup:
        """How the coach is set up in a community; nothing is chosen where it never was."""
        query = select(setups).where(setups.c.community == str(community))
        async with self.database.connect() as connection:
            row = (await connection.execute(query)).first()
        if row is None:
            return Setup(community)
        return Setup(
            community,
            Channel(community, row.channel) if row.channel else None,
            time.fromisoformat(row.at) if row.at else None,
            row.zone,
            row.language,
        )

    async def change(self, was: Setup, now: Setup) -> bool:
        """Put `now` in place of `was`; False where another one holds by then."""
        blank = _row(Setup(was.community))
        same = [setups.c[name].is_not_distinct_from(value) for name, value in _row(was).items()]
        change = update(setups).where(*same).values(_row(now))
        async with self.database.connect() as connection:
            await self.database.upsert(connection, setups, [blank])
            return (await connection.execute(change)).rowcount == 1


def _row(setup: Setup) -> dict[str, str | None]:
    return {
        "community": str(setup.community),
        "channel": setup.channel.id if setup.channel else None,
        "at": setup.at.isoformat("minutes") if setup.at else None,
        "zone": setup.zone,
        "language": setup.language,
    }
