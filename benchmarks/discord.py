"""How fast the coach is on Discord, against a local server with Discord's limits (50 requests a
second in all, 5 in 5 s for posts and for edits of a channel).

`streams`: texts of 30 tokens a second, each in a thread of its own: seconds to the first visible
text, the longest pause between visible changes, seconds from the model's end to the whole text.
`commands`: interactions that arrive within one second, from the socket to the answer that the
server takes, also while fifty texts grow. `quizzes`: a bare `/quiz` from its arrival to its thread.
`questions`: a question with its thread in each of many channels. CPU is that of both
sides, in one process.

    python benchmarks/discord.py [streams|commands|quizzes|questions]…
"""

# ruff: noqa: E402

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])  # in place of this folder, whose file is no library

from rich.console import Console
from rich.table import Table

from bot.core.chat import Card, Channel, Community, Member, Thread
from bot.core.completion import Delta
from bot.core.ports import Mouth
from bot.platforms.discord.mouth import DiscordMouth
from tests.platforms.discord.living import Living, living
from tests.platforms.discord.town import town
from tests.wire.discord.server import LocalDiscord

TOKENS_A_SECOND, SECONDS = 30, 20
STREAMS = ((1, 0.0), (10, 0.0), (10, 0.3), (50, 0.0), (50, 0.05))
"""How many streams, and seconds from the start of one to that of the next."""
COMMANDS = ((200, 0), (500, 0), (200, 50), (500, 50))
"""How many commands, and how many streams meanwhile."""
QUIZZES, QUIZZES_A_SECOND = 120, 10
CHANNELS, AT_ONCE = 400, 40


@dataclass
class Seen:
    """What was seen of the streams, in seconds."""

    first: list[float] = field(default_factory=list)
    pause: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)


def mouth_of(local: LocalDiscord, alive: Living) -> DiscordMouth:
    """A mouth on the line."""
    return alive.mouth(local.clock.now, alive.messages)


def at(values: Sequence[float], share: float) -> str:
    """The value below which this share of them lies."""
    return f"{sorted(values)[min(len(values) - 1, int(len(values) * share))]:.2f}"


async def stream(local: LocalDiscord, mouth: Mouth, wait: float, seen: Seen) -> None:
    """One text as it grows, in a place of its own."""
    home = Community("discord", str(local.home.id))
    place = local.open_channel("thread")
    await asyncio.sleep(wait)
    began = ended = 0.0

    async def updates() -> AsyncIterator[Delta | Card]:
        nonlocal began, ended
        began = following = time.monotonic()
        for number in range(TOKENS_A_SECOND * SECONDS):
            yield Delta("text", f"w{number} ")
            following += 1 / TOKENS_A_SECOND
            await asyncio.sleep(max(0.0, following - time.monotonic()))
        ended = time.monotonic()

    where = Thread(Channel(home, str(place.id)), str(place.id))
    await mouth.stream(where, updates(), key=f"feedback:{place.id}", to=Member(home, "1"))
    moments = sorted(at for one in local.messages(place) for at, _ in one.versions)
    seen.first.append(moments[0] - began)
    seen.pause.append(max(later - sooner for sooner, later in pairwise(moments)))
    seen.last.append(moments[-1] - ended)


async def streams() -> Table:
    """The table of streams."""
    table = Table("streams", "apart", "first p95", "pause p95", "last p95", "429", "CPU/1,000")
    for count, apart in STREAMS:
        async with LocalDiscord() as local, living(local) as alive:
            mouth, seen, cpu = mouth_of(local, alive), Seen(), time.process_time()
            await asyncio.sleep(1.1)
            await asyncio.gather(
                *(stream(local, mouth, number * apart, seen) for number in range(count))
            )
            cpu = time.process_time() - cpu
            refused = sum(one.status == 429 for one in local.requests)
            table.add_row(
                str(count),
                f"{apart} s",
                *(f"{at(one, 0.95)} s" for one in (seen.first, seen.pause, seen.last)),
                f"{refused}/{len(local.requests)}",
                f"{1000 * cpu / (count * TOKENS_A_SECOND * SECONDS):.2f} s",
            )
    return table


