"""No second holds more than 48 requests, whatever several processes wish and however late they are.

Processes differ in their clocks, wait for the database, stand still in the middle of their work,
and send late what was granted.
"""

import asyncio
from dataclasses import dataclass, field
from random import Random

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.platforms.discord.sending.pace import RATE, Pace
from tests.platforms.discord.memory_ledger import MemoryLedger
from tests.platforms.discord.test_pace import busiest
from tests.virtual_time import VirtualTime

SKEW, LATE = 0.02, 0.05
"""Seconds by which clocks differ at most, and by which a request leaves after its permit."""


@dataclass
class SlowLedger(MemoryLedger):
    """A database that takes its time, after which everything may stand still for a moment."""

    time: VirtualTime | None = None
    slowest: float = 0.0
    stands_still: float = 0.0
    chance: Random = field(default_factory=Random)

    async def lease(self, name: str, seconds: float) -> bool:
        until = self.now() + seconds
        assert self.time is not None
        await self.time.sleep(self.chance.random() * self.slowest)
        if self.chance.random() < self.stands_still:
            asyncio.get_running_loop().call_soon(self._stand_still)
        return await super().lease(name, until - self.now())

    def _stand_still(self) -> None:
        assert self.time is not None
        self.time.time += self.chance.random() / 2


@dataclass(frozen=True)
class Crowd:
    """Wishes of one process: so many at one moment (seconds), so patient."""

    process: int
    at: float
    count: int
    patience: float


CROWDS = st.lists(
    st.builds(
        Crowd,
        process=st.integers(0, 2),
        at=st.floats(0, 4),
        count=st.integers(1, 60),
        patience=st.sampled_from([0.0, 0.0, 0.2, 1.0]),
    ),
    min_size=1,
    max_size=8,
)


def arrivals(
    crowds: list[Crowd], seed: int, slowest: float, stands_still: float = 0.0
) -> list[float]:
    """When the requests reach Discord, by its clock."""
    time, chance, seen = VirtualTime(1_000_000 + seed / 7), Random(seed), list[float]()
    leases: dict[str, tuple[str, float]] = {}
    paces = []
    for number in range(3):
        skew = SKEW * (chance.random() - 0.5)

        def now(skew: float = skew) -> float:
            return time.now() + skew

        ledger = SlowLedger(now, f"{number}", leases=leases, time=time, slowest=slowest)
        ledger.stands_still, ledger.chance = stands_still, chance
        paces.append(Pace(ledger, now=now, sleep=time.sleep, chance=chance.random))

    async def one(crowd: Crowd) -> None:
        await time.sleep(crowd.at)
        await paces[crowd.process].permit(crowd.patience)
        seen.append(time.now() + LATE * chance.random())

    async def all_of_them() -> None:
        await asyncio.gather(*(one(crowd) for crowd in crowds for _ in range(crowd.count)))

    asyncio.run(time.run(all_of_them()))
    return seen


@settings(max_examples=15, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    CROWDS,
    st.integers(0, 1000),
    st.sampled_from([0.0, 0.01, 0.2]),
    st.sampled_from([0.0, 0.0, 0.1]),
)
def test_no_second_holds_more_than_48_requests_of_three_processes(
    crowds: list[Crowd], seed: int, slowest: float, stands_still: float
) -> None:
    seen = arrivals(crowds, seed, slowest, stands_still)

    assert busiest(sorted(seen)) <= 48
    assert len(seen) == sum(one.count for one in crowds)


def test_three_busy_processes_send_forty_a_second_together() -> None:
    crowds = [Crowd(process, 0.0, 200, 0.2) for process in range(3)]

    seen = sorted(arrivals(crowds, 1, 0.01))

    assert len(seen) / (seen[-1] - seen[0]) >= 0.95 * RATE


def test_a_crowd_of_what_cannot_wait_takes_nothing_from_the_rate() -> None:
    flowing = [Crowd(process, 0.0, 150, 1.0) for process in range(2)]
    crowds = [Crowd(2, 2.0 * number, 48, 0.0) for number in range(4)]

    seen = sorted(arrivals([*flowing, *crowds], 1, 0.01))

    assert len(seen) / (seen[-1] - seen[0]) >= 0.95 * RATE


def test_a_slow_database_costs_a_part_of_the_rate_and_not_every_share() -> None:
    seen = sorted(arrivals([Crowd(0, 0.0, 400, 0.2)], 3, 0.15))

    assert len(seen) / (seen[-1] - seen[0]) >= 0.7 * RATE
