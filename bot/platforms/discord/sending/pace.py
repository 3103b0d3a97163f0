"""The one limiter for all that we send to Discord, shared by processes through leases.

Discord lets a bot send 50 requests a second in all (interaction endpoints are exempt). Time is cut
into slices, and each slice may be leased by one process: it is worth `PERMITS` requests for as long
as the slice and `BACK` more last. So nobody asks the database for each request, and a process that
has been quiet may send a few at once. No second holds more than 48 requests (those of the 16 slices
that can fall into it), however many processes there are.
"""

import asyncio
import heapq
import itertools
import math
import time
from collections import deque
from collections.abc import Awaitable, Callable

from bot.core.errors import CoachError
from bot.core.keeping import Ledger

RATE = 40
"""Requests a second, over all processes."""
PERMITS = 3
"""Requests that a slice is worth."""
SLICE = PERMITS / RATE
"""Seconds of a slice."""
BACK = 1.5
"""For how many slices' time a slice may be used after it is over."""
_MOST, _WITHIN = 45, 1.1
"""Requests of this process within so many seconds: what leaves late must not meet what leaves in
time."""
_NAMES = 64
"""Slices after which a lease's name is used again: the table of leases stays small."""
_MARGIN = 1.0
"""Seconds that a lease outlasts its slice, for clocks that differ."""


class Pace:
    """Permits to send: the oldest wish first, a patient one that much later.

    `now` is the time of the clock in seconds, the same for all processes.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._ledger = ledger
        self._now = now
        self._sleep = sleep
        self._count = itertools.count()
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []
        self._work: asyncio.Task[None] | None = None
        self._left = 0
        self._until = 0.0
        self._last = 0
        self._sent: deque[float] = deque(maxlen=_MOST)

    async def permit(self, patience: float = 0.0) -> None:
        """Returns once one more request may leave.

        A wish with patience (seconds) lets pass those without that come up to so much later.
        StoreTrouble where the leases cannot be read.
        """
        waiter = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (self._now() + patience, next(self._count), waiter))
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._hand_out())
        await waiter

    @property
    def waiting(self) -> int:
        """How many wishes are not yet granted."""
        return sum(not waiter.done() for *_, waiter in self._waiting)

    async def _hand_out(self) -> None:
        while self._waiting:
            if self._waiting[0][2].done():  # whoever wished it has left
                heapq.heappop(self._waiting)
                continue
            try:
                wait = await self._until_next()
            except CoachError as error:
                self._refuse(error)
                continue
            if wait > 0:
                await self._sleep(wait)
                continue
            *_, waiter = heapq.heappop(self._waiting)
            if not waiter.done():
                self._left -= 1
                self._sent.append(self._now())
                waiter.set_result(None)

    def _refuse(self, error: CoachError) -> None:
        waiting, self._waiting = self._waiting, []
        for *_, waiter in waiting:
            if not waiter.done():
                waiter.set_exception(error)

    async def _until_next(self) -> float:
        """Seconds until a permit may be at hand; 0 where one is."""
        now = self._now()
        if self._left and now >= self._until:
            self._left = 0
        if len(self._sent) == _MOST and 0 <= now - self._sent[0] < _WITHIN:
            return max(self._sent[0] + _WITHIN - now, 0.001)
        if self._left:
            return 0.0
        current = int(now / SLICE)
        if self._last > current:  # the clock was put back
            self._last = current - 1
        oldest = math.floor(now / SLICE - BACK)
        for one in range(max(self._last + 1, oldest), current + 1):
            self._last = one
            end = (one + BACK + 1) * SLICE
            if await self._ledger.lease(f"discord:pace:{one % _NAMES}", end - now + _MARGIN):
                self._left, self._until = PERMITS, end
                return 0.0
        return max((current + 1) * SLICE - self._now(), 0.001)
