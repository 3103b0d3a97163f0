"""A question for each of many channels, asked by the program itself, which may be killed in the
middle."""

import sqlite3
import time
from bisect import bisect_left
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from bot import coaching
from bot.core.chat import Channel, Community, Member
from bot.core.requests import StartQuiz
from bot.store.database import Database
from bot.store.inbox import StoredInbox
from tests.kills import template
from tests.kills.program import Program, start
from tests.kills.stores import SqliteStore, under_way
from tests.kills.waiting import until
from tests.platforms.discord.program import environment, on_line
from tests.platforms.discord.taking import cpu_of
from tests.platforms.discord.town import register
from tests.wire.discord.rest import Sent
from tests.wire.discord.server import LocalDiscord
from tests.wire.discord.world import Channel as LocalChannel

_MONTH = 30 * 86_400
_OF_A_SERVER = 100
_START = 20.0
_NAMES = ("a/serve", "b/serve-workers", "c/serve-workers")
"""What the programs are called in the list of replicas."""
_SLOWEST = 10
"""Requests a second below which it is given up."""


@dataclass
class FanOut:
    """Asks a question in each of `channels`, by so many programs at once, and counts."""

    local: LocalDiscord
    home: Path
    channels: int
    programs: int = 1
    places: list[LocalChannel] = field(default_factory=list)
    killed: list[float] = field(default_factory=list)
    cpu: float = 0.0
    """Seconds of the programs, from when they are on line."""

    async def accepted(self) -> None:
        """Put a request for each channel on disk, where the program finds them."""
        register(self.local)
        requests = []
        servers = -(-self.channels // _OF_A_SERVER)
        guilds = [
            self.local.install(f"s{one}", self.local.world.user(f"u{one}"))
            for one in range(servers)
        ]
        for guild in guilds:
            guild.joined -= _MONTH
        for number in range(self.channels):
            guild = guilds[number % servers]
            place = self.local.open_channel(f"c{number}", guild=guild)
            self.places.append(place)
            server = Community("discord", str(guild.id))
            member = Member(server, str(guild.owner.id))
            where = Channel(server, str(place.id))
            requests.append(StartQuiz(key=f"fan:{number}", member=member, place=where))
        database = Database(f"sqlite:///{self.home / 'coach.db'}")
        await StoredInbox(database, coaching.clock).record(requests)
        await database.close()
        if self.programs > 1:
            self._dealt()

    def _dealt(self) -> None:
        """Let each program find its part as left behind by it: else the first takes all."""
        with closing(sqlite3.connect(self.home / "coach.db", isolation_level=None)) as database:
            for number in range(self.channels):
                row = (_NAMES[number % self.programs], f"fan:{number}")
                database.execute("UPDATE inbox SET taken_by = ? WHERE key = ?", row)

    async def drained(self, *, kills: int = 0) -> None:
        """Have programs ask all questions; after each part of them all programs are killed."""
        for number in range(1, kills + 1):
            part = number * 2 * self.channels // (kills + 1)
            await self._lives(lambda part=part: len(self.sent()) >= part)  # type: ignore[misc]
        store = SqliteStore(self.home)
        await self._lives(lambda: not any(under_way(store).values()))

    async def _lives(self, done: Callable[[], bool]) -> None:
        """Start the programs, and kill them once something is so."""
        came, running = on_line(self.local), [self._begin(one) for one in range(self.programs)]

        def alive() -> bool:
            for one in running:
                assert one.returncode is None, one.err.read_text()
            return True

        try:
            await until(lambda: alive() and on_line(self.local) > came, _START, "on line")
            before = sum(cpu_of(one.pid) for one in running)
            await until(lambda: alive() and done(), 2 * self.channels / _SLOWEST, "all is asked")
            self.cpu += sum(cpu_of(one.pid) for one in running) - before
        finally:
            for one in running:
                await one.kill()
        self.killed.append(time.monotonic())

    def _begin(self, number: int) -> Program:
        """A program; the first has the ears."""
        env = template.environment(self.home) | environment(self.local)
        words = ["serve", "--roles", "workers"] if number else ["serve"]
        return start(words, env | {"COACH_REPLICA": _NAMES[number].split("/")[0]}, self.home)

    def sent(self) -> list[Sent]:
        """What was sent for the questions, in order."""
        return self.local.sent("post", "thread")

    def refused(self) -> int:
        """How many of all requests came too early for Discord."""
        return sum(one.status == 429 for one in self.local.requests)

    def rate(self) -> float:
        """Requests a second while a program was sending."""
        times = [one.at for one in self.sent()]
        gaps = [
            later - sooner
            for sooner, later in pairwise(times)
            if any(sooner <= killed < later for killed in self.killed)
        ]
        return (len(times) - 1 - len(gaps)) / (times[-1] - times[0] - sum(gaps))

    def busiest(self) -> int:
        """The most requests within any second."""
        times = [one.at for one in self.sent()]
        return max(bisect_left(times, one + 1) - at for at, one in enumerate(times))

    def wrong(self) -> dict[str, int]:
        """The channels that have not one question with one thread, and what they have."""
        found = {one.name: len(self.local.messages(one)) for one in self.places}
        threads = [
            one.name
            for one in self.places
            if not all(said.thread is not None for said in self.local.messages(one))
        ]
        return {name: many for name, many in found.items() if many != 1 or name in threads}
