"""The library's client on the gateway, whose sessions outlive their connections and this process.

The library makes every connection in `DiscordWebSocket.from_client`, so that is what we override:
by itself it begins a new session wherever a connection cannot be made at once, closes with a code
that ends the session, and waits up to a quarter of an hour before it tries again.
"""

import asyncio
import logging
import random
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Self

import aiohttp
import discord
import discord.shard
import yarl
from discord.gateway import DiscordWebSocket, ReconnectWebSocket

from bot.core.errors import CoachError, SettingsTrouble, where
from bot.core.keeping import Ledger
from bot.platforms.discord.gateway.identifying import Allowed, Identifying, NotYet
from bot.platforms.discord.gateway.sessions import Session, Sessions
from bot.platforms.discord.gateway.shards import Shards

logger = logging.getLogger(__name__)

discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # we do not speak aloud
for _name in ("client", "gateway", "shard"):  # tracebacks of what we say in a sentence
    logging.getLogger(f"discord.{_name}").setLevel(logging.CRITICAL)

_LONGEST_WAIT = 5.0
_SAID_EVERY = 60.0
_LOST = (OSError, aiohttp.ClientError, TimeoutError, ReconnectWebSocket, discord.DiscordException)
_MENDABLE = (*_LOST, CoachError)


class Socket(DiscordWebSocket):
    """A connection of one shard. `heard_at`: everything that was said until then (seconds since
    1970) has come; `behind`: what was missed is still coming."""

    heard_at = 0.0
    behind = True

    @classmethod
    async def from_client(cls, client: discord.Client, **options: Any) -> Self:
        """Connected: with the session that the shard had, else with a new one."""
        if not isinstance(client, Listening):
            return await super().from_client(client, **options)
        shard = int(options["shard_id"])
        first = shard not in client.sockets
        while True:
            try:
                socket = await cls._connected(client, shard)
            except _MENDABLE as exc:
                client.lost(shard, exc)
                if not first:  # the library tries again, other shards in between
                    raise TimeoutError from exc
                await asyncio.sleep(_wait())
            else:
                client.found(shard, socket)
                return socket

    @classmethod
    async def _connected(cls, client: "Listening", shard: int) -> Self:
        session = client.session(shard)
        options: dict[str, Any] = {"shard_id": shard, "gateway": client.address}
        if session is not None:
            options |= {"resume": True, "session": session.id, "sequence": session.sequence}
            if session.url:
                options["gateway"] = yarl.URL(session.url)
        else:
            await client.identifying.check()
        async with asyncio.timeout(client.patience) as limit:
            client.limits[shard] = limit
            socket = await super().from_client(client, **options)
        socket.heard_at, socket.behind = (session.heard, True) if session else (time.time(), False)
        return socket

    async def received_message(self, msg: Any, /) -> None:
        """A frame came."""
        await super().received_message(msg)
        if not self.behind:
            self.heard_at = time.time()

    async def close(self, code: int = 4000) -> None:
        """Close so that the session can be gone on with, while there is one (D24)."""
        await super().close(code if self.session_id is None else 4000)


class _Waiting:
    def delay(self) -> float:
        """Seconds to the next try: the library's own grow to a quarter of an hour."""
        return _wait()


def _wait() -> float:
    return random.uniform(0.5, _LONGEST_WAIT)  # noqa: S311


vars(discord.shard).update(DiscordWebSocket=Socket, ExponentialBackoff=_Waiting)


