"""Questions of the day that are due in the same minute in many channels: how close the program
comes to the rate of its limiter, and what it takes meanwhile.

A server has a hundred channels; one has a tenth of all. Each question is two requests, its post and
its thread. The program is a process of its own, the local Discord (without Discord's limits, which
the limiter keeps by itself) is in this one. The floor, in the same run: a bare loop over discord.py
that sends the same two requests under the same limiter on the same kind of database, and keeps,
chooses and renders nothing.

    python benchmarks/daily.py [CHANNELS [sqlite|postgresql]…]
"""

# ruff: noqa: E402

import asyncio
import gc
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])  # in place of this folder, whose file is no library

from discord.http import HTTPClient, Route
from rich.console import Console
from rich.table import Table

from benchmarks.on_discord.figures import at
from benchmarks.on_discord.plain import plain
from bot import coaching
from bot.core.chat import Channel, Community, Member
from bot.core.daily import Daily, daily_of
from bot.core.schedule import Schedule
from bot.platforms.discord.sending.pace import RATE, Pace
from bot.store.dailies import StoredDailies
from bot.store.database import Database
from bot.store.ledger import StoredLedger
from tests import postgres
from tests.kills import postgres as kills_postgres
from tests.kills import template
from tests.kills.program import start
from tests.kills.stores import SqliteStore, Store
from tests.kills.waiting import until
from tests.platforms.discord.program import environment, on_line
from tests.platforms.discord.taking import cpu_of, memory_of
from tests.platforms.discord.town import register
from tests.wire.discord.rest import Sent
from tests.wire.discord.server import LocalDiscord
from tests.wire.discord.world import Channel as Place

_MONTH = 30 * 86_400
_OF_A_SERVER = 100
_FLOOR = 200
"""Channels of the floor."""
_SHARES = (0.02, 0.1, 0.5, 1.0)
"""When the memory is looked at: so much of all is asked."""


@dataclass
class Run:
    """What one run gave: MiB by the number of questions asked, CPU in seconds, and when each server
    had its first and its last question, in seconds."""

    memory: dict[int, float] = field(default_factory=dict)
    rate: float = 0.0
    floor: float = 0.0
    cpu: float = 0.0
    refused: int = 0
    wrong: int = 0
    first: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)


def opened(local: LocalDiscord, channels: int) -> list[Place]:
    """So many channels: a tenth of them in the first server, the others in small ones."""
    large, places = channels // 10, []
    for number in range(channels):
        if number == 0 or (number >= large and (number - large) % _OF_A_SERVER == 0):
            guild = local.install(f"s{number}", local.world.user(f"u{number}"))
            guild.joined -= _MONTH
        places.append(local.open_channel(f"c{number}", guild=guild))
    return places


