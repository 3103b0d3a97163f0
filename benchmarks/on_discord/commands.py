"""Interactions that arrive within one second, from the socket to the answer that the server takes,
also while fifty texts grow."""

import asyncio
import gc
import tempfile
import time
from pathlib import Path

from rich.table import Table

from benchmarks.on_discord.figures import at, seconds
from benchmarks.on_discord.streams import Seen, in_threads, stream
from bot.core.chat import Channel, Community
from tests.platforms.discord.town import town
from tests.wire.discord.server import LocalDiscord

COMMANDS = ((200, 0), (500, 0), (200, 50), (500, 50))
"""How many commands, and how many streams meanwhile."""


async def table() -> Table:
    """The table of commands."""
    shown = Table("commands in a second", "streams", "p50", "p99", "slowest", "CPU each")
    for count, going in COMMANDS:
        took, cpu = await acknowledged(count, going)
        each = "" if going else f"{1000 * cpu / count:.1f} ms"
        waits = (seconds(at(took, share)) for share in (0.5, 0.99, 1))
        shown.add_row(str(count), str(going), *waits, each)
    return shown


async def acknowledged(count: int, going: int) -> tuple[list[float], float]:
    """How long each command waited for its first answer, and the CPU of them all, in seconds."""
    with tempfile.TemporaryDirectory() as home:
        async with LocalDiscord() as local, town(local, Path(home)) as app:
            await local.slash("help")
            where = Channel(Community("discord", str(local.home.id)), str(local.general.id))
            says, seen = in_threads(local, app.coach.voice.mouth(where)), Seen()
            running = [
                asyncio.create_task(stream(local, says, number * 0.05, seen))
                for number in range(going)
            ]
            await asyncio.sleep(5 if going else 0)
            gc.collect()
            gc.freeze()  # as `coach serve` does
            cpu = time.process_time()

            async def one(number: int) -> float:
                await asyncio.sleep(number / count)
                used = await local.slash("settings", language="zh", wait=False)
                await asyncio.wait_for(used.acknowledged.wait(), 10)
                return used.took or 0.0

            took = await asyncio.gather(*(one(number) for number in range(count)))
            cpu = time.process_time() - cpu
            await asyncio.gather(*running)
    return took, cpu
