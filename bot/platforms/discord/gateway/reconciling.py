"""Looks for what was said to us while nobody listened, after Discord has given a session up.

A new session is told of every channel and active thread, with the id of its last message: so only
places with something new are read, and ten thousand quiet channels cost no request. Direct
conversations and threads in the archive are not told of: the newest of those that we know are read.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp
import discord

from bot.core.chat import Place, Thread
from bot.core.errors import CoachError
from bot.platforms.discord.gateway.listening import Listening
from bot.platforms.discord.sending.directs import PLATFORM, Directs
from bot.platforms.discord.sending.line import PATIENCE

logger = logging.getLogger(__name__)

PLACES = 300
"""Channels and threads with something new that are read at most, our own threads first."""
ARCHIVED = 50
"""Threads of open postings that are read though they are in the archive."""
DIRECTS = 50
"""Direct conversations that are read."""
MESSAGES = 200
"""Messages of one place that are read, the oldest first: two requests."""
_OVERLAP = 60.0
"""Seconds before the last sign of life that count as unheard: clocks differ."""
_PATIENCE = 5.0
"""Seconds by which everything else that we send goes first."""
_TRIES = (1.0, 5.0, 30.0, 120.0)
"""Seconds before what could not be read is read again."""

Readable = discord.abc.Messageable
_Told = discord.Thread | discord.TextChannel | discord.VoiceChannel
Hear = Callable[[discord.Message], Awaitable[None]]
Postings = Callable[[int], Awaitable[Sequence[Place]]]
"""The places of so many open postings, the newest first."""


@dataclass(frozen=True)
class Reconciling:
    """`hear` is told of each message as if the gateway had told it."""

    client: Listening
    directs: Directs
    postings: Postings
    hear: Hear

    async def look(self, shard: int, since: float) -> None:
        """Hear what was said on a shard since then (seconds since 1970)."""
        PATIENCE.set(_PATIENCE)
        after = discord.utils.time_snowflake(datetime.fromtimestamp(since - _OVERLAP, UTC))
        left = await self._places(shard, after)
        logger.info("looking for what was said in %s places of shard %s", len(left), shard)
        for wait in (*_TRIES, None):
            left = [one for one in left if not await self._read(one, after)]
            if not left:
                return
            if wait is None:
                logger.warning("%s places cannot be read for what was said", len(left))
                return
            await asyncio.sleep(wait)

    async def _read(self, place: Readable, after: int) -> bool:
        """Whether a place needs no further try."""
        heard = 0
        try:
            from_then = discord.Object(after)
            async for one in place.history(limit=MESSAGES, after=from_then, oldest_first=True):
                heard += 1
                await self.hear(one)
        except (discord.Forbidden, discord.NotFound):
            return True
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError, CoachError):
            return False
        if heard == MESSAGES:
            logger.warning("one place has more that was said than the %s that are read", heard)
        return True

    async def _places(self, shard: int, after: int) -> list[Readable]:
        told = self._told(shard, after)
        if len(told) > PLACES:
            logger.warning("%s places have something new, %s are read", len(told), PLACES)
        archived = [one for one in await self._archived() if self._shard(one) == shard]
        directs = await self.directs.recent(DIRECTS) if shard == 0 else []  # D25
        return [
            *told[:PLACES],
            *(self.client.get_partial_messageable(int(one)) for one in directs),
            *(self._thread(one) for one in archived),
        ]

    def _told(self, shard: int, after: int) -> list[Readable]:
        """The places that have something new and that we may read: our threads first, the newest
        of them first."""
        me = self.client.user.id if self.client.user else 0
        found: list[tuple[bool, int, _Told]] = []
        for guild in self.client.guilds:
            if guild.shard_id != shard:
                continue
            told: list[_Told] = [*guild.threads, *guild.text_channels, *guild.voice_channels]
            for one in told:
                if (one.last_message_id or 0) > after and _may_read(one, guild):
                    ours = isinstance(one, discord.Thread) and one.owner_id == me
                    found.append((not ours, -(one.last_message_id or 0), one))
        found.sort(key=lambda each: each[:2])
        return [one for *_, one in found]

    async def _archived(self) -> list[Thread]:
        """Threads of open postings that a new session is not told of."""
        return [
            one
            for one in await self.postings(PLACES)
            if isinstance(one, Thread)
            and one.community.platform == PLATFORM
            and one.id.isdigit()
            and self.client.get_channel(int(one.id)) is None
        ][:ARCHIVED]

    def _shard(self, thread: Thread) -> int:
        return (int(thread.community.id) >> 22) % (self.client.shard_count or 1)

    def _thread(self, thread: Thread) -> Readable:
        guild = int(thread.community.id)
        return self.client.get_partial_messageable(int(thread.id), guild_id=guild)


def _may_read(channel: _Told, guild: discord.Guild) -> bool:
    try:
        held = channel.permissions_for(guild.me)
    except discord.ClientException:  # a thread whose channel we do not see
        return False
    return held.read_messages and held.read_message_history
