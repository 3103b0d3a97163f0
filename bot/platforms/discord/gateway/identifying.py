"""Opens no more sessions with Discord's gateway than it allows, over all processes: one in five
seconds for each shard modulo `max_concurrency`, and about a thousand a day."""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.core.keeping import Ledger

logger = logging.getLogger(__name__)

_KNOWN = 60.0
"""Seconds for which Discord's word on how many sessions are left is believed."""
_SAID_EVERY = 600.0


class NotYet(TimeoutError):
    """Discord lets us open no session for now; the library takes it for a connection that failed,
    and tries again."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What Discord says at `/gateway/bot`: sessions left, seconds until there are more, and how
    many shards may identify at once."""

    left: int
    renewed_in: float
    at_once: int = 1


@dataclass
class Identifying:
    """`ask` gets Discord's word; `between` are the seconds from one IDENTIFY to the next.
    Processes share their turns through the ledger's leases."""

    ledger: Ledger
    ask: Callable[[], Awaitable[Allowed]]
    between: float = 5.5
    _allowed: Allowed = field(default=Allowed(0, 0.0))
    _asked: float = float("-inf")
    _said: float = float("-inf")
    _turns: dict[int, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))
    _last: dict[int, float] = field(default_factory=dict)

    def learn(self, allowed: Allowed) -> None:
        """Discord has said it."""
        self._allowed, self._asked = allowed, time.monotonic()

    async def check(self) -> None:
        """NotYet where no session is left: a token that opens more is taken away (D22)."""
        if time.monotonic() - self._asked > _KNOWN:
            self.learn(await self.ask())
        if self._allowed.left > 0:
            return
        if time.monotonic() - self._said > _SAID_EVERY:
            self._said = time.monotonic()
            minutes = round(self._allowed.renewed_in / 60) + 1
            logger.warning(
                "Discord lets the coach open no further session for %s minutes (it has opened too "
                "many in a day); it waits, and comes on line by itself",
                minutes,
            )
        raise NotYet

    async def turn(self, shard: int) -> None:
        """Wait until a shard may identify; NotYet where others took the last session meanwhile."""
        turn = shard % max(self._allowed.at_once, 1)
        async with self._turns[turn]:
            await self.check()
            last = self._last.get(turn, float("-inf"))
            await asyncio.sleep(last + self.between - time.monotonic())
            name = f"discord:identify:{turn}"
            while not await self.ledger.lease(name, self.between):  # noqa: ASYNC110
                await asyncio.sleep(0.25)
            self._last[turn] = time.monotonic()
            self._allowed = Allowed(
                self._allowed.left - 1, self._allowed.renewed_in, self._allowed.at_once
            )
