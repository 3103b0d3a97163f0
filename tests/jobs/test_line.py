"""Jobs wait for the model's turns, are told where they stand, and leave nothing behind."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.core.chat import Community, Member
from bot.core.errors import NotNow
from bot.core.queueing import Bounds, Kind, Standing, Ticket
from bot.jobs import line as lines
from bot.jobs.line import WorkLine
from bot.store.database import Database
from bot.store.turns import KEPT, StoredTurns
from bot.store.upgrade import upgrade
from tests.store.conftest import now

HERE = Community("web", "x")


def ticket(job: str, kind: Kind = Kind.LIVE) -> Ticket:
    return Ticket(job, kind, Member(HERE, job))


@asynccontextmanager
async def working(
    home: Path, name: str = "us", at_once: int = 1, bounds: Bounds | None = None
) -> AsyncIterator[WorkLine]:
    database = Database(f"sqlite:///{home / 'coach.db'}")
    await upgrade(database)
    turns = StoredTurns(database, now, at_once, bounds or Bounds())
    line = WorkLine(turns, name, at_once, now)
    at_work = asyncio.create_task(line.run())
    yield line
    at_work.cancel()
    await asyncio.gather(at_work, return_exceptions=True)
    await database.close()


async def served(line: WorkLine, one: Ticket, order: list[str], seconds: float = 0.0) -> None:
    async with line.turn(one) as waiting:
        async for _ in waiting:
            pass
        order.append(one.job)
        await asyncio.sleep(seconds)


async def test_each_has_its_turn_and_the_line_is_empty_in_the_end(tmp_path: Path) -> None:
    async with working(tmp_path, at_once=2) as line:
        order: list[str] = []
        jobs = [served(line, ticket(f"j{n}"), order, 0.01) for n in range(20)]
        await asyncio.gather(*jobs)
        assert sorted(order) == sorted(f"j{n}" for n in range(20))
        assert (await line.turns.waits()).jobs == []
        assert await line.turns.running("us") == []


async def test_who_waits_is_told_the_place_and_the_time_once_that_is_known(tmp_path: Path) -> None:
    async with working(tmp_path) as line:
        line._took.extend((asyncio.get_running_loop().time(), 20.0) for _ in range(3))
        async with line.turn(ticket("first")) as waiting:
            assert [one async for one in waiting] == []
            async with line.turn(ticket("second")) as waits:
                told = await anext(aiter(waits))
    assert told == Standing(1, 20.0)


async def test_who_is_stopped_while_waiting_leaves_the_line(tmp_path: Path) -> None:
    async with working(tmp_path) as line:
        order: list[str] = []
        async with line.turn(ticket("first")):
            second = asyncio.create_task(served(line, ticket("second"), order))
            await asyncio.sleep(0.05)
            second.cancel()
            await asyncio.gather(second, return_exceptions=True)
            assert (await line.turns.waits()).jobs == []
        assert order == []


async def test_over_a_bound_it_is_refused_and_the_next_finds_the_line_as_it_was(
    tmp_path: Path,
) -> None:
    async with working(tmp_path, bounds=Bounds(whole=1)) as line:
        order: list[str] = []
        async with line.turn(ticket("first")):
            second = asyncio.create_task(served(line, ticket("second"), order))
            await asyncio.sleep(0.05)
            with pytest.raises(NotNow) as met:
                await served(line, ticket("third"), order)
            assert met.value.key == "error.line_whole"
        await second
        assert order == ["second"]


async def test_two_processes_share_the_turns_and_each_sees_its_own(tmp_path: Path) -> None:
    async with working(tmp_path) as ours, working(tmp_path, "others") as theirs:
        order: list[str] = []
        await asyncio.gather(
            *(served(ours, ticket(f"a{n}"), order) for n in range(3)),
            *(served(theirs, ticket(f"b{n}"), order) for n in range(3)),
        )
    assert sorted(order) == ["a0", "a1", "a2", "b0", "b1", "b2"]


async def test_a_demonstration_sees_that_somebody_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "_WANTED_EVERY", 0.0)
    async with working(tmp_path) as line, line.turn(ticket("demo", Kind.DEMO)) as waiting:
        assert [one async for one in waiting] == []
        assert not await line.is_wanted()
        order: list[str] = []
        live = asyncio.create_task(served(line, ticket("live"), order))
        await asyncio.sleep(0.05)
        assert await line.is_wanted()
        live.cancel()
        await asyncio.gather(live, return_exceptions=True)


async def test_what_an_earlier_life_left_in_the_line_is_let_out(tmp_path: Path) -> None:
    async with working(tmp_path) as line:
        await line.turns.move("us", [ticket("of an earlier life")], [])
        order: list[str] = []
        ours = asyncio.create_task(served(line, ticket("ours"), order))
        await asyncio.sleep(0.05)
        await line._beat()
        await ours
    assert order == ["ours"]


async def test_who_fell_out_while_their_process_was_silent_is_let_in_again(tmp_path: Path) -> None:
    async with working(tmp_path) as line, working(tmp_path, "others") as theirs:
        order: list[str] = []
        async with line.turn(ticket("first")):
            second = asyncio.create_task(served(line, ticket("second"), order))
            await asyncio.sleep(0.05)
            far_off = StoredTurns(theirs.turns.database, lambda: now() + 2 * KEPT, 1)  # type: ignore[attr-defined]
            await far_off.move("others", [], [])
            assert (await line.turns.waits()).jobs == []
            await line._beat()
        await second
    assert order == ["second"]
