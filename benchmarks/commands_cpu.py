"""What a bare `/quiz` on Discord costs the coach's own process in CPU, beside what discord.py alone
takes for the same four requests (`benchmarks/children/bare_discord.py`).

Each is a process of its own against a local Discord in this one; its CPU is what the system's clock
of that process says (Linux), from the first command until nothing is left to do, less what it takes
while nothing happens. `burst`: commands that arrive within one second, answered at the limiter's
rate.

    python benchmarks/commands_cpu.py [quizzes|burst|layers]…
"""

# ruff: noqa: E402

import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).parents[1])  # in place of this folder, whose file is no library

from rich.console import Console
from rich.table import Table

from tests.kills import template
from tests.kills.thinking import thinking
from tests.platforms.discord.program import environment
from tests.platforms.discord.town import register
from tests.wire.discord.server import LocalDiscord

QUIZZES, A_SECOND, IDLE = 120, 10, 4.0
BURST = 500
CHILDREN = Path(__file__).parent / "children"
_TICK = 1 / os.sysconf("SC_CLK_TCK")
_FOUR = ("callback", "post", "thread", "original")


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process has used, with all of its threads."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) * _TICK


@asynccontextmanager
async def online(
    local: LocalDiscord, words: Sequence[str], env: Mapping[str, str]
) -> AsyncIterator[int]:
    """The pid of a program that has come on line; it is told to stop when the block ends."""
    process = await asyncio.create_subprocess_exec(sys.executable, *words, env=env)
    try:
        await local.until(lambda: bool(local.gateway.connected), 20)
        yield process.pid
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def coach(local: LocalDiscord, folder: Path, *program: str) -> AsyncIterator[int]:
    """The coach itself, its tables and its bank at hand."""
    async with thinking() as model:
        home = await template.home_in(folder)
        env = template.environment(home) | environment(local)
        env |= {"LLM_BASE_URL": model.url, "LAYERS": str(folder / "layers.json")}
        async with online(local, [*(program or ("-m", "bot")), "serve"], env) as pid:
            yield pid


def bare(local: LocalDiscord) -> Any:
    """discord.py alone."""
    words = [str(CHILDREN / "bare_discord.py"), local.token, local.api, local.gateway_url]
    return online(local, words, os.environ)


async def used(local: LocalDiscord, pid: int, count: int, a_second: float) -> tuple[float, float]:
    """Seconds of CPU that the commands cost, and seconds until the last was done."""
    places = [local.open_channel(f"c{number}") for number in range(count + 10)]
    for place in places[count:]:
        await local.slash("quiz", channel=place)
    await _done(local, 10)
    idle = await _idle(pid)
    if "layers" in _words(pid):
        os.kill(pid, signal.SIGUSR1)  # its start is no command
    sent, cpu, began = len(local.sent(*_FOUR)), cpu_of(pid), time.monotonic()
    for number, place in enumerate(places[:count]):
        await asyncio.sleep(max(0.0, began + number / a_second - time.monotonic()))
        await local.slash("quiz", channel=place, wait=False)
    await _done(local, count, sent)
    await asyncio.sleep(0.5)
    took = time.monotonic() - began
    return cpu_of(pid) - cpu - idle * took, took - 0.5


async def _idle(pid: int) -> float:
    """The share of a core that the program takes while nothing happens."""
    await asyncio.sleep(1)
    cpu = cpu_of(pid)
    await asyncio.sleep(IDLE)
    return (cpu_of(pid) - cpu) / IDLE


def _words(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


async def _done(local: LocalDiscord, count: int, before: int = 0) -> None:
    wanted = before + count * len(_FOUR)
    await local.until(lambda: len(local.sent(*_FOUR)) >= wanted, 60)


async def quizzes() -> Table:
    """The table of `/quiz` in one channel after the other, at half the limiter's rate."""
    table = Table("/quiz, ten a second", "CPU each", "x floor")
    async with LocalDiscord() as local:
        register(local)
        async with bare(local) as pid:
            floor = (await used(local, pid, QUIZZES, A_SECOND))[0] / QUIZZES
    table.add_row("discord.py alone, the same four requests", f"{1000 * floor:.1f} ms", "1.0")
    with tempfile.TemporaryDirectory() as folder:
        async with LocalDiscord() as local:
            register(local)
            async with coach(local, Path(folder)) as pid:
                ours = (await used(local, pid, QUIZZES, A_SECOND))[0] / QUIZZES
            assert local.violations == []
    table.add_row("the coach", f"{1000 * ours:.1f} ms", f"{ours / floor:.1f}")
    return table


async def burst() -> Table:
    """The table of many commands in one second."""
    table = Table("commands in a second", "CPU each", "seconds until all are asked", "a second")
    with tempfile.TemporaryDirectory() as folder:
        async with LocalDiscord() as local:
            register(local)
            async with coach(local, Path(folder)) as pid:
                cpu, took = await used(local, pid, BURST, BURST)
            assert local.violations == []
    table.add_row(str(BURST), f"{1000 * cpu / BURST:.1f} ms", f"{took:.1f}", f"{BURST / took:.1f}")
    return table


async def layers() -> Table:
    """The table of where the CPU of `quizzes` goes."""
    table = Table("layer", "ms for each /quiz")
    with tempfile.TemporaryDirectory() as folder:
        async with LocalDiscord() as local:
            register(local)
            async with coach(local, Path(folder), str(CHILDREN / "layers.py")) as pid:
                await used(local, pid, QUIZZES, A_SECOND)
        found = json.loads((Path(folder) / "layers.json").read_text())
    samples = sum(found["layers"].values())
    for name, count in found["layers"].items():
        table.add_row(name, f"{1000 * found['main thread'] * count / samples / QUIZZES:.2f}")
    others = found["process"] - found["main thread"]
    table.add_row("other threads", f"{1000 * others / QUIZZES:.2f}")
    return table


if __name__ == "__main__":
    known = {"quizzes": quizzes, "burst": burst, "layers": layers}
    for name in sys.argv[1:] or known:
        Console().print(asyncio.run(known[name]()))
