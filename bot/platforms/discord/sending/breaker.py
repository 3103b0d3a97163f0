"""Stops us before Discord does: who sends 10,000 refused requests in 10 minutes is banned."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable

from bot.core.errors import CannotReach, PlatformDown
from bot.core.happenings import Tell, TurnedAway, untold

logger = logging.getLogger(__name__)

WINDOW = 600.0
"""Seconds over which Discord counts refused requests of one address (401, 403 and 429)."""
MOST = 2_500
"""Refused requests of this process from which on nothing is sent: a quarter of Discord's limit,
since up to four processes may share an address."""


class Breaker:
    """Counts what was refused. Once the token itself is refused, nothing is sent any more."""

    def __init__(
        self,
        *,
        now: Callable[[], float] = time.monotonic,
        most: int = MOST,
        tell: Tell = untold,
    ) -> None:
        self._now = now
        self._tell = tell
        self._most = most
        self._refused: deque[float] = deque()
        self._was_let_in = False
        self.token_refused = asyncio.Event()
        """Set once Discord has refused the token: whoever listens ends then."""

    def check(self) -> None:
        """Returns where something may be sent; else CannotReach, whose sentence says why not."""
        if self.token_refused.is_set():
            raise CannotReach("error.discord_token")
        if self.refused >= self._most:
            raise PlatformDown("error.discord_paused")

    def note(self, status: int, *, shared: bool = False, ticket: bool = False) -> None:
        """Take note of an answer's status.

        `shared`: a 429 that others caused does not count. `ticket`: it was sent with the token of
        an interaction, whose refusal (its 15 minutes are over) says nothing of ours.
        """
        if status == 429:
            self._tell(TurnedAway("discord"))
        if status not in (401, 403, 429) or shared:
            self._was_let_in = self._was_let_in or status < 300
            return
        if status == 401 and not ticket and not self.token_refused.is_set():
            self.token_refused.set()
            if self._was_let_in:  # else who logs in says so
                logger.error("Discord refuses the token: nothing is sent until a new start")
        self._refused.append(self._now())
        if self.refused == self._most:
            logger.error("Discord refused %d requests in ten minutes: we pause", self._most)

    @property
    def is_open(self) -> bool:
        """Whether nothing is sent."""
        return self.token_refused.is_set() or self.refused >= self._most

    @property
    def refused(self) -> int:
        """Requests that were refused within the window."""
        while self._refused and self._refused[0] <= self._now() - WINDOW:
            self._refused.popleft()
        return len(self._refused)
