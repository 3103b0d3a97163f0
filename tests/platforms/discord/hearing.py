"""Ears alone on a local Discord: what they hear is kept in a list."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from bot import words
from bot.core.chat import Card, Place
from bot.core.requests import Inquiry, Request
from bot.platforms.discord.connection import Discord, connected
from bot.platforms.discord.gateway.shards import Shards
from tests.platforms.discord.memory_ledger import MemoryLedger
from tests.platforms.discord.town import register
from tests.wire.clients import pointed_at
from tests.wire.discord.server import LocalDiscord


@dataclass
class Heard:
    """The keys that were recorded, as often as each came."""

    discord: Discord
    running: "asyncio.Task[None]"
    keys: Counter[str] = field(default_factory=Counter)
    requests: list[Request] = field(default_factory=list)

    def message(self, id_: int) -> int:
        """How often a message was heard."""
        return self.keys[f"discord:m:{id_}"]


@asynccontextmanager
async def hearing(
    local: LocalDiscord,
    ledger: MemoryLedger,
    *,
    content: bool = False,
    heartbeat: float = 60.0,
    shards: Shards | None = None,
    open_places: tuple[Place, ...] = (),
    patience: float = 20.0,
    slow: float = 0.0,
    wait: bool = True,
) -> AsyncIterator[Heard]:
    """Ears that hear until the block ends; without `wait` they need not be connected yet, `slow`
    are the seconds that it takes to record."""
    register(local)

    async def postings(most: int) -> list[Place]:
        return list(open_places[:most])

    async def accept(request: Request) -> None:
        await asyncio.sleep(slow)
        heard.keys[request.key] += 1
        heard.requests.append(request)

    async def ask(request: Inquiry) -> Card:
        return Card("answered")

    with pointed_at(local):
        async with connected(
            local.token,
            ledger,
            words.say,
            content=content,
            api=local.api,
            gateway=local.gateway_url,
            heartbeat=heartbeat,
            postings=postings,
            shards=shards,
        ) as discord:
            discord.client.identifying.between = 0.0
            discord.client.patience = patience
            ears = replace(discord.ears, finish=1.0)
            running = asyncio.create_task(ears.run(accept, ask, lambda *_: ()))
            heard = Heard(discord, running)
            try:
                if wait:
                    before = len(local.gateway.heard)
                    await local.until(
                        lambda: (
                            running.done()
                            or any(one.op in (2, 6) for one in local.gateway.heard[before:])
                        ),
                        9,
                    )
                    assert not running.done(), running.exception()
                yield heard
            finally:
                running.cancel()
                with contextlib.suppress(asyncio.CancelledError, Exception):
                    await running
