"""Keeps what members and channels chose, and who holds which role."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Executable, Row, bindparam, delete, select

from bot.core.chat import Channel, Community, Member, Role
from bot.core.preferences import Preferences
from bot.store.database import Database
from bot.store.tables import channels, members, roles

_CHOSEN = ("language", "zone", "privacy", "reminders", "training")
_OF_MEMBER = select(members).where(
    members.c.community == bindparam("in_community"), members.c.member == bindparam("who")
)
_OF_CHANNEL = select(channels).where(
    channels.c.community == bindparam("in_community"), channels.c.channel == bindparam("which")
)
_ROLES = select(roles.c.role).where(
    roles.c.community == bindparam("in_community"), roles.c.member == bindparam("who")
)


@dataclass(frozen=True)
class StoredChoices:
    """The port `Choices` over the database."""

    database: Database

    async def of_member(self, member: Member) -> Preferences:
        """A member's choices."""
        return _preferences(await self._read(_OF_MEMBER, member.community, who=member.id))

    async def of_channel(self, channel: Channel) -> Preferences:
        """A channel's choices."""
        return _preferences(await self._read(_OF_CHANNEL, channel.community, which=channel.id))

    async def choose(self, whose: Member | Channel, preferences: Preferences) -> None:
        """Keep the choices in place of earlier ones."""
        table, name = (members, "member") if isinstance(whose, Member) else (channels, "channel")
        row = {"community": str(whose.community), name: whose.id, **asdict(preferences)}
        async with self.database.connect() as connection:
            await self.database.upsert(connection, table, [row], replace=_CHOSEN)

    async def roles(self, member: Member) -> frozenset[Role]:
        """The roles that were given to a member here."""
        held = await self._read(_ROLES, member.community, who=member.id)
        return frozenset(Role(one.role) for one in held)

    async def holders(self, community: Community, held: Collection[Role]) -> list[Member]:
        """The members to whom one of these roles was given here."""
        query = (
            select(roles.c.member)
            .where(
                roles.c.community == str(community),
                roles.c.role.in_([one.value for one in held]),
            )
            .distinct()
            .order_by(roles.c.member)
        )
        async with self.database.connect() as connection:
            return [Member(community, one) for one in (await connection.execute(query)).scalars()]

    async def give(self, member: Member, role: Role) -> None:
        """Give a member a role; one who has it keeps it."""
        row = {"community": str(member.community), "member": member.id, "role": role.value}
        async with self.database.connect() as connection:
            await self.database.upsert(connection, roles, [row])

    async def take(self, member: Member, role: Role) -> None:
        """Take a role from a member, who need not have it."""
        change = delete(roles).where(
            roles.c.community == str(member.community),
            roles.c.member == member.id,
            roles.c.role == role.value,
        )
        async with self.database.connect() as connection:
            await connection.execute(change)

    async def _read(
        self, query: Executable, community: Community, **values: str
    ) -> Sequence[Row[Any]]:
        return await self.database.read(query, in_community=str(community), **values)


def _preferences(rows: Sequence[Row[Any]]) -> Preferences:
    for row in rows:
        return Preferences(**{name: getattr(row, name) for name in _CHOSEN})
    return Preferences()
