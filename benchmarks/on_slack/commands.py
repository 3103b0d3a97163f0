"""Slash commands that arrive within one second, over sockets and over HTTP, also while texts grow;
beside a bare slack_bolt app that acknowledges at once."""

import asyncio
import gc
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from rich.table import Table

from benchmarks.on_discord.figures import at, seconds
from bot.core.chat import Channel, Community, Member, Thread
from bot.core.completion import Delta
from bot.core.ports import Mouth
from tests.kills import template
from tests.platforms.slack.at_work import at_work
from tests.platforms.slack.many import open_to_all
from tests.wire.slack import clients
from tests.wire.slack.server import LocalSlack

COMMANDS = ((200, 0), (500, 0), (200, 20), (500, 20))
"""How many commands, and how many streams meanwhile."""
PEOPLE = 100
"""Who use them, each for the first time."""
TOKENS_A_SECOND = 30

Opens = Callable[[LocalSlack], AbstractAsyncContextManager[Mouth | None]]


@asynccontextmanager
async def over_sockets(slack: LocalSlack) -> AsyncIterator[Mouth | None]:
    """The coach in a whole house, over sockets."""
    with tempfile.TemporaryDirectory() as folder:
        home = await template.home_in(Path(folder))
        async with at_work(slack, home) as app:
            yield app.coach.voice.mouth(_general(slack))


@asynccontextmanager
async def over_http(slack: LocalSlack) -> AsyncIterator[Mouth | None]:
    """The coach in a whole house that any workspace may add, over signed HTTP."""
    with tempfile.TemporaryDirectory() as folder:
        home = await template.home_in(Path(folder))
        async with open_to_all(slack, home) as many:
            await many.install(slack, slack.olga)
            yield many.app.coach.voice.mouth(_general(slack))


@asynccontextmanager
async def floor_over_sockets(slack: LocalSlack) -> AsyncIterator[Mouth | None]:
    """A bare app over two sockets, as the coach has."""
    async with clients.online(slack, _bare(slack), sockets=2):
        yield None


@asynccontextmanager
async def floor_over_http(slack: LocalSlack) -> AsyncIterator[Mouth | None]:
    """A bare app behind aiohttp."""
    async with clients.by_http(slack, _bare(slack)):
        yield None


WAYS: tuple[tuple[str, Opens, Opens], ...] = (
    ("sockets", over_sockets, floor_over_sockets),
    ("HTTP", over_http, floor_over_http),
)


async def table() -> Table:
    """The table of commands."""
    columns = ("p50", "p99", "slowest", "not within 3 s")
    shown = Table("way", "commands in a second", "streams", "", *columns)
    for way, coach, floor in WAYS:
        for count, going in COMMANDS:
            rows = [("coach", coach, going)] + ([] if going else [("floor", floor, 0)])
            for name, opens, streams in rows:
                took = await acknowledged(opens, count, streams)
                waits = (seconds(at(took, share)) for share in (0.5, 0.99, 1))
                late = str(sum(one >= 3 for one in took))
                shown.add_row(way, str(count), str(streams), name, *waits, late)
    return shown


async def acknowledged(opens: Opens, count: int, going: int) -> list[float]:
    """How long each command waited for its acknowledgement; 3 s where none came."""
    async with LocalSlack() as slack, opens(slack) as mouth:
        await slack.slash("help")
        people = [slack.world.user(f"Member {number}") for number in range(PEOPLE)]
        running = [
            asyncio.create_task(_grows(slack, mouth, number)) for number in range(going) if mouth
        ]
        await asyncio.sleep(3 if going else 0.5)
        gc.collect()
        gc.freeze()  # as `coach serve` does

        async def one(number: int) -> float:
            await asyncio.sleep(number / count)
            asked = await slack.slash("settings", "language:zh", user=people[number % PEOPLE])
            return 3.0 if asked.took is None else asked.took

        took = await asyncio.gather(*(one(number) for number in range(count)))
        for each in running:
            each.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        gc.unfreeze()
    return list(took)


async def _grows(slack: LocalSlack, mouth: Mouth, number: int) -> None:
    """A text in a thread of its own, for as long as it is let."""
    room = slack.world.channel(f"c{number}")
    root = slack.world.put(room, slack.ann, "An answer")
    home = Community("slack", slack.world.team)
    place = Thread(Channel(home, room.id), root.ts)

    async def updates() -> AsyncIterator[Delta]:
        began = time.monotonic()
        for word in range(TOKENS_A_SECOND * 60):
            end = "\n\n" if word % 40 == 39 else " "
            yield Delta("text", f"w{word}{end}")
            await asyncio.sleep(max(0.0, began + word / TOKENS_A_SECOND - time.monotonic()))

    await mouth.stream(
        place, updates(), key=f"grows:{number}", to=Member(home, slack.ann.id, "Ann")
    )


def _bare(slack: LocalSlack) -> Any:
    app = clients.bolt(slack)

    async def acks(ack: Any) -> None:
        await ack()

    for name in ("/help", "/settings"):
        app.command(name)(acks)
    return app


def _general(slack: LocalSlack) -> Channel:
    return Channel(Community("slack", slack.world.team), slack.general.id)
