"""Asks Discord for the places and people that the gateway has not told us of: threads that were in
the archive, and everything where a session was gone on with that another process began."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

import aiohttp
import discord

_MANY = 5000
_WAITS = (0.3, 1.0, 2.0, 4.0, 8.0)
"""Seconds before Discord is asked again that did not answer: somebody's words wait for it."""
_HIDDEN = (discord.Forbidden, discord.NotFound)

T = TypeVar("T")


@dataclass(frozen=True)
class People:
    """Remembers channels, whose kind and owner do not change, and those that we may not see."""

    client: discord.Client
    _channels: OrderedDict[int, object] = field(default_factory=OrderedDict)

    async def channel(self, name: int) -> object:
        """A channel or thread; None for one that we may not see. The errors are the library's."""
        if name not in self._channels:
            self._channels[name] = await self._found(lambda: self.client.fetch_channel(name))
            while len(self._channels) > _MANY:
                self._channels.popitem(last=False)
        return self._channels[name]

    async def rights(self, guild: int, user: int) -> discord.Permissions:
        """What somebody may do in a server; nothing where we may not know. The errors are the
        library's."""

        async def member() -> discord.Member:
            known = self.client.get_guild(guild) or await self.client.fetch_guild(guild)
            return await known.fetch_member(user)

        found = await self._found(member)
        return found.guild_permissions if found else discord.Permissions.none()

    async def _found(self, fetch: Callable[[], Awaitable[T]]) -> T | None:
        """What Discord shows us; it is asked again where the connection breaks."""
        for wait in (*_WAITS, None):
            try:
                return await fetch()
            except _HIDDEN:
                return None
            except (discord.DiscordServerError, aiohttp.ClientError, OSError):
                if wait is None:
                    raise
                await asyncio.sleep(wait)
        raise AssertionError("the last try returns or raises")
