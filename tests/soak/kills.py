"""Kills the program again and again, at random, while people answer questions on Discord.

    python -m tests.soak.kills [KILLS] [ANSWERS] [SEED]

Each question and answer that was recorded must have one message in the end, and nothing may be left
"thinking…". What was found is printed; the exit status is 1 where anything is wrong.
"""

import asyncio
import sys
import tempfile
from pathlib import Path
from random import Random
from statistics import median

from tests.kills.evening import Evening, Figures
from tests.kills.stores import SqliteStore
from tests.kills.template import home_in
from tests.kills.thinking import thinking
from tests.platforms.discord.rooms import DiscordTown
from tests.wire.discord.server import LocalDiscord


async def evening(kills: int, answers: int, seed: int) -> Figures:
    """One evening on a local Discord, over SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        home = await home_in(Path(folder))
        async with LocalDiscord() as local, thinking(pace=0.02) as model:
            town, store = DiscordTown(local), SqliteStore(home)
            one = Evening(town, store, model, home, Random(seed), answers=answers, kills=kills)
            figures = await one.run()
            town.check()
            return figures


def main(kills: int = 50, answers: int = 40, seed: int = 0) -> int:
    """Print the figures; 1 where anything is wrong."""
    found = asyncio.run(evening(kills, answers, seed))
    waits = sorted(found.waits)
    print(f"{found.kills} kills, {len(waits)} answers, {found.seconds:.0f} s, seed {seed}")
    for name in ("question", "answer"):
        said = f"{found.done[name]} sent, {found.accepted[name]} recorded"
        print(f"{name}s: {said}, {found.seen[name]} messages")
    print(f"a member had to press again: {found.asked_again} times")
    print(f"feedback after: {median(waits):.1f} s (median), {waits[-1]:.1f} s at most")
    for one in found.wrong:
        print(f"WRONG: {one}")
    return bool(found.wrong)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
