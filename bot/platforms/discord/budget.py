"""What may be sent to one channel: about five requests of a kind in five seconds."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

REQUESTS, SECONDS = 5, 5.0
"""What Discord is seen to allow; its headers have the last word."""
_MANY = 1000


class Budgets:
    """Keeps requests of a kind to a channel apart by our own clock, the oldest wish first: who
    waits here still says the latest, who waits in the library says what he came with."""

    def __init__(
        self,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._now = now
        self._sleep = sleep
        self._budgets: dict[str, _Budget] = {}

    async def take(self, kind: str, channel: str) -> None:
        """Returns once one more request of this kind may go to the channel."""
        if len(self._budgets) >= _MANY:
            self._forget()
        budget = self._budgets.setdefault(f"{kind}:{channel}", _Budget())
        async with budget.turn:
            while wait := budget.wait(self._now()):
                await self._sleep(wait)
            budget.sent.append(self._now())

    def _forget(self) -> None:
        long_ago = self._now() - SECONDS
        for name, one in list(self._budgets.items()):
            if not one.turn.locked() and (not one.sent or one.sent[-1] < long_ago):
                del self._budgets[name]


class _Budget:
    def __init__(self) -> None:
        self.turn = asyncio.Lock()  # its waiters are served in the order in which they came
        self.sent: deque[float] = deque(maxlen=REQUESTS)

    def wait(self, now: float) -> float:
        if len(self.sent) < REQUESTS or now >= self.sent[0] + SECONDS:
            return 0.0
        return max(self.sent[0] + SECONDS - now, 0.001)
