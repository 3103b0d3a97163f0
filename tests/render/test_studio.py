"""Pictures are drawn in a child process, each once, within a time, while the loop goes on."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from bot.core.pictures import Formula, ImageFile, Run, Table
from bot.render.studio import Studio

FRACTION = Formula(r"\frac{a}{b}")


@pytest_asyncio.fixture
async def studio() -> AsyncIterator[Studio]:
    made = Studio()
    yield made
    await made.close()


def child(studio: Studio) -> int:
    assert studio._child is not None
    return studio._child.pid


async def test_a_picture_is_drawn_once(studio: Studio) -> None:
    first = await studio(FRACTION, "a over b")
    again = await studio(FRACTION, "other words")

    assert first and again
    assert first.data is again.data
    assert (first.alt, again.alt) == ("a over b", "other words")
    assert first.name == again.name == f"{first.name[:24]}.png"


async def test_many_at_once_are_each_their_own(studio: Studio) -> None:
    asked = [Formula(f"x_{{{n}}}") for n in range(20)]

    drawn = await asyncio.gather(*(studio(one, "x") for one in asked * 2))

    assert len({one.data for one in drawn if one}) == 20
    assert None not in drawn


async def test_the_event_loop_goes_on_while_it_draws(studio: Studio) -> None:
    table = Table(tuple(((Run("text", f"words of row {n} " * 5),),) * 3 for n in range(12)))
    longest, over = 0.0, False

    async def watch() -> None:
        nonlocal longest
        while not over:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - before - 0.001)

    watching = asyncio.create_task(watch())
    assert await studio(table, "words")
    over = True
    await watching
    assert longest < 0.1  # a busy machine; alone it is a few milliseconds


async def test_what_takes_too_long_is_given_up_and_the_next_is_drawn(studio: Studio) -> None:
    await studio(FRACTION, "a over b")
    studio.takes = 0.0
    before = child(studio)

    assert await studio(Formula("x+y"), "x") is None
    studio.takes = 3.0
    assert await studio(Formula("x-y"), "x")
    assert child(studio) != before


async def test_a_child_that_dies_is_started_again(studio: Studio) -> None:
    await studio(FRACTION, "a over b")
    os.kill(child(studio), 9)

    assert [await studio(Formula(f"x^{n}"), "x") is not None for n in range(3)][1:] == [True] * 2


async def test_whoever_gives_up_waiting_spoils_no_other_picture(studio: Studio) -> None:
    await studio(FRACTION, "a over b")
    given_up = asyncio.create_task(studio(Formula("z_1"), "z"))
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)

    after = await studio(Formula("z_2"), "z")
    fresh = Studio()
    assert after and (alone := await fresh(Formula("z_2"), "z")) and after.data == alone.data
    await fresh.close()


async def test_the_child_is_let_go_when_nothing_is_drawn() -> None:
    studio = Studio(idle=0.05)
    await studio(FRACTION, "a over b")
    process = studio._child
    assert process is not None

    await asyncio.wait_for(process.wait(), 5)
    assert await studio(Formula("x/y"), "x")
    await studio.close()


async def test_the_child_sees_no_secret(studio: Studio) -> None:
    os.environ["COACH_TEST_TOKEN"] = "secret"
    try:
        await studio(FRACTION, "a over b")
        seen = Path(f"/proc/{child(studio)}/environ").read_bytes()
    finally:
        del os.environ["COACH_TEST_TOKEN"]
    assert b"PATH=" in seen
    assert b"COACH_TEST_TOKEN" not in seen


async def test_an_image_of_no_bank_is_none(studio: Studio, tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(b"\x89PNG\r\n\x1a\n")

    assert await studio(ImageFile("x.png", str(tmp_path / "a.md")), "x") is None
