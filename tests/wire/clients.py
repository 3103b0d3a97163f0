"""A real discord.py that is pointed at the local Discord."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Protocol

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.wire.discord.server import LocalDiscord


class Addressed(Protocol):
    """What has the addresses of a Discord."""

    api: str
    gateway_url: str


@contextmanager
def pointed_at(local: Addressed) -> Iterator[None]:
    """Let discord.py take the local Discord for the real one."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = local.api
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(local.gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


class Bot(discord.Client):
    """A client that keeps what it was told: interactions, messages, and other events."""

    def __init__(self, **options: Any) -> None:
        intents = options.pop("intents", None) or discord.Intents(
            guilds=True, messages=True, message_content=True
        )
        options.setdefault("allowed_mentions", discord.AllowedMentions.none())
        options.setdefault("guild_ready_timeout", 0.02)
        super().__init__(intents=intents, **options)
        self.interactions: asyncio.Queue[discord.Interaction] = asyncio.Queue()
        self.heard: list[discord.Message] = []
        self.events: list[str] = []

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for nothing, where discord.py waits five seconds."""

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        self.interactions.put_nowait(interaction)

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message)

    async def on_socket_event_type(self, event: str) -> None:
        self.events.append(event)


@asynccontextmanager
async def online(local: LocalDiscord, **options: Any) -> AsyncIterator[Bot]:
    """A bot that has logged in and is ready."""
    with pointed_at(local):
        async with Bot(**options) as bot:
            running = asyncio.create_task(bot.start(local.token))
            ready = asyncio.create_task(bot.wait_until_ready())
            try:
                await asyncio.wait((running, ready), return_when=asyncio.FIRST_COMPLETED)
                if running.done():
                    running.result()
                yield bot
            finally:
                ready.cancel()
                await bot.close()
                running.cancel()
                await asyncio.gather(running, ready, return_exceptions=True)


@asynccontextmanager
async def by_rest(local: LocalDiscord, token: str = "") -> AsyncIterator[Bot]:
    """A bot that has logged in and has no connection to the gateway."""
    with pointed_at(local):
        async with Bot() as bot:
            await bot.login(token or local.token)
            yield bot