async def commands() -> Table:
    """The table of commands, also while feedback streams."""
    table = Table("commands in a second", "streams", "p50", "p99", "slowest", "CPU each")
    for count, going in COMMANDS:
        with tempfile.TemporaryDirectory() as home:
            async with LocalDiscord() as local, town(local, Path(home)) as app:
                await local.slash("help")
                where = Channel(Community("discord", str(local.home.id)), str(local.general.id))
                mouth, seen = app.coach.voice.mouth(where), Seen()
                running = [
                    asyncio.create_task(stream(local, mouth, number * 0.05, seen))
                    for number in range(going)
                ]
                await asyncio.sleep(5 if going else 0)
                cpu = time.process_time()

                async def one(number: int, local: LocalDiscord = local, of: int = count) -> float:
                    await asyncio.sleep(number / of)
                    used = await local.slash("settings", language="zh", wait=False)
                    await asyncio.wait_for(used.acknowledged.wait(), 10)
                    return used.took or 0.0

                took = await asyncio.gather(*(one(number) for number in range(count)))
                cpu = time.process_time() - cpu
                await asyncio.gather(*running)
        shown = (f"{at(took, share)} s" for share in (0.5, 0.99, 1))
        each = "" if going else f"{1000 * cpu / count:.1f} ms"
        table.add_row(str(count), str(going), *shown, each)
    return table


async def quizzes() -> Table:
    """The table of `/quiz` in one channel after the other, at half the limiter's rate."""
    table = Table("/quiz", "a second", "CPU each, both sides", "429", "questions")
    with tempfile.TemporaryDirectory() as home:
        async with LocalDiscord() as local, town(local, Path(home)) as app:
            places = [local.open_channel(f"c{number}") for number in range(QUIZZES)]
            await local.slash("help")
            cpu, began = time.process_time(), time.monotonic()
            for number, place in enumerate(places):
                await asyncio.sleep(max(0.0, began + number / QUIZZES_A_SECOND - time.monotonic()))
                used = await local.slash("quiz", channel=place, wait=False)
            await app.pump.settled(f"discord:i:{used.id}")
            took, cpu = time.monotonic() - began, time.process_time() - cpu
            asked = sum(len(local.messages(one)) for one in places)
            refused = sum(one.status == 429 for one in local.requests)
    table.add_row(
        str(QUIZZES),
        f"{QUIZZES / took:.1f}",
        f"{1000 * cpu / QUIZZES:.1f} ms",
        str(refused),
        str(asked),
    )
    return table


async def questions() -> Table:
    """The table of a question in each of many channels."""
    table = Table("channels", "requests", "seconds", "a second", "429", "questions")
    async with LocalDiscord() as local, living(local) as alive:
        mouth, home = mouth_of(local, alive), Community("discord", str(local.home.id))
        places = [local.open_channel(f"c{number}") for number in range(CHANNELS)]
        await asyncio.sleep(1.1)
        turns, before, began = asyncio.Semaphore(AT_ONCE), len(local.requests), time.monotonic()

        async def ask(number: int) -> None:
            async with turns:
                channel = Channel(home, str(places[number].id))
                await mouth.open_thread(channel, Card(title="Why?"), key=f"daily:{number}")

        await asyncio.gather(*(ask(number) for number in range(CHANNELS)))
        took, sent = time.monotonic() - began, local.requests[before:]
        asked = sum(len(local.messages(one)) for one in places)
    refused = sum(one.status == 429 for one in sent)
    table.add_row(
        str(CHANNELS),
        str(len(sent)),
        f"{took:.1f}",
        f"{len(sent) / took:.1f}",
        str(refused),
        str(asked),
    )
    return table


if __name__ == "__main__":
    known = {
        "streams": streams,
        "commands": commands,
        "quizzes": quizzes,
        "questions": questions,
    }
    for name in sys.argv[1:] or known:
        Console().print(asyncio.run(known[name]()))
