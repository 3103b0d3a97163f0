"""Each local day's questions are asked or said to be missed, once, whatever is killed when."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import available_timezones

import pytest
from sqlalchemy import select

from bot.core.chat import Channel, Community, Member
from bot.core.daily import Daily, daily_of
from bot.core.daily_requests import AskDaily, RevealDaily
from bot.core.keeping_daily import DailyPosting
from bot.core.requests import Request
from bot.core.schedule import Schedule, following
from bot.jobs.tick import Tick
from bot.store import request_json
from bot.store.dailies import StoredDailies
from bot.store.daily_counts import StoredCounts
from bot.store.database import Database
from bot.store.inbox import StoredInbox
from bot.store.machine_tables import inbox
from bot.store.weeks import StoredWeeks

ZONES = sorted(one for one in available_timezones() if "/" in one and not one.startswith("Etc/"))
BEGIN = datetime(2025, 1, 1, 12, tzinfo=UTC)


class Killed(Exception):
    """The process ends here."""


class Fragile:
    """Dailies and an inbox that may end the process before or after any write of theirs."""

    def __init__(self, database: Database, random: Random) -> None:
        self.random = random
        self.now = BEGIN
        self.dailies = StoredDailies(database)
        self.counts = StoredCounts(database)
        self.weeks = StoredWeeks(database)
        self.inbox = StoredInbox(database, self.clock)

    def clock(self) -> datetime:
        return self.now

    async def accept(self, request: Request) -> None:
        self._perhaps_killed()
        await self.inbox.record([request])
        self._perhaps_killed()

    def tick(self) -> Tick:
        return Tick(self.dailies, self.counts, self.weeks, self.accept, ["discord"], self.clock)

    def _perhaps_killed(self) -> None:
        if self.random.random() < 0.05:
            raise Killed


async def asked(database: Database) -> list[AskDaily]:
    async with database.connect() as connection:
        rows = (await connection.scalars(select(inbox.c.request))).all()
    return [one for one in map(request_json.read, rows) if isinstance(one, AskDaily)]


@pytest.mark.parametrize(
    ("database", "count", "days"),
    [
        ("sqlite", 8, 12),
        ("postgresql", 8, 12),
        pytest.param("sqlite", 1000, 730, marks=[pytest.mark.soak]),
    ],
    indirect=["database"],
)
@pytest.mark.timeout(3600)
async def test_over_restarts_at_random_each_local_day_is_asked_or_missed_once(
    database: Database, count: int, days: int
) -> None:
    random = Random(count)
    world = Fragile(database, random)
    zones = random.sample(ZONES, 40)
    dailies: dict[str, Daily] = {}
    for number in range(count):
        home = Channel(Community("discord", str(number // 3)), f"c{number}")
        when = Schedule(
            daily_of(home), time(random.randrange(24), random.randrange(60)), zones[number % 40]
        )
        one = Daily(home, when, Member(home.community, "m"))
        first = following(when, BEGIN)
        assert first is not None
        await world.dailies.keep(one, first.at)
        dailies[when.id] = one
    end = BEGIN + timedelta(days=days)
    while world.now < end:
        away = random.expovariate(1 / 8) if random.random() < 0.1 else random.random() / 2
        world.now = min(world.now + timedelta(hours=away), end)
        await world.tick().once()  # what was killed in it is begun again at the next look
    for _ in range(9):
        await world.tick().once()
    said: dict[str, Counter[str]] = {name: Counter() for name in dailies}
    late = 0
    for request in await asked(database):
        when = dailies[request.daily].when
        if request.day:
            said[request.daily][request.day] += 1
        # a day that was asked under a key of its own may be named as missed by a later look
        late += len(request.missed)
        for day in request.missed:
            said[request.daily][day] = max(said[request.daily][day], 1)
        assert not request.day or when.asks_on(date.fromisoformat(request.day))
    for name, counted in said.items():
        when = dailies[name].when
        wanted = [
            day.isoformat()
            for day in (BEGIN.date() + timedelta(one) for one in range(-2, days + 3))
            if (at := when.asked_at(day)) and BEGIN < at <= end
        ]
        assert counted == Counter(wanted)
    assert late


async def test_what_is_stopped_is_not_asked_and_what_is_revealed_is_revealed_once(
    database: Database,
) -> None:
    world = Fragile(database, Random(1))
    home = Channel(Community("discord", "1"), "c")
    stopped = Daily(
        home, Schedule("d", time(12), "UTC"), Member(home.community, "m"), running=False
    )
    await world.dailies.keep(stopped, BEGIN)
    for number in range(5):
        posting = DailyPosting(home.community, f"p{number}", "d", "q", 1, BEGIN, reveal_at=BEGIN)
        await world.dailies.asked(posting)
    for _ in range(20):
        await world.tick().once()
    assert await asked(database) == []
    async with database.connect() as connection:
        rows = (await connection.scalars(select(inbox.c.request))).all()
    revealed = [request_json.read(one) for one in rows]
    assert sorted(one.posting for one in revealed if isinstance(one, RevealDaily)) == [
        f"p{number}" for number in range(5)
    ]


async def test_many_that_are_due_at_once_are_found_piece_by_piece(database: Database) -> None:
    world = Fragile(database, Random(2))
    world.random.random = lambda: 1.0  # type: ignore[method-assign]
    for number in range(450):
        home = Channel(Community("discord", str(number)), "c")
        one = Daily(home, Schedule(daily_of(home), time(12), "UTC"), Member(home.community, "m"))
        await world.dailies.keep(one, BEGIN)
    moved = [await world.tick().once() for _ in range(4)]
    assert moved == [200, 200, 50, 0]
    assert len({one.key for one in await asked(database)}) == 450
