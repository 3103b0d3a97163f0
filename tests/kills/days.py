"""Channels whose question of the day is due while replicas are killed and the platform stumbles."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from bot.core.chat import Channel, Member
from bot.core.daily import Daily, daily_of
from bot.core.schedule import Schedule
from bot.store.dailies import StoredDailies
from bot.store.database import Database
from tests.kills import template
from tests.kills.driving import Room
from tests.kills.program import Program, start
from tests.kills.stores import Store, under_way
from tests.kills.waiting import until
from tests.kills.works import is_question
from tests.wire.discord.faults import Faults, broken, dropped, limited


@dataclass
class Figures:
    """What came of it: how many channels have how many questions, and how long (seconds) it took
    from when the last was due until the last was there."""

    questions: Counter[int] = field(default_factory=Counter)
    kills: int = 0
    seconds: float = 0.0


@dataclass
class Days:
    """`replicas` programs share the work on one database; `stumble` lets the platform fail now and
    then."""

    store: Store
    home: Path
    environment: dict[str, str]
    random: Random
    stumble: Callable[[Random], None]
    replicas: int = 3
    _programs: dict[str, Program] = field(default_factory=dict)

    async def run(self, rooms: Sequence[tuple[Room, Channel]], kills: int) -> Figures:
        """Let a question be due in each room, piece by piece, and kill replicas meanwhile; the last
        one that is killed is not begun again, so that others take its work over."""
        figures = Figures()
        for number in range(self.replicas):
            self._begin(f"replica{number}")
        pieces = [rooms[at::kills] for at in range(kills)]
        try:
            for number, piece in enumerate(pieces):
                await self._due([channel for _, channel in piece])
                self.stumble(self.random)
                await asyncio.sleep(self.random.uniform(0.5, 6.0))
                name = self.random.choice(sorted(self._programs))
                await self._programs.pop(name).kill()
                figures.kills += 1
                if number + 1 < kills:
                    self._begin(name)
            killed = time.monotonic()
            await until(lambda: all(_asked(room) for room, _ in rooms), 60, "every question")
            figures.seconds = time.monotonic() - killed
            await until(lambda: not any(under_way(self.store).values()), 30, "all is done")
            await asyncio.sleep(1)
        finally:
            for one in self._programs.values():
                await one.kill()
        figures.questions = Counter(_asked(room) for room, _ in rooms)
        return figures

    def _begin(self, name: str) -> None:
        env = template.environment(self.home) | self.environment | self.store.environment
        self._programs[name] = start(["serve"], env | {"COACH_REPLICA": name}, self.home)

    async def _due(self, channels: Sequence[Channel]) -> None:
        """Have a question be due in these channels since the minute that has just begun."""
        now = datetime.now(UTC).replace(second=0, microsecond=0)
        url = self.store.environment.get("DATABASE_URL", f"sqlite:///{self.home / 'coach.db'}")
        database = Database(url)
        dailies = StoredDailies(database)
        for channel in channels:
            when = Schedule(daily_of(channel), now.time(), "Etc/UTC")
            one = Daily(channel, when, Member(channel.community, "organiser"))
            await dailies.keep(one, now)
        await database.close()


def stumbling(faults: Faults, *routes: str) -> Callable[[Random], None]:
    """Has requests of these routes meet each kind of fault once, each at a moment of chance."""

    def stumble(random: Random) -> None:
        for fault in (
            limited(),
            limited("global"),
            broken(committed=True),
            broken(),
            dropped(committed=True),
            dropped(),
        ):
            faults.on(random.choice(routes), fault, after=random.randrange(3))

    return stumble


def _asked(room: Room) -> int:
    return sum(map(is_question, room.seen()))
