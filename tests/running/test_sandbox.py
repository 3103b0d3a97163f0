"""What a program comes to, and what is said where it comes to nothing."""

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.core.running import Trouble
from bot.running.sandbox import Limits, Sandbox
from bot.running.walls import bubblewrap

BOX = Sandbox(wrap=False)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("def solution():\n    return 6 * 7", "42"),
        ("import math\ndef solution():\n    return math.comb(50, 25)", "126410606437752"),
        ("def solution():\n    return [1, 2.5, 'x', (True, None)]", "[1, 2.5, 'x', (True, None)]"),
        ("def solution():\n    return 'two words'", "two words"),
        ("def solution():\n    return 2 ** 4000", str(2**4000)),
        ("from decimal import Decimal\ndef solution():\n    return Decimal('0.10')", "0.10"),
        ("apples = 3\nans = apples * 5", "15"),
        ("ans = 1\nresult = 2\nanswer = 3", "3"),
        ("1 + 2", "3"),
        ("print('so')\nprint('  18 ')", "18"),
    ],
)
async def test_a_program_comes_to_a_value(code: str, value: str) -> None:
    ran = await BOX(code)

    assert (ran.value, ran.trouble) == (value, None)


async def test_a_function_goes_before_what_was_printed() -> None:
    ran = await BOX("def f():\n    return 5\nprint(4)\nanswer = 3", call="f")

    assert (ran.value, ran.printed) == ("5", "4\n")


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        ("import numpy", Trouble("module", "ModuleNotFoundError: No module named 'numpy'", 1)),
        ("x = 1\ny = x +", Trouble("syntax", "SyntaxError: Expected an expression", 2)),
        (
            "def solution():\n    a = 0\n    return 1 / a",
            Trouble("error", "ZeroDivisionError: division by zero", 3),
        ),
        (
            "def all():\n    yield 1",
            Trouble(
                "unsupported",
                "NotImplementedError: The monty syntax parser does not yet support yield"
                " expressions",
                2,
            ),
        ),
        ("x = 1", Trouble("no_value")),
        ("def solution():\n    x = 1", Trouble("no_value")),
        ("", Trouble("no_value")),
    ],
)
async def test_what_stood_in_the_way_is_said_with_its_line(code: str, trouble: Trouble) -> None:
    ran = await BOX(code)

    assert (ran.value, ran.trouble) == (None, trouble)


async def test_the_same_program_comes_to_the_same_value() -> None:
    code = "import random\nrandom.random()"

    assert (await BOX(code)).value == (await BOX(code)).value


async def test_programs_run_beside_each_other_each_by_itself() -> None:
    codes = ["x = 5\nx", "x", "x = 7\nx"]

    ran = await asyncio.gather(*(BOX(code) for code in codes))

    assert [one.value for one in ran] == ["5", None, "7"]


async def test_a_program_that_is_no_longer_wanted_is_ended() -> None:
    await ends(Sandbox(Limits(seconds=60), wrap=False))


@pytest.mark.skipif(not bubblewrap(), reason="no bubblewrap here")
async def test_a_program_within_bubblewrap_that_is_no_longer_wanted_is_ended() -> None:
    box = Sandbox(Limits(seconds=60))
    if not await box.wraps():
        pytest.skip("bubblewrap may not work here")
    await ends(box)


async def ends(box: Sandbox) -> None:
    before = below(os.getpid()).keys()  # others' tests may have left a database at work
    running = asyncio.create_task(box("while True:\n    pass"))
    await until(lambda: any("monty" in name for name in below(os.getpid()).values()))
    started = below(os.getpid()).keys() - before

    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    await until(lambda: not any(map(alive, started)))


@pytest.mark.parametrize(("does", "why"), [("yes", "broken"), ("sleep 60", "time")])
async def test_a_child_that_went_mad_is_ended(
    does: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mad = tmp_path / "bwrap"
    mad.write_text(f"#!/bin/sh\n{does}\n")
    mad.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    bubblewrap.cache_clear()
    try:
        ran = await Sandbox(Limits(seconds=0.1), starts=0.3, wrap=True)("1 + 1")
    finally:
        bubblewrap.cache_clear()

    assert (ran.value, ran.trouble) == (None, Trouble(why))  # type: ignore[arg-type]
    assert ran.seconds < 2
    await until(lambda: not any(name in ("yes", "sleep") for name in below(os.getpid()).values()))


async def test_where_bubblewrap_does_not_work_programs_run_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing = tmp_path / "bwrap"
    refusing.write_text("#!/bin/sh\necho 'No permissions to create new namespace' >&2\nexit 1\n")
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    bubblewrap.cache_clear()
    try:
        box = Sandbox()

        assert bubblewrap() == str(refusing)
        assert (await box("1 + 1")).value == "2"
        assert not await box.wraps()
    finally:
        bubblewrap.cache_clear()


def below(parent: int) -> dict[int, str]:
    """The processes that came from this one, by their number, with their names."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, rest = stat.read_text().rsplit(")", 1)
        except OSError:
            continue
        parents[int(stat.parent.name)] = (int(rest.split()[1]), name.split("(", 1)[1])
    found: dict[int, str] = {}
    level = {parent}
    while level := {pid for pid, (over, _) in parents.items() if over in level}:
        found |= {pid: parents[pid][1] for pid in level}
    return found


def alive(pid: int) -> bool:
    """Whether a process runs: one that ended, and that nobody asked after yet, does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


async def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not true():
        assert time.monotonic() < end
        await asyncio.sleep(0.02)
