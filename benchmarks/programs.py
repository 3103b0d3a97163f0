"""What it costs to run a program that a model wrote, by what stands round it, and what becomes of
the coach beside forty hostile ones.

The floor is `python -I -c pass`, a process that does nothing.

    python benchmarks/programs.py
"""

# ruff: noqa: E402

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])  # in place of this folder, whose file is no library

import yaml
from rich.console import Console
from rich.table import Table

from bot.running.sandbox import Limits, Sandbox

RUNS = 15
PROGRAM = "def solution():\n    return sum(n * n for n in range(100))"
HOSTILE = Path(__file__).parents[1] / "tests" / "running" / "hostile.yaml"


async def main() -> None:
    """Print both tables."""
    console = Console()
    table = Table("a program, from being asked to its value (median of 15)", "ms", "x floor")
    floor = await median(_pass)
    rows = [("python -I -c pass (the floor)", floor), ("pydantic-monty, bare", await boxed(False))]
    if await Sandbox().wraps():
        rows.append(("pydantic-monty, within bubblewrap", await boxed(True)))
    for name, seconds in rows:
        table.add_row(name, f"{seconds * 1000:.0f}", f"{seconds / floor:.1f}")
    console.print(table)

    table = Table("hostile programs, two at once", "")
    for name, value in (await beside()).items():
        table.add_row(name, value)
    console.print(table)


async def boxed(wrap: bool) -> float:
    """Seconds of a program in a sandbox."""
    sandbox = Sandbox(wrap=wrap)

    async def one() -> None:
        ran = await sandbox(PROGRAM)
        assert ran.value == "328350", ran

    return await median(one)


async def median(run: Callable[[], Awaitable[None]]) -> float:
    """Seconds of a run, the median of so many."""
    took = []
    for _ in range(RUNS):
        began = time.perf_counter()
        await run()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


async def _pass() -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-c", "pass", stdin=subprocess.DEVNULL
    )
    await child.wait()


async def beside() -> dict[str, str]:
    """All hostile programs with the limits that the coach has, and the longest pause of this
    process's event loop beside them."""
    programs = [
        str(one["code"]) * one.get("times", 1)
        for one in yaml.safe_load(HOSTILE.read_text(encoding="utf-8"))
    ]
    longest = 0.0

    async def beat() -> None:
        nonlocal longest
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - before - 0.001)

    beating = asyncio.create_task(beat())
    sandbox = Sandbox(Limits(seconds=1.0))
    began = time.perf_counter()
    ran = await asyncio.gather(*map(sandbox, programs))
    took = time.perf_counter() - began
    beating.cancel()
    return {
        "programs": str(len(programs)),
        "seconds in all": f"{took:.1f}",
        "that broke what they ran in": str(
            sum(one.trouble is not None and one.trouble.why == "broken" for one in ran)
        ),
        "longest pause of the event loop": f"{longest * 1000:.0f} ms",
    }


if __name__ == "__main__":
    asyncio.run(main())