async def due(database: Database, places: list[Place]) -> None:
    """Have a question be due in each channel since the minute that has just begun."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    dailies = StoredDailies(database)
    for place in places:
        assert place.guild
        server = Community("discord", str(place.guild.id))
        home = Channel(server, str(place.id))
        when = Schedule(daily_of(home), now.time(), "Etc/UTC")
        daily = Daily(home, when, Member(server, str(place.guild.owner.id)))
        await dailies.keep(daily, now)


async def floor(local: LocalDiscord, database: Database) -> float:
    """Requests a second of a bare loop."""
    pace = Pace(StoredLedger(database, coaching.clock, "floor"))
    guild = local.install("floor", local.world.user("floor"))
    places = [local.open_channel(f"f{number}", guild=guild) for number in range(_FLOOR)]
    before, turns = len(local.requests), asyncio.Semaphore(40)

    async def ask(http: HTTPClient, place: Place) -> None:
        async with turns:
            await pace.permit()
            post = Route("POST", "/channels/{channel_id}/messages", channel_id=place.id)
            said = await http.request(post, json={"content": "Why?"})
            await pace.permit()
            thread = Route(
                "POST",
                "/channels/{channel_id}/messages/{message_id}/threads",
                channel_id=place.id,
                message_id=said["id"],
            )
            await http.request(thread, json={"name": "Why?"})

    async with plain(local) as client:
        await asyncio.gather(*(ask(client.http, one) for one in places))
    return rate(sent(local, before))


def sent(local: LocalDiscord, since: int) -> list[Sent]:
    """The posts and threads since then."""
    return [one for one in local.requests[since:] if one.route in ("post", "thread")]


def rate(requests: list[Sent]) -> float:
    """Requests a second."""
    return (len(requests) - 1) / (requests[-1].at - requests[0].at)


async def run(channels: int, kind: str) -> Run:
    """One run on a database of a kind."""
    one = Run()
    with tempfile.TemporaryDirectory() as folder:
        home = await template.home_in(Path(folder))
        store: Store = SqliteStore(home)
        if kind == "postgresql":
            kills_postgres.SERVER = postgres.server()
            store = await kills_postgres.new_database(home)
        url = store.environment.get("DATABASE_URL", f"sqlite:///{home / 'coach.db'}")
        database = Database(url)
        async with LocalDiscord() as local:
            local.pace.on = False
            register(local)
            one.floor = await floor(local, database)
            places = opened(local, channels)
            await due(database, places)
            await database.close()
            await _asked(local, store, home, places, one)
    return one


async def _asked(
    local: LocalDiscord, store: Store, home: Path, places: list[Place], one: Run
) -> None:
    before = len(local.requests)
    env = template.environment(home) | environment(local) | store.environment
    gc.collect()
    gc.disable()  # Discord does not stand still in the middle of a second
    program = start(["serve"], env, home)
    try:
        await until(lambda: on_line(local), 30, "on line")
        cpu, began = cpu_of(program.pid), time.monotonic()
        for share in _SHARES:
            wanted = max(int(share * len(places)), 1)
            while (done := len(sent(local, before)) // 2) < wanted:
                await asyncio.sleep(0.5)
                assert time.monotonic() - began < 60 + len(places) / 5, "it goes on for ever"
            one.memory[done] = memory_of(program.pid)
        one.cpu = cpu_of(program.pid) - cpu
    finally:
        await program.kill()
        gc.enable()
    posts = sent(local, before)
    one.rate, one.refused = rate(posts), sum(each.status == 429 for each in posts)
    one.wrong = sum(len(local.messages(each)) != 1 for each in places)
    _waits(local, posts[0].at, places, one)


def _waits(local: LocalDiscord, began: float, places: list[Place], one: Run) -> None:
    moments: dict[str, list[float]] = {}
    servers = {str(place.id): place.guild.name for place in places if place.guild}
    for each in sent(local, 0):
        channel = each.path.partition("/channels/")[2].split("/")[0]
        if each.route == "post" and channel in servers:
            moments.setdefault(servers[channel], []).append(each.at - began)
    one.first = [min(each) for each in moments.values()]
    one.last = [max(each) for each in moments.values()]


async def main(channels: int, kinds: list[str]) -> None:
    """One table."""
    table = Table(
        "channels",
        "database",
        "requests a second",
        "of the limiter's",
        "floor",
        "MiB at questions asked",
        "CPU each",
        "429",
        "wrong",
        "a server's first question, median / last",
        "a server's last, median / last",
    )
    for kind in kinds:
        one = await run(channels, kind)
        table.add_row(
            str(channels),
            kind,
            f"{one.rate:.1f}",
            f"{100 * one.rate / RATE:.0f} %",
            f"{one.floor:.1f}",
            ", ".join(f"{count}: {mib:.0f}" for count, mib in one.memory.items()),
            f"{1000 * one.cpu / channels:.1f} ms",
            str(one.refused),
            str(one.wrong),
            *(f"{at(each, 0.5):.0f} / {max(each):.0f} s" for each in (one.first, one.last)),
        )
    Console(width=160).print(table)


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    asyncio.run(main(wanted, sys.argv[2:] or ["sqlite", "postgresql"]))
