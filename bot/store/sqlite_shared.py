"""What the SQLite connections of one engine share: the line of their writers, and the threads in
which what takes long is done."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")

_THREADS = 3
"""A commit waits for the disk, and two long reads go on meanwhile."""


class _Job:
    """What a thread is to do, and who waits for it in the loop."""

    def __init__(self, act: Callable[[], Any]) -> None:
        self.act = act
        self.loop = asyncio.get_running_loop()
        self.waiting: asyncio.Future[None] = self.loop.create_future()
        self.is_over = False
        self.result: Any = None
        self.met: BaseException | None = None

    def do(self) -> None:
        """Do it, in a thread."""
        try:
            self.result = self.act()
        except BaseException as exc:
            self.met = exc
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self.loop.call_soon_threadsafe(self._tell)

    async def over(self) -> None:
        """Returns once it is over, however often whoever waits is cancelled."""
        left: asyncio.CancelledError | None = None
        while not self.is_over:
            try:
                await self.waiting
            except asyncio.CancelledError as exc:
                left, self.waiting = exc, self.loop.create_future()
        if left is not None:
            raise left

    def _tell(self) -> None:
        self.is_over = True
        if not self.waiting.done():
            self.waiting.set_result(None)


class Shared:
    """What the connections of one engine share: the line of its writers, and its threads."""

    def __init__(self) -> None:
        self._line = asyncio.Lock()
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads: list[Thread] = []

    async def turn(self, patience: float) -> None:
        """Returns once nobody of this process writes; OperationalError after so many seconds."""
        if not self._line.locked():
            await self._line.acquire()
            return
        try:
            async with asyncio.timeout(patience):
                await self._line.acquire()
        except TimeoutError as exc:
            raise sqlite3.OperationalError("database is locked") from exc

    def next(self) -> None:
        """Let the next writer begin."""
        self._line.release()

    async def aside(self, act: Callable[[], T]) -> T:
        """What `act` returns, done in a thread. Whoever is cancelled leaves once it is over, for
        nobody else may use the connection before."""
        while len(self._threads) < _THREADS:
            thread = Thread(target=_work, args=(self._jobs,), name="sqlite", daemon=True)
            self._threads.append(thread)
            thread.start()
        job = _Job(act)
        self._jobs.put(job)
        await job.over()
        if job.met is not None:
            raise job.met
        result: T = job.result
        return result

    def close(self) -> None:
        """Let the threads end."""
        for _ in self._threads:
            self._jobs.put(None)
        self._threads.clear()


def _work(jobs: "SimpleQueue[_Job | None]") -> None:
    while (job := jobs.get()) is not None:
        job.do()
