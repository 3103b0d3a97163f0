"""Texts of 30 tokens a second that grow, each in a thread of its own: the coach with its store, and
beside it a plain loop over discord.py."""

import asyncio
import gc
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from rich.table import Table

from benchmarks.on_discord import plain
from benchmarks.on_discord.figures import at, ratio, seconds
from bot.core.chat import Card, Channel, Community, Member, Thread
from bot.core.completion import Delta
from bot.core.ports import Mouth
from tests.platforms.discord.town import town
from tests.wire.discord.server import LocalDiscord
from tests.wire.discord.world import Channel as Place

TOKENS_A_SECOND, SECONDS = 30, 20
STREAMS = ((1, 0.0), (10, 0.0), (10, 0.3), (50, 0.0), (50, 0.05))
"""How many streams, and seconds from the start of one to that of the next."""
QUIET = 2.5
"""Seconds of nothing before the first."""

Says = Callable[[Place, AsyncIterator[Delta | Card]], Awaitable[object]]


@dataclass
class Seen:
    """What was seen of the streams, in seconds, of the requests, and the CPU of both sides."""

    first: list[float] = field(default_factory=list)
    pause: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    requests: int = 0
    refused: int = 0
    cpu: float = 0.0
    """Seconds for 1,000 tokens."""

    def p95(self) -> tuple[float, ...]:
        """Of first, pause and last."""
        return tuple(at(one, 0.95) for one in (self.first, self.pause, self.last))


def in_threads(local: LocalDiscord, mouth: Mouth) -> Says:
    """How a mouth says what grows in a place."""
    home = Community("discord", str(local.home.id))

    async def says(place: Place, updates: AsyncIterator[Delta | Card]) -> None:
        where = Thread(Channel(home, str(place.id)), str(place.id))
        await mouth.stream(where, updates, key=f"feedback:{place.id}", to=Member(home, "1"))

    return says


async def stream(local: LocalDiscord, says: Says, wait: float, seen: Seen) -> None:
    """One text as it grows, in a place of its own. The model ends in its time, whoever waits."""
    place = local.open_channel("thread")
    await asyncio.sleep(wait)
    began = 0.0

    async def updates() -> AsyncIterator[Delta | Card]:
        nonlocal began
        began = following = time.monotonic()
        for number in range(TOKENS_A_SECOND * SECONDS):
            yield Delta("text", f"w{number} ")
            following += 1 / TOKENS_A_SECOND
            await asyncio.sleep(max(0.0, following - time.monotonic()))

    await says(place, updates())
    moments = sorted(at for one in local.messages(place) for at, _ in one.versions)
    seen.first.append(moments[0] - began)
    seen.pause.append(max(later - sooner for sooner, later in pairwise(moments)))
    seen.last.append(max(0.0, moments[-1] - began - SECONDS))


async def measured(local: LocalDiscord, says: Says, count: int, apart: float) -> Seen:
    """So many streams, one so many seconds after the other."""
    await asyncio.sleep(QUIET)
    gc.collect()
    gc.freeze()  # as `coach serve` does
    seen, cpu, before = Seen(), time.process_time(), len(local.requests)
    await asyncio.gather(*(stream(local, says, number * apart, seen) for number in range(count)))
    sent = local.requests[before:]
    seen.cpu = 1000 * (time.process_time() - cpu) / (count * TOKENS_A_SECOND * SECONDS)
    seen.requests, seen.refused = len(sent), sum(one.status == 429 for one in sent)
    return seen


async def ours(count: int, apart: float) -> Seen:
    """What is seen of the coach's mouth, in a whole house over SQLite."""
    with tempfile.TemporaryDirectory() as home:
        async with LocalDiscord() as local, town(local, Path(home)) as app:
            where = Channel(Community("discord", str(local.home.id)), str(local.general.id))
            mouth = app.coach.voice.mouth(where)
            return await measured(local, in_threads(local, mouth), count, apart)


async def theirs(count: int, apart: float) -> Seen:
    """What is seen of a plain loop."""
    async with LocalDiscord() as local, plain.plain(local) as client:

        async def says(place: Place, updates: AsyncIterator[Delta | Card]) -> None:
            await plain.says(client, place.id, updates)

        return await measured(local, says, count, apart)


async def table() -> Table:
    """The table of streams."""
    columns = ("first p95", "pause p95", "last p95", "429", "CPU/1,000 tokens")
    shown = Table("streams", "apart", "", *columns)
    for count, apart in STREAMS:
        coach, loop = await ours(count, apart), await theirs(count, apart)
        for name, seen in (("coach", coach), ("plain loop", loop)):
            refused = f"{seen.refused}/{seen.requests}"
            p95 = map(seconds, seen.p95())
            shown.add_row(str(count), f"{apart} s", name, *p95, refused, seconds(seen.cpu))
        ratios = (ratio(*pair) for pair in zip(coach.p95(), loop.p95(), strict=True))
        shown.add_row("", "", "coach / loop", *ratios, "", ratio(coach.cpu, loop.cpu))
    return shown
