import asyncio

from bot.pacing.budget import Budgets
from tests.virtual_time import VirtualTime


async def take(budgets: Budgets, time: VirtualTime, channel: str, count: int) -> list[float]:
    start, taken = time.now(), list[float]()

    async def one() -> None:
        await budgets.take("edit", channel)
        taken.append(round(time.now() - start, 2))

    await asyncio.gather(*(one() for _ in range(count)))
    return taken


async def test_a_channel_takes_five_in_five_seconds_and_the_next_then() -> None:
    time = VirtualTime()
    budgets = Budgets(5, 5.0, now=time.now, sleep=time.sleep)
    taken: list[float] = []

    async def run() -> None:
        taken.extend(await take(budgets, time, "one", 11))

    await time.run(run())

    assert taken == [0.0] * 5 + [5.0] * 5 + [10.0]


async def test_channels_and_kinds_do_not_wait_for_each_other() -> None:
    time = VirtualTime()
    budgets = Budgets(5, 5.0, now=time.now, sleep=time.sleep)

    async def run() -> None:
        for channel in ("one", "two"):
            await take(budgets, time, channel, 5)
        await budgets.take("post", "one")

    before = time.now()
    await time.run(run())

    assert time.now() == before


async def test_who_gives_up_waiting_holds_nobody_up() -> None:
    time = VirtualTime()
    budgets = Budgets(5, 5.0, now=time.now, sleep=time.sleep)
    await time.run(take(budgets, time, "one", 5))

    async def run() -> None:
        left = asyncio.create_task(budgets.take("edit", "one"))
        await asyncio.sleep(0)
        left.cancel()
        await budgets.take("edit", "one")

    before = time.now()
    await time.run(run())

    assert time.now() - before <= 5.01


async def test_a_request_counts_from_when_it_leaves() -> None:
    time = VirtualTime()
    budgets = Budgets(5, 5.0, now=time.now, sleep=time.sleep)
    left: list[float] = []

    async def one(waits: float) -> None:
        taken = await budgets.take("edit", "one")
        await time.sleep(waits)
        taken.leaves()
        left.append(time.now())

    async def run() -> None:
        await asyncio.gather(*(one(2.0) for _ in range(5)))
        await one(0.0)

    await time.run(run())

    assert left[5] - left[0] == 5.0
