"""Asks Discord for the places and people that the gateway has not told us of: threads that were in
the archive, and everything where a session was gone on with that another process began."""

from collections import OrderedDict
from dataclasses import dataclass, field

import discord

_MANY = 5000


@dataclass(frozen=True)
class People:
    """Remembers channels, whose kind and owner do not change."""

    client: discord.Client
    _channels: OrderedDict[int, object] = field(default_factory=OrderedDict)

    async def channel(self, name: int) -> object:
        """A channel or thread; None for one that we may not see."""
        if name not in self._channels:
            try:
                self._channels[name] = await self.client.fetch_channel(name)
            except discord.HTTPException:
                return None
            while len(self._channels) > _MANY:
                self._channels.popitem(last=False)
        return self._channels[name]

    async def rights(self, guild: int, user: int) -> discord.Permissions:
        """What somebody may do in a server; nothing where we may not know."""
        try:
            known = self.client.get_guild(guild) or await self.client.fetch_guild(guild)
            return (await known.fetch_member(user)).guild_permissions
        except discord.HTTPException:
            return discord.Permissions.none()
