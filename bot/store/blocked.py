"""Keeps whom the operator keeps out."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from bot.core.chat import Community, Member
from bot.store.database import Database
from bot.store.tables import blocked


@dataclass(frozen=True)
class StoredBlocked:
    """The port `Blocked` over the database.

    Somebody who is kept out wherever their platform knows them is a member of the community
    without a name.
    """

    database: Database

    async def add(self, member: Member, reason: str, at: datetime) -> None:
        """Keep a member out; one who is kept out already is from now on for this reason."""
        row = {
            "community": str(member.community),
            "member": member.id,
            "at": at,
            "reason": reason,
        }
        async with self.database.connect() as connection:
            await self.database.upsert(connection, blocked, [row], replace=["reason"])

    async def remove(self, member: Member) -> bool:
        """Let a member in again; False where they were not kept out."""
        gone = delete(blocked).where(
            blocked.c.community == str(member.community), blocked.c.member == member.id
        )
        async with self.database.connect() as connection:
            return (await connection.execute(gone)).rowcount == 1

    async def has(self, member: Member) -> bool:
        """Whether a member is kept out, here or wherever their platform knows them."""
        everywhere = Community(member.community.platform, "")
        query = select(blocked.c.member).where(
            blocked.c.community.in_([str(member.community), str(everywhere)]),
            blocked.c.member == member.id,
        )
        async with self.database.connect() as connection:
            return (await connection.execute(query)).first() is not None

    async def all(self) -> list[tuple[Member, str]]:
        """Everybody who is kept out, of every community, and why: for the operator alone."""
        query = select(blocked).order_by(blocked.c.community, blocked.c.at, blocked.c.member)
        async with self.database.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [(Member(Community.of(one.community), one.member), one.reason) for one in rows]
