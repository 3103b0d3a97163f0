import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from bot.core.errors import StoreTrouble
from bot.platforms.discord.sending.pace import RATE, Pace
from bot.store.database import Database
from bot.store.ledger import StoredLedger
from bot.store.upgrade import upgrade
from tests.platforms.discord.memory_ledger import MemoryLedger
from tests.virtual_time import VirtualTime


def busiest(times: list[float], within: float = 1.0) -> int:
    """The most that falls into any window of so many seconds."""
    times = sorted(times)
    return max(sum(one <= other < one + within for other in times) for one in times)


async def send(
    pace: Pace, count: int, sent: list[float], time: VirtualTime, patience: float = 0.0
) -> None:
    async def one() -> None:
        await pace.permit(patience)
        sent.append(time.now())

    await asyncio.gather(*(one() for _ in range(count)))


async def test_a_thousand_wishes_at_once_leave_at_the_full_rate_and_never_above_discords() -> None:
    time, sent = VirtualTime(), list[float]()
    pace = Pace(MemoryLedger(time.now), now=time.now, sleep=time.sleep)

    await time.run(send(pace, 1000, sent, time))

    assert 1000 / (sent[-1] - sent[0]) >= 0.95 * RATE
    assert busiest(sent) <= 48


async def test_the_database_is_asked_far_less_often_than_once_a_request() -> None:
    time, sent = VirtualTime(), list[float]()
    ledger = MemoryLedger(time.now)
    pace = Pace(ledger, now=time.now, sleep=time.sleep)

    await time.run(send(pace, 300, sent, time))

    assert ledger.asked <= 130


async def test_after_a_quiet_time_forty_eight_leave_at_once_again_and_again() -> None:
    time, sent = VirtualTime(), list[float]()
    pace = Pace(MemoryLedger(time.now), now=time.now, sleep=time.sleep)

    for number in range(3):
        await time.run(send(pace, 48, sent, time))
        assert sent[-1] == sent[48 * number]
        time.time += 2.4

    assert busiest(sent) == 48


async def test_what_can_wait_flows_evenly_also_after_a_quiet_time() -> None:
    time, sent = VirtualTime(), list[float]()
    pace = Pace(MemoryLedger(time.now), now=time.now, sleep=time.sleep)

    await time.run(send(pace, 200, sent, time, patience=0.2))

    assert busiest(sent, within=0.09) == 4
    assert 200 / (sent[-1] - sent[0]) >= RATE


async def test_what_cannot_wait_goes_before_all_that_flows() -> None:
    time, edits, first = VirtualTime(), list[float](), list[float]()
    pace = Pace(MemoryLedger(time.now), now=time.now, sleep=time.sleep)

    async def both() -> None:
        flowing = asyncio.create_task(send(pace, 100, edits, time, patience=3.0))
        await time.sleep(0.2)  # quiet before: most shares are free
        await send(pace, 24, first, time)
        await time.sleep(0.9)
        await send(pace, 4, first, time)
        await flowing

    began = time.now()
    await time.run(both())

    assert first[23] - began <= 0.2
    assert first[27] - began <= 1.1 + 0.15


async def test_two_processes_share_the_rate_and_neither_starves() -> None:
    time = VirtualTime()
    one = MemoryLedger(time.now, "one")
    two = MemoryLedger(time.now, "two", one.rows, leases=one.leases)
    sent: tuple[list[float], list[float]] = ([], [])
    paces = [
        Pace(ledger, now=time.now, sleep=time.sleep, chance=Random(number).random)
        for number, ledger in enumerate((one, two))
    ]

    async def both() -> None:
        await asyncio.gather(
            *(send(pace, 400, times, time) for pace, times in zip(paces, sent, strict=True))
        )

    await time.run(both())

    together = sorted(sent[0] + sent[1])
    assert busiest(together) <= 48
    assert 800 / (together[-1] - together[0]) >= 0.95 * RATE
    while_both = [sum(at < min(sent[0][-1], sent[1][-1]) for at in one) for one in sent]
    assert min(while_both) >= 0.7 * max(while_both)


async def test_the_oldest_wish_is_granted_first_and_a_patient_one_lets_others_pass() -> None:
    time, order = VirtualTime(), list[str]()
    pace = Pace(MemoryLedger(time.now), now=time.now, sleep=time.sleep)

    async def wish(name: str, patience: float = 0.0) -> None:
        await pace.permit(patience)
        order.append(name)

    async def all_of_them() -> None:
        await asyncio.gather(
            *(wish(f"before {number}") for number in range(9)),
            wish("patient", 1.0),
            wish("first"),
            wish("second"),
        )

    await time.run(all_of_them())

    assert order[-3:] == ["first", "second", "patient"]


async def test_a_patient_wish_is_granted_in_the_end_however_many_come_after_it() -> None:
    time, order = VirtualTime(), list[str]()
    pace = Pace(MemoryLedger(time.now), now=time.now, sleep=time.sleep)

    async def wish(name: str, patience: float = 0.0, after: float = 0.0) -> None:
        await time.sleep(after)
        await pace.permit(patience)
        order.append(name)

    async def all_of_them() -> None:
        crowd = (wish("other", after=number / (2 * RATE)) for number in range(400))
        await asyncio.gather(*crowd, wish("patient", 1.0))

    await time.run(all_of_them())

    assert order.index("patient") < 120


async def test_who_gives_up_waiting_takes_no_permit() -> None:
    time, sent = VirtualTime(), list[float]()
    pace = Pace(MemoryLedger(time.now), now=time.now, sleep=time.sleep)

    async def leave() -> None:
        wishes = [asyncio.create_task(pace.permit()) for _ in range(500)]
        await asyncio.sleep(0)
        for wish in wishes:
            wish.cancel()
        await send(pace, 1, sent, time)

    before = time.now()
    await time.run(leave())

    assert sent[0] - before < 0.5
    assert pace.waiting == 0


async def test_a_clock_that_is_put_back_stops_nobody() -> None:
    time, sent = VirtualTime(), list[float]()
    pace = Pace(MemoryLedger(time.now), now=time.now, sleep=time.sleep)
    await time.run(send(pace, 5, sent, time))

    time.time -= 3600
    await time.run(send(pace, 5, sent, time), most=10)

    assert len(sent) == 10


async def test_a_database_that_is_down_is_said_to_who_waits_and_the_next_is_served() -> None:
    time = VirtualTime()

    class Down(MemoryLedger):
        async def lease(self, name: str, seconds: float) -> bool:
            if self.asked == 0:
                self.asked += 1
                raise StoreTrouble("error.store")
            return await super().lease(name, seconds)

    pace = Pace(Down(time.now), now=time.now, sleep=time.sleep)
    with pytest.raises(StoreTrouble):
        await time.run(pace.permit())
    await time.run(pace.permit())


async def test_three_limiters_on_one_sqlite_file_send_forty_a_second_together(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'coach.db'}"
    databases = [Database(url) for _ in range(3)]
    await upgrade(databases[0])
    sent: list[float] = []
    start = time.time()

    async def keep_sending(pace: Pace) -> None:
        while time.time() < start + 1.5:
            await pace.permit()
            sent.append(time.time())

    try:
        ledgers = [
            StoredLedger(database, lambda: datetime.now(UTC), f"process {number}")
            for number, database in enumerate(databases)
        ]
        await asyncio.gather(*(keep_sending(Pace(ledger)) for ledger in ledgers))
    finally:
        for database in databases:
            await database.close()

    assert busiest(sent, 0.95) <= 50  # a busy machine notes some of them late
    assert len(sent) > 48 + 0.25 * RATE / 2
