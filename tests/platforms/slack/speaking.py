"""Our mouth, over real HTTP, at a local Slack whose clock our waits push on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from bot import words
from bot.core.chat import Card, Channel, Community, Direct, Member, Thread
from bot.core.completion import Delta
from bot.platforms.slack.line import Line, within
from bot.platforms.slack.messages import Messages
from bot.platforms.slack.mouth import SlackMouth
from bot.platforms.slack.rates import Rates
from bot.platforms.slack.tickets import Ticket, Tickets
from tests.platforms.discord.memory_ledger import MemoryLedger
from tests.wire.slack.server import LocalSlack
from tests.wire.slack.world import Channel as Room
from tests.wire.slack.world import Message


@dataclass
class Speaking:
    slack: LocalSlack
    line: Line
    ledger: MemoryLedger
    tickets: Tickets
    mouth: SlackMouth

    @property
    def home(self) -> Community:
        return Community("slack", self.slack.world.team)

    @property
    def general(self) -> Channel:
        return Channel(self.home, self.slack.general.id)

    @property
    def ann(self) -> Member:
        return Member(self.home, self.slack.ann.id, "Ann")

    @property
    def directly(self) -> Room:
        return self.slack.world.direct(self.slack.ann)

    def thread(self) -> Thread:
        """A thread in the channel, under words of Ann's."""
        root = self.slack.world.put(self.slack.general, self.slack.ann, "An answer")
        return Thread(self.general, root.ts)

    def private(self) -> Direct:
        """A thread in Ann's conversation with the bot."""
        root = self.slack.world.put(self.directly, self.slack.ann, "An answer")
        return Direct(self.ann, root.ts)

    def said(self, channel: Room | None = None) -> list[Message]:
        """What the bot has said in a channel."""
        room = channel or self.slack.general
        return [one for one in self.slack.messages(room) if one.author is self.slack.world.bot]

    async def asked(self, key: str, channel: Room | None = None, *, language: str = "en") -> None:
        """A request of Ann's that can be answered for her alone."""
        room = channel or self.slack.general
        url = self.slack.world.hook(room, self.slack.ann, None)
        until = self.slack.clock.now() + 1700
        await self.tickets.keep(key, Ticket(url, self.slack.ann.id, room.id, until, language))

    def anew(self) -> SlackMouth:
        """The mouth that another process, or this one after a restart, would have."""
        messages = Messages(self.line, self.ledger, self.slack.clock.now)
        tickets = Tickets(self.ledger, now=self.slack.clock.now)
        now = self.slack.clock.now
        return SlackMouth(self.line, messages, tickets, words.say, gap=0.02, now=now)


@asynccontextmanager
async def speaking_at(slack: LocalSlack, *, patience: float = 0.5) -> AsyncIterator[Speaking]:
    """A mouth until the block ends. Who waits pushes the clock and does not wait."""

    async def sleep(seconds: float) -> None:
        slack.clock.push(seconds)
        await asyncio.sleep(0)

    async def token(_: str) -> str:
        return slack.bot_token

    now = slack.clock.now
    rates = Rates(now=now, sleep=sleep)
    line = Line(token, slack.base_url, within(patience), rates, now=now, sleep=sleep)
    ledger = MemoryLedger(now)
    tickets = Tickets(ledger, now=now)
    messages = Messages(line, ledger, now)
    mouth = SlackMouth(line, messages, tickets, words.say, gap=0.02, now=now)
    try:
        yield Speaking(slack, line, ledger, tickets, mouth)
    finally:
        await line.close()


async def updates(*all_of_them: Delta | Card, pause: float = 0.0) -> AsyncIterator[Delta | Card]:
    """A stream of these, so many seconds apart."""
    for one in all_of_them:
        yield one
        await asyncio.sleep(pause)


def written(message: Message) -> str:
    """All words of a message's blocks."""

    def walk(part: Any) -> str:
        if isinstance(part, list):
            return " ".join(map(walk, part))
        if isinstance(part, dict):
            text = part.get("text")
            return text if isinstance(text, str) else " ".join(map(walk, part.values()))
        return ""

    return walk(message.blocks)


def buttons(message: Message) -> list[str]:
    """The actions of a message's buttons."""
    rows = [one for one in message.blocks if one["type"] == "actions"]
    return [one["action_id"] for row in rows for one in row["elements"]]
