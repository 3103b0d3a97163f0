"""The port of what a platform knows of a community: its channels and its people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.core.chat import Channel, Community, Group, Member, MessageRef


@dataclass(frozen=True, slots=True)
class Spot:
    """A channel in which questions can be asked. `lacking` are the permissions that the coach
    misses there, as the platform calls them; `outside` says that it is not in there, where it has
    to be invited."""

    channel: Channel
    name: str
    lacking: tuple[str, ...] = ()
    outside: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the coach may ask questions there as things stand."""
        return not self.lacking and not self.outside


class Premises(Protocol):
    """What one platform tells. CannotReach where it does not answer."""

    async def spots(self, community: Community) -> Sequence[Spot]:
        """The channels of a community, in the order in which its members see them; none where the
        coach is no longer there."""
        ...

    async def manages(self, member: Member) -> bool:
        """Whether the platform lets a member manage the community, as of now."""
        ...

    async def find(self, community: Community, text: str) -> Sequence[Member]:
        """The members that an id, a mention or (the beginning of) a name means, best first."""
        ...

    async def groups(self, community: Community, text: str) -> Sequence[Group]:
        """The groups that an id, a mention or (the beginning of) a name means, as far as the coach
        may call them, best first."""
        ...

    async def known(self, member: Member) -> Member:
        """The member with their name; as it is where they are gone."""
        ...

    async def link(self, message: MessageRef) -> str:
        """The address under which a message that the coach said is read; nothing where there is
        none."""
        ...
