"""One line for all processes: kept in the store, right over several replicas, and cheap."""

import asyncio
import time
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.core.chat import Channel, Community, Member
from bot.core.queueing import Bounds, Kind, Ticket
from bot.core.waiting import places
from bot.store.database import Database
from bot.store.turns import KEPT, StoredTurns
from tests.store.conftest import now

HERE = Community("web", "x")


def ticket(job: str, member: str = "", channel: str = "c", kind: Kind = Kind.LIVE) -> Ticket:
    return Ticket(job, kind, Member(HERE, member or job), Channel(HERE, channel))


async def test_turns_go_round_between_members_and_channels(database: Database) -> None:
    turns = StoredTurns(database, now, 1)
    order: list[str] = []
    came = [ticket(f"a{one}", "ann") for one in range(4)]
    came += [ticket("b0", "bob"), ticket("d0", "dan", "other"), ticket("d1", "dan", "other")]
    running = (await turns.move("us", came, [])).running
    while running:
        order += running
        running = (await turns.move("us", [], running)).running
    assert order == ["a0", "d0", "b0", "d1", "a1", "a2", "a3"]


async def test_what_waits_is_told_in_the_order_it_is_then_taken_in(database: Database) -> None:
    turns = StoredTurns(database, now, 1, Bounds(99, 99, 99))
    order: list[str] = []
    came = [ticket(f"{n}", f"m{n % 3}", f"c{n % 2}") for n in range(9)]
    came += [ticket("demo", kind=Kind.DEMO)]
    running = (await turns.move("us", came, [])).running
    waits = await turns.waits()
    foretold = places(waits.nodes, waits.jobs, now().timestamp())
    while running := (await turns.move("us", [], running)).running:
        order += running
    assert order == sorted(foretold, key=lambda job: foretold[job])
    assert order[-1] == "demo"


async def test_two_replicas_never_have_more_turns_than_there_are(database: Database) -> None:
    twin = Database(database.url.render_as_string(hide_password=False))
    lines = [StoredTurns(one, now, 3) for one in (database, twin)]
    done: list[str] = []
    most = 0

    async def replica(name: str, line: StoredTurns) -> None:
        nonlocal most
        running = (await line.move(name, [ticket(f"{name}{n}") for n in range(8)], [])).running
        while len([one for one in done if one.startswith(name)]) < 8:
            both = [await one.running(each) for one, each in zip(lines, ("x", "y"), strict=True)]
            most = max(most, sum(map(len, both)))
            done.extend(running)
            running = (await line.move(name, [], running)).running
            await asyncio.sleep(0)

    await asyncio.gather(replica("x", lines[0]), replica("y", lines[1]))
    await twin.close()
    assert sorted(done) == sorted(f"{name}{n}" for name in "xy" for n in range(8))
    assert most <= 3


async def test_a_dead_replica_lets_go_of_its_turns_and_who_takes_over_keeps_the_place(
    database: Database,
) -> None:
    at = now()

    def clock() -> datetime:
        return at

    turns = StoredTurns(database, clock, 1)
    await turns.move("dead", [ticket("ran"), ticket("waited"), ticket("lost")], [])
    await turns.move("us", [ticket("ours")], [])
    assert (await turns.move("us", [ticket("waited")], [])).running == []
    at += KEPT / 2
    assert set(await turns.alive("us")) == {"ours", "waited"}
    at += KEPT / 2 + timedelta(seconds=1)
    assert (await turns.move("us", [], [])).running == ["waited"]
    waits = await turns.waits()
    assert [job for job, _ in waits.jobs] == ["ours"]


async def test_a_job_that_had_its_turn_has_it_again_after_a_crash(database: Database) -> None:
    turns = StoredTurns(database, now, 1)
    await turns.move("us", [ticket("one"), ticket("two")], [])
    assert (await turns.move("other", [ticket("one")], [])).running == ["one"]


async def test_over_a_bound_it_is_refused_in_words_and_leaves_no_trace(database: Database) -> None:
    turns = StoredTurns(database, now, 1, Bounds(member=2, community=4, whole=9))
    await turns.move("us", [ticket("runs")], [])
    came = [*(ticket(f"a{n}", "ann") for n in range(3)), ticket("b"), ticket("c"), ticket("d")]
    moved = await turns.move("us", came, [])
    assert moved.refused == {"a2": "error.line_member", "d": "error.line_community"}
    assert len((await turns.waits()).jobs) == 4


async def test_live_work_is_seen_to_wait_and_demonstrations_leave_it_a_turn(
    database: Database,
) -> None:
    turns = StoredTurns(database, now, 4)
    demos = [ticket(f"demo{n}", kind=Kind.DEMO) for n in range(5)]
    assert len((await turns.move("us", demos, [])).running) == 3
    assert not await turns.live()
    assert "live0" in (await turns.move("us", [ticket("live0"), ticket("live1")], [])).running
    assert await turns.live()


async def test_who_leaves_while_waiting_is_no_longer_counted(database: Database) -> None:
    turns = StoredTurns(database, now, 1)
    await turns.move("us", [ticket("one"), ticket("two"), ticket("three")], [])
    await turns.move("us", [], ["two", "one"])
    assert await turns.running("us") == ["three"]
    waits = await turns.waits()
    assert (waits.nodes, waits.jobs) == ([], [])


@pytest.mark.soak
async def test_a_take_costs_the_same_with_ten_thousand_waiting(database: Database) -> None:
    at = now()
    turns = StoredTurns(database, lambda: at, 1, Bounds(10**6, 10**6, 10**6))

    async def takes(waiting: int) -> float:
        come = [ticket(f"{waiting}-{n}", f"m{n % 5000}", f"c{n % 500}") for n in range(waiting)]
        running = (await turns.move("us", come, [])).running
        began = time.process_time()
        for n in range(50):
            gone = running
            more = replace(come[0], job=f"{waiting}+{n}")
            running = (await turns.move("us", [more], gone)).running
        return (time.process_time() - began) / 50

    few, many = await takes(100), await takes(10_000)
    print(f"{few * 1000:.1f} ms with 100 waiting, {many * 1000:.1f} ms with 10,000")
    assert many < few * 2 + 0.002
