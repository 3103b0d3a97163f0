"""A clock that a test moves, for what counts seconds."""

import asyncio
import heapq
import itertools
from collections.abc import Awaitable


class VirtualTime:
    """Time stands still while anybody works, and jumps to the next sleeper's end."""

    def __init__(self, start: float = 1_000_000.0) -> None:
        self.time = start
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = itertools.count()

    def now(self) -> float:
        """The time in seconds."""
        return self.time

    async def sleep(self, seconds: float) -> None:
        """Sleep until the test has let so many seconds pass."""
        sleeper = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.time + seconds, next(self._count), sleeper))
        await sleeper

    async def run(self, work: Awaitable[object], *, most: float = 3600.0) -> None:
        """Let time pass until the work is done; AssertionError where it takes too long."""
        task = asyncio.ensure_future(work)
        end = self.time + most
        while not task.done():
            for _ in range(20):
                await asyncio.sleep(0)
            if task.done() or not self._sleepers:
                continue
            until, _, sleeper = heapq.heappop(self._sleepers)
            if not sleeper.done():
                self.time = max(self.time, until)
                assert self.time < end, "it takes too long"
                sleeper.set_result(None)
        await task