class Listening(discord.AutoShardedClient):
    """The library's client, without what it would remember. `hear` is told of interactions,
    messages and servers, `caught_up` that a shard has begun a new session and knows its servers."""

    def __init__(
        self, ledger: Ledger, trace: aiohttp.TraceConfig, *, content: bool, heartbeat: float
    ) -> None:
        intents = discord.Intents(
            guilds=True, guild_messages=True, dm_messages=True, message_content=content
        )
        super().__init__(
            intents=intents,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            http_trace=trace,
            heartbeat_timeout=heartbeat,
            guild_ready_timeout=1.0,
            shard_connect_timeout=None,
        )
        self.patience = 20.0
        """Seconds for a connection to be made and greeted, and for Discord's word on its
        gateway."""
        self.sessions = Sessions(ledger)
        self.identifying = Identifying(ledger, self._ask)
        self.sockets: dict[int, Socket] = {}
        self.limits: dict[int, asyncio.Timeout] = {}
        self.since: dict[int, float] = {}
        """By shard: since when (seconds since 1970) what was said is still to be looked for."""
        self.address: yarl.URL | None = None
        self.hear: (
            Callable[[discord.Interaction | discord.Message | discord.Guild], Awaitable[None]]
            | None
        ) = None
        self.caught_up: Callable[[int], Awaitable[None]] | None = None
        self._kept: dict[int, Session] = {}
        self._said: dict[int, float] = {}

    async def prepare(self, shards: Shards | None, *, address: str | None) -> None:
        """Learn how many shards there are, and what they left; it is tried until Discord answers.

        SettingsTrouble where `shards` are not among them.
        """
        while True:
            try:
                async with asyncio.timeout(self.patience):
                    wanted, url, limit = await self.http.get_bot_gateway()
                break
            except _MENDABLE as exc:
                if getattr(exc.__cause__, "status", None) == 401:
                    raise SettingsTrouble("error.discord_token") from exc
                logger.warning("Discord does not say where its gateway is (%s)", _kind(exc))
                await asyncio.sleep(_wait())
        ids, self.shard_count = shards.ids(wanted) if shards else (list(range(wanted)), wanted)
        self.shard_ids = ids
        self.identifying.learn(_allowed(limit))
        self.address = yarl.URL(address or url)
        for shard in ids:
            if kept := await self.sessions.take(self.name_of(shard)):
                self._kept[shard] = kept
                if kept.id is None:
                    self.since[shard] = kept.heard

    @property
    def hears(self) -> bool:
        """Whether every shard of ours has a connection."""
        ours = self.shard_ids or []
        return bool(ours) and all(
            shard in self.sockets and self.sockets[shard].open for shard in ours
        )

    def name_of(self, shard: int) -> str:
        """A shard's name in the ledger."""
        return f"{shard}/{self.shard_count}"

    def session(self, shard: int) -> Session | None:
        """The session that a shard goes on with; None where it must begin a new one."""
        socket = self.sockets.get(shard)
        if socket is None:
            kept = self._kept.get(shard)
            return kept if kept and kept.id else None
        if socket.session_id is None:  # Discord gave it up
            self.since.setdefault(shard, socket.heard_at)
            return None
        url = str(socket.gateway)
        return Session(socket.heard_at, socket.session_id, socket.sequence or 0, url)

    def standing(self, shard: int) -> Session:
        """What the next process is to know of a shard. While something is still looked for, it
        must begin a new session: who goes on with one is not told what is new in which place."""
        if shard in self.since:
            return Session(self.since[shard])
        return self.session(shard) or Session(self.sockets[shard].heard_at)

    def lost(self, shard: int, exc: Exception) -> None:
        """A connection could not be made: it is said now and then, in a sentence."""
        if isinstance(exc, NotYet):  # it has been said
            return
        if (socket := self.sockets.get(shard)) and self.address:  # its host may be gone for good
            socket.gateway = self.address
        elif kept := self._kept.get(shard):
            self._kept[shard] = replace(kept, url=None)
        now = time.monotonic()
        if now - self._said.get(shard, float("-inf")) > _SAID_EVERY:
            self._said[shard] = now
            logger.warning("Discord's gateway cannot be reached (shard %s, %s)", shard, _kind(exc))

    def found(self, shard: int, socket: Socket) -> None:
        """A connection was made."""
        self.sockets[shard] = socket
        if self._said.pop(shard, None) is not None:
            logger.warning("Discord's gateway is reached again (shard %s)", shard)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait until no other shard, of any process, has just identified."""
        shard = shard_id or 0
        self.limits[shard].reschedule(None)
        await self.identifying.turn(shard)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Somebody used a command, pressed a button, sent a form, or types an option."""
        if self.hear is not None:
            await self.hear(interaction)

    async def on_message(self, message: discord.Message) -> None:
        """Somebody said something."""
        if self.hear is not None:
            await self.hear(message)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """A server is there that was not."""
        if self.hear is not None:
            await self.hear(guild)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A server is told of, at a start or after an outage; Discord says the same of a new
        one."""
        await self.on_guild_join(guild)

    async def on_shard_resumed(self, shard: int) -> None:
        """A shard was told all that it had missed."""
        self.sockets[shard].behind = False

    async def on_shard_ready(self, shard: int) -> None:
        """A shard has begun a new session, and knows its servers."""
        if self.caught_up is not None:
            await self.caught_up(shard)

    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:
        """The library would log the words of members."""
        met = sys.exc_info()[1]
        logger.error("unforeseen in %s: %s", event_method, where(met) if met else "nothing")

    async def _ask(self) -> Allowed:
        async with asyncio.timeout(self.patience):
            *_, limit = await self.http.get_bot_gateway()
        return _allowed(limit)


def _allowed(limit: Any) -> Allowed:
    return Allowed(limit["remaining"], limit["reset_after"] / 1000, limit["max_concurrency"])


def _kind(exc: BaseException) -> str:
    cause = exc.__cause__ or exc
    status = getattr(cause, "status", None)
    if isinstance(exc, CoachError):
        return where(exc)
    return f"{type(cause).__name__} {status or ''}".strip()
