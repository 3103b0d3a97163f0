"""Runs the coach, and says when it ends (SIGTERM) in which layer its main thread spent CPU.

    python benchmarks/children/layers.py serve

A timer of CPU time interrupts it every few milliseconds; a sample counts for the innermost frame
that belongs to a layer. SIGUSR1 forgets the samples so far. What ends up in other threads (the
database's) is said beside it, by the clocks of the threads.
"""

import json
import os
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from types import FrameType

sys.path[0] = str(Path(__file__).parents[2])  # in place of this folder, whose file is no library

EVERY = 0.004
LAYERS = (
    ("/aiosqlite/", "aiosqlite"),
    ("/sqlalchemy/", "SQLAlchemy"),
    ("/asyncpg/", "asyncpg"),
    ("/discord/", "discord.py"),
    ("/aiohttp/", "aiohttp"),
    ("/yarl/", "aiohttp"),
    ("/multidict/", "aiohttp"),
    ("/dbos/", "DBOS"),
    ("/bot/store/", "our store"),
    ("/bot/jobs/", "our jobs"),
    ("/bot/typography/", "our rendering"),
    ("/bot/platforms/discord/rendering/", "our rendering"),
    ("/bot/platforms/", "our platform"),
    ("/bot/flows/", "our flows"),
    ("/bot/", "our other code"),
    ("/json/", "JSON"),
    ("/asyncio/", "asyncio"),
)
"""Part of a file's path, and the layer that it belongs to: the first that fits."""


class Sampler:
    """Counts samples by layer."""

    def __init__(self) -> None:
        self.layers: Counter[str] = Counter()
        self.began = time.process_time(), time.thread_time()

    def start(self) -> None:
        """Sample from now on."""
        signal.signal(signal.SIGPROF, self._sample)
        signal.signal(signal.SIGUSR1, self._forget)
        signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)

    def stop(self) -> dict[str, object]:
        """What was counted: seconds of CPU, and shares of the main thread's."""
        signal.setitimer(signal.ITIMER_PROF, 0)
        process, thread = self.began
        return {
            "process": time.process_time() - process,
            "main thread": time.thread_time() - thread,
            "layers": dict(self.layers.most_common()),
        }

    def _forget(self, _number: int, _frame: FrameType | None) -> None:
        self.layers.clear()
        self.began = time.process_time(), time.thread_time()

    def _sample(self, _number: int, frame: FrameType | None) -> None:
        if frame is not None and frame.f_code.co_name == "select":
            return  # another thread is at work
        while frame is not None:
            for part, name in LAYERS:
                if part in frame.f_code.co_filename:
                    self.layers[name] += 1
                    return
            frame = frame.f_back
        self.layers["the rest"] += 1


if __name__ == "__main__":
    from bot.__main__ import main

    sampler = Sampler()
    sampler.start()
    try:
        main()
    finally:
        Path(os.environ["LAYERS"]).write_text(json.dumps(sampler.stop()))
