"""Our line, over real HTTP, to a local Discord."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import discord
from discord.http import Route

from bot import words
from bot.pacing.budget import Budgets
from bot.platforms.discord.mouth import DiscordMouth
from bot.platforms.discord.sending.answering import Answering
from bot.platforms.discord.sending.breaker import Breaker
from bot.platforms.discord.sending.directs import Directs
from bot.platforms.discord.sending.line import Line
from bot.platforms.discord.sending.messages import CHANGES, SECONDS, Messages
from bot.platforms.discord.sending.pace import Pace
from bot.platforms.discord.sending.tickets import Tickets
from tests.platforms.discord.memory_ledger import MemoryLedger
from tests.wire.clients import pointed_at
from tests.wire.discord.server import LocalDiscord


class CountingPace(Pace):
    """Knows how many permits were asked for."""

    asked = 0

    async def permit(self, patience: float = 0.0) -> None:
        self.asked += 1
        await super().permit(patience)


@dataclass
class Living:
    pace: CountingPace
    line: Line
    messages: Messages
    ledger: MemoryLedger
    http: discord.http.HTTPClient
    answering: Answering
    client: discord.Client

    async def post(self, channel: int, text: str) -> Any:
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel)
        return await self.line.send(self.http, route, {"content": text})

    def anew(self, now: Callable[[], float]) -> Messages:
        """What another process, or this one after a restart, would have."""
        return Messages(self.line, self.http, self.ledger, Budgets(CHANGES, SECONDS), now)

    def mouth(self, now: Callable[[], float], messages: Messages | None = None) -> DiscordMouth:
        """A mouth on this line, as another process would have it."""
        directs = Directs(self.line, self.http, self.ledger)
        tickets = Tickets(self.ledger, now=now)
        said = messages or self.anew(now)
        return DiscordMouth(self.line, self.http, said, tickets, self.answering, directs, words.say)


@asynccontextmanager
async def living(local: LocalDiscord) -> AsyncIterator[Living]:
    """Logged in at a local Discord until the block ends. Waits are short."""
    with pointed_at(local):
        ledger = MemoryLedger(local.clock.now)
        pace = CountingPace(ledger)
        line = Line(pace, Breaker(), sleep=lambda _: asyncio.sleep(0.01))
        client = discord.Client(intents=discord.Intents.none(), http_trace=line.trace())
        async with client:
            await client.login(local.token)
            messages = Messages(
                line, client.http, ledger, Budgets(CHANGES, SECONDS), now=local.clock.now
            )
            answering = Answering(line.breaker)
            try:
                yield Living(pace, line, messages, ledger, client.http, answering, client)
            finally:
                await answering.close()
