"""A question for every channel: put on disk for all of them, asked by the program itself, which is
killed in the middle; and by three programs on one database and one limiter."""

import gc
import tempfile
from pathlib import Path

from rich.table import Table

from tests.kills.template import home_in
from tests.platforms.discord.fanning import FanOut
from tests.wire.discord.server import LocalDiscord

RUNS = ((2000, 1, 1), (600, 3, 0))
"""Channels, programs, kills."""


async def table() -> Table:
    """The table of a fan-out: each question is two requests, its post and its thread; a channel is
    wrong that has not exactly one question with its thread."""
    shown = Table(
        "channels",
        "programs",
        "SIGKILLs",
        "requests",
        "a second",
        "busiest second",
        "429",
        "wrong channels",
        "CPU each",
    )
    for channels, programs, kills in RUNS:
        with tempfile.TemporaryDirectory() as folder:
            home = await home_in(Path(folder))
            async with LocalDiscord() as local:
                fan = FanOut(local, home, channels, programs)
                await fan.accepted()
                gc.disable()  # Discord does not stand still in the middle of a second
                await fan.drained(kills=kills)
                gc.enable()
        shown.add_row(
            *map(str, (channels, programs, kills, len(fan.sent()))),
            f"{fan.rate():.1f}",
            *map(str, (fan.busiest(), fan.refused(), len(fan.wrong()))),
            f"{1000 * fan.cpu / channels:.1f} ms",
        )
    return shown
