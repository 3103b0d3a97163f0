"""Keeps what grading cost whom."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from bot.core.chat import Channel, Community, Member
from bot.core.limits import Spent
from bot.store.database import Database
from bot.store.tables import spending


@dataclass(frozen=True)
class StoredSpending:
    """The port `Spending` over the database."""

    database: Database

    async def spend(
        self, member: Member, channel: Channel | None, job: str, tokens: int, at: datetime
    ) -> None:
        """Note a job and its tokens; the same job again replaces its tokens."""
        row = {
            "community": str(member.community),
            "id": job,
            "member": member.id,
            "channel": channel.id if channel else "",
            "at": at,
            "tokens": tokens,
        }
        async with self.database.connect() as connection:
            await self.database.upsert(connection, spending, [row], replace=["tokens"])

    async def of_member(self, member: Member, since: datetime, *, but: str = "") -> list[Spent]:
        """A member's jobs since then, but for one of this name, the oldest first."""
        return await self._read(member.community, spending.c.member == member.id, since, but)

    async def of_channel(self, channel: Channel, since: datetime, *, but: str = "") -> list[Spent]:
        """A channel's jobs since then, but for one of this name, the oldest first."""
        return await self._read(channel.community, spending.c.channel == channel.id, since, but)

    async def _read(
        self, community: Community, whose: ColumnElement[bool], since: datetime, but: str
    ) -> list[Spent]:
        query = (
            select(spending.c.at, spending.c.tokens)
            .where(
                spending.c.community == str(community),
                whose,
                spending.c.at > since,
                spending.c.id != but,
            )
            .order_by(spending.c.at, spending.c.id)
        )
        async with self.database.connect() as connection:
            return [Spent(one.at, one.tokens) for one in await connection.execute(query)]
