"""How many requests of a kind may go to one place within some seconds."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

_MANY = 1000


class Budgets:
    """Lets `requests` of a kind go to a channel in `seconds`, by our own clock, the oldest wish
    first: who waits here still says the latest, who waits in a library says what he came with."""

    def __init__(
        self,
        requests: int,
        seconds: float,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._requests, self._seconds = requests, seconds
        self._now = now
        self._sleep = sleep
        self._budgets: dict[str, _Budget] = {}

    async def take(self, kind: str, channel: str) -> "Taken":
        """Returns once one more request of this kind may go to the channel."""
        if len(self._budgets) >= _MANY:
            self._forget()
        budget = self._budgets.setdefault(
            f"{kind}:{channel}", _Budget(self._requests, self._seconds)
        )
        async with budget.turn:
            while wait := budget.wait(self._now()):
                await self._sleep(wait)
            taken = Taken(self._now)
            budget.sent.append(taken)
            return taken

    def _forget(self) -> None:
        long_ago = self._now() - self._seconds
        for name, one in list(self._budgets.items()):
            if not one.turn.locked() and (not one.sent or one.last() < long_ago):
                del self._budgets[name]


class Taken:
    """What was taken: it counts from when it was, or from when the request really left."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.at = now()

    def leaves(self) -> None:
        """The request leaves only now: it waited for something else."""
        self.at = self._now()


class _Budget:
    def __init__(self, requests: int, seconds: float) -> None:
        self._seconds = seconds
        self.turn = asyncio.Lock()  # its waiters are served in the order in which they came
        self.sent: deque[Taken] = deque(maxlen=requests)

    def wait(self, now: float) -> float:
        if len(self.sent) < (self.sent.maxlen or 0) or now >= self.sent[0].at + self._seconds:
            return 0.0
        return max(self.sent[0].at + self._seconds - now, 0.001)

    def last(self) -> float:
        return max(one.at for one in self.sent)
