"""The port `Premises` on Discord: a server's channels, what we lack there, and its members."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord.http import Route

from bot.core.chat import Channel, Community, Group, Member, MessageRef, Thread
from bot.core.premises import Spot
from bot.platforms.discord.rights import Home, missing
from bot.platforms.discord.sending.line import Line
from bot.platforms.discord.sending.trouble import translating

_PERSON = re.compile(r"(?:<@!?)?(\d{15,21})>?")
_GROUP = re.compile(r"(?:<@&)?(\d{15,21})>?")
_GONE = (discord.NotFound, discord.Forbidden)
_MOST = 10
"""People that a name may mean."""


@dataclass(frozen=True)
class DiscordPremises:
    """From what the gateway told `client`, else Discord is asked."""

    line: Line
    client: discord.Client

    async def spots(self, community: Community) -> Sequence[Spot]:
        """The text channels and forums of a server, in the order in which members see them."""
        with translating():
            guild = await self._guild(community)
            if guild is None:
                return []
            me = guild.me or await guild.fetch_member(
                self.client.user.id if self.client.user else 0
            )
            channels = guild.channels or await guild.fetch_channels()
        homes = [one for one in channels if isinstance(one, Home)]
        return [_spot(community, one, me) for one in sorted(homes, key=_order)]

    async def manages(self, member: Member) -> bool:
        """Whether Manage Server, or Administrator, is theirs."""
        found = await self._member(member.community, member.id)
        if found is None:
            return False
        held = found.guild_permissions
        return held.manage_guild or held.administrator

    async def find(self, community: Community, text: str) -> Sequence[Member]:
        """The member of an id or a mention, else those whose name begins so."""
        if person := _PERSON.fullmatch(text):
            found = await self._member(community, person[1])
            return [_known(community, found)] if found else []
        with translating():
            guild = await self._guild(community)
            if guild is None or not text:
                return []
            path = "/guilds/{guild_id}/members/search?query={query}&limit={limit}"
            route = Route("GET", path, guild_id=guild.id, query=text[:100], limit=_MOST)
            listed = await self.line.send(self.client.http, route)
        people = [one for one in listed if not one["user"].get("bot")]
        return [Member(community, one["user"]["id"], _called(one)) for one in people]

    async def groups(self, community: Community, text: str) -> Sequence[Group]:
        """The roles that we may mention, but everybody's and bots' own."""
        with translating():
            guild = await self._guild(community)
            if guild is None:
                return []
            me = guild.me or await guild.fetch_member(
                self.client.user.id if self.client.user else 0
            )
            roles = guild.roles if len(guild.roles) > 1 else await guild.fetch_roles()
        anybody = me.guild_permissions.mention_everyone
        found = _GROUP.fullmatch(text)
        named, wanted = found[1] if found else None, text.casefold()
        return [
            Group(str(one.id), one.name)
            for one in sorted(roles, key=lambda one: (one.name.casefold() != wanted, one.name))
            if not one.is_default()
            and not one.managed
            and (one.mentionable or anybody)
            and (str(one.id) == named or (wanted and one.name.casefold().startswith(wanted)))
        ]

    async def known(self, member: Member) -> Member:
        """The member with the name that they bear in the server."""
        found = await self._member(member.community, member.id)
        return _known(member.community, found) if found else member

    async def link(self, message: MessageRef) -> str:
        """Where a message of a server is read: the thread of one that opened it."""
        place = message.place
        match place:
            case Thread(id=name) if name == message.id:
                path = name
            case Thread(id=name) | Channel(id=name):
                path = f"{name}/{message.id}"
            case _:
                return ""
        return f"https://discord.com/channels/{place.community.id}/{path}"

    async def _guild(self, community: Community) -> discord.Guild | None:
        if not community.id.isdecimal():
            return None
        try:
            known = self.client.get_guild(int(community.id))
            return known or await self.client.fetch_guild(int(community.id), with_counts=False)
        except _GONE:
            return None

    async def _member(self, community: Community, person: str) -> discord.Member | None:
        with translating():
            guild = await self._guild(community)
            if guild is None or not person.isdecimal():
                return None
            try:
                return await guild.fetch_member(int(person))
            except _GONE:
                return None


def _spot(community: Community, channel: Home, me: discord.Member) -> Spot:
    return Spot(Channel(community, str(channel.id)), channel.name, missing(channel, me))


def _order(channel: Home) -> tuple[int, int, int]:
    above = channel.category.position if channel.category else -1
    return above, channel.position, channel.id


def _known(community: Community, member: discord.Member) -> Member:
    return Member(community, str(member.id), member.display_name)


def _called(one: dict[str, Any]) -> str:
    user = one["user"]
    return str(one.get("nick") or user.get("global_name") or user["username"])
