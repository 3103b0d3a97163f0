"""Keeps whom the operator keeps out."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, or_, select

from bot.core.chat import Community, Member
from bot.store.database import Database
from bot.store.tables import blocked

_HAS = select(blocked.c.member).where(
    or_(
        blocked.c.community == bindparam("community"),
        blocked.c.community == bindparam("everywhere"),
    ),
    blocked.c.member == bindparam("who"),
)


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
        here, everywhere = member.community, Community(member.community.platform, "")
        found = await self.database.read(
            _HAS, community=str(here), everywhere=str(everywhere), who=member.id
        )
        return bool(found)

    async def all(self) -> list[tuple[Member, str]]:
        """Everybody who is kept out, of every community, and why: for the operator alone."""
        query = select(blocked).order_by(blocked.c.community, blocked.c.at, blocked.c.member)
        async with self.database.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [(Member(Community.of(one.community), one.member), one.reason) for one in rows]
