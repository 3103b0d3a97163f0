"""How soon feedback is read on Slack where many in one workspace get theirs at once, against a
local server with Slack's rates (changes: 50 a minute; pieces of streams: 100; new streams: 20).

Feedback as the coach gives it: a checklist that fills in over a quarter of a minute, its score,
then advice, each in a direct conversation; all begin within ten seconds. Seconds to the first
visible text and from the model's end to the whole (median and worst), what was asked of Slack and
how much of it came too early; beside a plain loop that posts and then changes its message.

    python benchmarks/slack_feedback.py [N]…
"""

# ruff: noqa: E402

import asyncio
import random
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])  # in place of this folder, whose file is no library

from rich.console import Console
from rich.table import Table
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot import words
from bot.core.chat import Button, Card, Community, Direct, Member
from bot.platforms.slack.blocks import messages as payloads
from bot.platforms.slack.line import Line, within
from bot.platforms.slack.messages import Messages
from bot.platforms.slack.mouth import SlackMouth
from bot.platforms.slack.tickets import Tickets
from tests.platforms.discord.memory_ledger import MemoryLedger
from tests.platforms.slack.speaking import written
from tests.wire.slack.server import LocalSlack
from tests.wire.slack.world import Message

MANY = (5, 20)
CHECKPOINTS = 6
BEGIN = 10.0
"""Seconds within which all of them begin."""
END = "That is all."

Show = Callable[[Message, AsyncIterator[Card]], Awaitable[None]]
"""Shows feedback under an answer."""


@dataclass
class Seen:
    """Seconds of each feedback: to its first text, and from its end to the whole."""

    first: list[float] = field(default_factory=list)
    lag: list[float] = field(default_factory=list)


async def feedback() -> AsyncIterator[Card]:
    """The cards of one feedback, as a model of a usual speed brings them."""
    stop = Button("Stop", "stop:A")
    for judged in range(CHECKPOINTS + 1):
        lines = [f"- {'✅' if at < judged else '⏳'} point {at}" for at in range(CHECKPOINTS)]
        yield Card("Feedback", "\n".join(["Reading…", "", *lines]), buttons=(stop,))
        await asyncio.sleep(random.uniform(1.5, 3))
    for advice in ("", "First.", f"First. Second. {END}"):
        await asyncio.sleep(2)
        yield Card("Feedback", f"**67 %**\n\n{advice}", buttons=(Button("Next", "next:P"),))


async def one(slack: LocalSlack, number: int, show: Show, seen: Seen) -> None:
    """One member's answer, and the feedback on it."""
    user = slack.world.user(f"Member {number}")
    channel = slack.world.direct(user)
    answer = slack.world.put(channel, user, "An answer")
    await asyncio.sleep(random.uniform(0, BEGIN))
    ended = 0.0
    written_so_far: asyncio.Queue[Card | None] = asyncio.Queue()

    async def writes() -> None:  # a model does not wait for who shows its words
        nonlocal ended
        async for card in feedback():
            written_so_far.put_nowait(card)
        ended = time.monotonic()
        written_so_far.put_nowait(None)

    async def comes() -> AsyncIterator[Card]:
        while (card := await written_so_far.get()) is not None:
            yield card

    began = time.monotonic()
    await asyncio.gather(writes(), show(answer, comes()))
    (said,) = [each for each in slack.messages(channel) if each.author is slack.world.bot]
    assert END in written(said)
    seen.first.append(said.versions[0][0] - began)
    seen.lag.append(said.versions[-1][0] - ended)


def coach(slack: LocalSlack) -> tuple[Show, Line]:
    """The coach's own mouth."""

    async def token(_: str) -> str:
        return slack.bot_token

    line, ledger = Line(token, slack.base_url, within(10)), MemoryLedger(time.time)
    mouth = SlackMouth(line, Messages(line, ledger), Tickets(ledger), words.say)
    team = Community("slack", slack.world.team)

    async def show(answer: Message, cards: AsyncIterator[Card]) -> None:
        member = Member(team, answer.author.id)
        key = f"feedback:{answer.ts}"
        await mouth.stream(Direct(member, answer.ts), cards, key=key, to=member)

    return show, line


def plain(slack: LocalSlack) -> Show:
    """A loop over slack_sdk, as most bots have it: post, then change."""
    retry: list[AsyncRetryHandler] = [AsyncRateLimitErrorRetryHandler(max_retry_count=20)]
    client = AsyncWebClient(slack.bot_token, slack.base_url, retry_handlers=retry)

    async def show(answer: Message, cards: AsyncIterator[Card]) -> None:
        ts, channel = "", answer.channel.id
        async for card in cards:
            payload = payloads(card)[0]
            if ts:
                await client.chat_update(channel=channel, ts=ts, **payload)
            else:
                said = await client.chat_postMessage(
                    channel=channel, thread_ts=answer.ts, **payload
                )
                ts = str(said["ts"])

    return show


async def run(count: int, *, ours: bool) -> list[str]:
    """A row of the table."""
    async with LocalSlack() as slack:
        seen, line = Seen(), None
        if ours:
            show, line = coach(slack)
        else:
            show = plain(slack)
        await asyncio.gather(*(one(slack, number, show, seen) for number in range(count)))
        if line is not None:
            await line.close()
        early = sum(each.status == 429 for each in slack.api.requests)
        figures = (
            statistics.median(seen.first), max(seen.first),
            statistics.median(seen.lag), max(seen.lag),
        )  # fmt: skip
        name = "coach" if ours else "plain loop"
        calls = str(len(slack.api.requests))
        shown = [f"{each:.1f}" for each in figures]
        return [str(count), name, *shown, calls, str(early)]


async def table(counts: tuple[int, ...]) -> Table:
    """Ours beside the plain loop."""
    made = Table("at once", "", "first", "worst", "end to whole", "worst", "calls", "429")
    for count in counts:
        for ours in (True, False):
            made.add_row(*await run(count, ours=ours))
    return made


if __name__ == "__main__":
    chosen = tuple(int(each) for each in sys.argv[1:]) or MANY
    Console(width=120).print(asyncio.run(table(chosen)))
