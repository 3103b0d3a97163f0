"""The one limiter for all that we send to Discord, shared by processes through leases.

Discord lets a bot send 50 requests within any second (interaction endpoints are exempt). We have 48
permits, as twelve shares of four. Whoever takes a share uses it soon, and nobody takes it again
until `APART` after that: two uses of a share lie more than a second apart. So a second holds each
share at most once, 48 requests, however many processes there are and whatever they do.

Time is cut into slices, so that what is sent flows evenly, and each share has its turn in every
twelfth. What can wait takes the share whose turn it is, 40 requests a second. What cannot wait
takes every share that is free, too: after a quiet time 48 first texts leave at once. In exchange
the slices to come are dark, and such a share is free again only in a turn of its own, so that no
process keeps others from it.
"""

import asyncio
import heapq
import itertools
import math
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.core.errors import CoachError
from bot.core.keeping import Ledger

RATE = 40
"""Requests a second that leave in the long run, over all processes."""
SHARES, PERMITS = 12, 4
"""Shares, and the requests that each is worth."""
SLICE = PERMITS / RATE
"""Seconds of a slice; `SHARES` of them later a share's turn comes again."""
APART = 1.1
"""Seconds between two uses of a share: the second that Discord counts, and what clocks may differ
by and requests may be late on their way."""
_GRACE = 0.05
"""Seconds within which a share is used that is taken after its slice."""
_SLOWEST = 0.25
"""Seconds of a lease that are waited for; what takes longer is lost, and the rate falls."""
_LATE = 0.02
"""Seconds by which a permit may be used too late."""
_SLEPT = 2
"""Slices whose turn is still had after they were slept through."""
_SPREAD = 0.005
"""Once to twice so many seconds after a share is free, who waits for it wakes, each at a moment of
its own, so that no process is always the first."""
_CLOCK = 5.0
"""Seconds ahead that no share is taken for: the clock was put back."""


@dataclass(frozen=True, slots=True, order=True)
class _Wish:
    due: float
    number: int
    urgent: bool
    granted: asyncio.Future[float]


class Pace:
    """Permits to send: the oldest wish first, a patient one that much later.

    `now` is the time of the clock in seconds, the same for all processes; `chance` gives numbers
    from 0 to 1.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._ledger = ledger
        self._now = now
        self._sleep = sleep
        self._chance = chance
        self._count = itertools.count()
        self._urgent: list[_Wish] = []
        self._patient: list[_Wish] = []
        self._wished = asyncio.Event()
        self._work: asyncio.Task[None] | None = None
        self._left = 0
        self._until = 0.0
        self._looked = 0  # the slice in which we last found no share
        self._slow = 0.0  # seconds that a lease lately takes
        self._free = [0.0] * SHARES  # from when on each share may be ours

    async def permit(self, patience: float = 0.0) -> None:
        """Returns once one more request may leave.

        A wish with patience (seconds) lets pass those without that come up to so much later, and
        takes no more than its turn. StoreTrouble where the leases cannot be read.
        """
        due = self._now() + patience
        while await self._wish(due, urgent=patience <= 0) + _LATE < self._now():
            continue  # the process slept, and Discord would count another second

    async def _wish(self, due: float, *, urgent: bool) -> float:
        """Until when the permit holds that was granted."""
        granted: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        wish = _Wish(due, next(self._count), urgent, granted)
        heapq.heappush(self._urgent if urgent else self._patient, wish)
        if urgent:
            self._wished.set()
        if self._work is None or self._work.done():
            self._looked = max(self._looked, int(self._now() / SLICE))
            self._work = asyncio.create_task(self._hand_out())
        return await granted

    @property
    def waiting(self) -> int:
        """How many wishes are not yet granted."""
        return sum(not one.granted.done() for one in (*self._urgent, *self._patient))

    async def _hand_out(self) -> None:
        while (wish := self._next()) is not None:
            if self._left and self._now() < self._until:
                heapq.heappop(self._urgent if wish.urgent else self._patient)
                self._left -= 1
                wish.granted.set_result(self._until)
                continue
            self._wished.clear()
            try:
                taken = await self._take_a_share()
            except CoachError as error:
                self._refuse(error)
                continue
            if not taken:
                await self._rest()

    def _next(self) -> _Wish | None:
        """The wish whose turn it is, of those that still wait."""
        for waiting in (self._urgent, self._patient):
            while waiting and waiting[0].granted.done():  # whoever wished it has left
                heapq.heappop(waiting)
        return min((one[0] for one in (self._urgent, self._patient) if one), default=None)

    def _refuse(self, error: CoachError) -> None:
        waiting = [*self._urgent, *self._patient]
        self._urgent, self._patient = [], []
        for wish in waiting:
            if not wish.granted.done():
                wish.granted.set_exception(error)

    def _slices(self) -> tuple[list[int], list[int]]:
        """The slices whose turn it is, the last first, and the older ones."""
        current = int(self._now() / SLICE)
        looked = min(self._looked, current)
        turns: list[int] = []
        older: list[int] = []
        for slice_ in range(current, current - SHARES, -1):
            missed = slice_ < looked and self._free[slice_ % SHARES] <= slice_ * SLICE
            (older if missed or slice_ < current - _SLEPT else turns).append(slice_)
        return turns, older

    async def _take_a_share(self) -> bool:
        """Whether permits are at hand now."""
        turns, older = self._slices()
        for slice_ in turns:
            turn = (slice_ + SHARES) * SLICE
            until = max((slice_ + 1) * SLICE, self._soon())
            if await self._take(slice_, until, max(turn, until + APART)):
                return True
        self._looked = turns[0]
        for slice_ in older if self._urgent else ():  # these are dark in their next turn
            turn, until = (slice_ + 2 * SHARES) * SLICE, self._soon()
            if await self._take(slice_, until, max(turn, until + APART)):
                return True
        return False

    def _soon(self) -> float:
        """When a share that is taken now will have been used."""
        return self._now() + _GRACE + min(self._slow, _SLOWEST)

    async def _take(self, slice_: int, until: float, free: float) -> bool:
        """Whether a slice's share is ours now, to use until then; it is free for all after that."""
        now, share = self._now(), slice_ % SHARES
        if now < self._free[share] < now + _CLOCK:
            return False
        taken = await self._ledger.lease(f"discord:pace:{share}", free - now)
        self._slow = max(self._now() - now, 0.8 * self._slow)
        if taken:
            self._left, self._until, self._free[share] = PERMITS, until, free
            return True
        self._free[share] = (slice_ + SHARES) * SLICE
        return False

    async def _rest(self) -> None:
        """Sleep until a share may be free, or somebody wishes what cannot wait."""
        now, (turns, older) = self._now(), self._slices()
        looked_at = (*turns, *older) if self._urgent else turns
        wakes = [free for one in looked_at if (free := self._free[one % SHARES]) > now]
        wake = min(wakes, default=math.inf)
        wake = min(wake, (turns[0] + 1) * SLICE) + _SPREAD * (1 + self._chance())
        resting = asyncio.ensure_future(self._sleep(max(wake - now, 0.001)))
        wishing = asyncio.ensure_future(self._wished.wait())
        try:
            await asyncio.wait((resting, wishing), return_when=asyncio.FIRST_COMPLETED)
        finally:
            resting.cancel()
            wishing.cancel()
