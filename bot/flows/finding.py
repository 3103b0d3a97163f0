"""Finds the channels and the people of a community that somebody names."""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.core import tags
from bot.core.chat import Channel, Community, Group, Member, MessageRef
from bot.core.errors import BadInput, CannotReach
from bot.core.premises import Premises, Spot

_MENTIONED = re.compile(r"<#(\w+)(?:\|[^>]*)?>")
_SHOWN = 20
"""People whose names are asked for."""


@dataclass(frozen=True)
class Finding:
    """`premises` are by platform; where one has none, an id is taken as it is."""

    premises: Mapping[str, Premises] = field(default_factory=dict)

    async def spots(self, community: Community) -> Sequence[Spot]:
        """The channels of a community, those that are open to the coach first."""
        known = self.premises.get(community.platform)
        found = await known.spots(community) if known else ()
        return sorted(found, key=lambda one: not one.is_open)

    async def spot(self, community: Community, text: str) -> Spot:
        """The channel that an id, a mention or a name means, where the coach may ask questions.

        BadInput for one that is not there, and where a permission is missing.
        """
        wanted = text.strip()
        if mentioned := _MENTIONED.fullmatch(wanted):
            wanted = mentioned[1]
        if community.platform not in self.premises:
            return Spot(Channel(community, wanted), wanted)
        spots = await self.spots(community)
        found = next((one for one in spots if one.channel.id == wanted), None) or _named(
            wanted, spots
        )
        if found.outside:
            raise BadInput("error.channel_outside", channel=found.name)
        if found.lacking:
            missing = ", ".join(found.lacking)
            raise BadInput("error.channel_lacks", channel=found.name, missing=missing)
        return found

    async def called(self, channel: Channel) -> str:
        """What a channel is called, or its id."""
        spots = await self.spots(channel.community)
        return next((f"#{one.name}" for one in spots if one.channel == channel), channel.id)

    async def person(self, community: Community, text: str) -> Member:
        """The member that an id, a mention or a name means; BadInput for nobody, or several."""
        wanted = text.strip().removeprefix("@")
        known = self.premises.get(community.platform)
        found = await known.find(community, wanted) if known else [Member(community, wanted)]
        exact = [one for one in found if wanted in (one.id, one.name)] or found
        if len(exact) == 1:
            return exact[0]
        near = ", ".join(f"{one.name} ({one.id})" for one in exact[:5])
        key = "error.several_people" if exact else "error.nobody_called"
        raise BadInput(key, value=text.strip(), near=near)

    async def group(self, community: Community, text: str) -> Group:
        """The group that an id, a mention or a name means; BadInput for none, or several."""
        wanted = text.strip().removeprefix("@")
        known = self.premises.get(community.platform)
        found = await known.groups(community, wanted) if known else [Group(wanted, wanted)]
        exact = [one for one in found if wanted in (one.id, one.name)] or found
        if len(exact) == 1:
            return exact[0]
        near = ", ".join(one.name for one in exact[:5])
        key = "error.several_groups" if exact else "error.unknown_group"
        raise BadInput(key, value=text.strip(), near=near)

    async def names(self, members: Iterable[Member]) -> list[str]:
        """What members are called, or their ids."""
        some = list(members)[:_SHOWN]
        return await asyncio.gather(*map(self._name, some))

    async def manages(self, member: Member) -> bool:
        """Whether the platform lets a member manage the community, as of now."""
        known = self.premises.get(member.community.platform)
        return known is not None and await known.manages(member)

    async def is_here(self, member: Member) -> bool:
        """Whether a member is still of the community, as far as its platform tells."""
        known = self.premises.get(member.community.platform)
        return known is None or bool((await known.known(member)).name)

    async def link(self, message: MessageRef) -> str:
        """The address of a message; nothing where there is none, or nobody tells it."""
        known = self.premises.get(message.place.community.platform)
        try:
            return await known.link(message) if known else ""
        except CannotReach:
            return ""

    async def _name(self, member: Member) -> str:
        known = self.premises.get(member.community.platform)
        shown = await known.known(member) if known else member
        return shown.name or shown.id


def _named(wanted: str, spots: Sequence[Spot]) -> Spot:
    by_key = {tags.key(one.name): one for one in reversed(spots)}
    found = by_key.get(tags.key(wanted.removeprefix("#")))
    if found is not None:
        return found
    near = tags.near(wanted.removeprefix("#"), [one.name for one in spots], most=3)
    shown = ", ".join(f"#{one}" for one in near)
    raise BadInput(
        "error.unknown_channel_near" if near else "error.unknown_channel", value=wanted, near=shown
    )
