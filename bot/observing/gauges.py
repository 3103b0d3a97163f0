"""Looks at what stands in the store, and how platforms are reached, whenever it is asked for."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.errors import CoachError
from bot.core.happenings import Pulse
from bot.core.overview import Overview
from bot.core.ports import Clock
from bot.observing import figures
from bot.observing.figures import Book

FRESH = 1.0
"""Seconds for which what was looked up is not looked up again, whoever asks."""


@dataclass
class Gauges:
    """`pulses` are those of the platforms that are heard here; `unfinished` counts long work by its
    name, where this process does any."""

    books: Sequence[Book]
    overview: Overview
    clock: Clock
    pulses: dict[str, Callable[[], Pulse]] = field(default_factory=dict)
    unfinished: Callable[[], Awaitable[Mapping[str, int]]] | None = None
    patience: float = 5.0
    """Seconds in which the store must answer: who reads figures does not wait for longer."""
    _looked: float = field(default=float("-inf"), init=False)

    async def look(self) -> None:
        """Have every book hold what stands now. Where the store is silent, only that is said."""
        if time.monotonic() - self._looked < FRESH:
            return
        self._looked = time.monotonic()
        pulses = {name: pulse() for name, pulse in self.pulses.items()}
        self._put(figures.CONNECTED, {(name,): one.hears for name, one in pulses.items()})
        self._put(figures.PAUSED, {(name,): one.paused for name, one in pulses.items()})
        try:
            async with asyncio.timeout(self.patience):
                await self._store()
        except (CoachError, TimeoutError):
            self._put(figures.STORE_UP, {(): 0})
        else:
            self._put(figures.STORE_UP, {(): 1})

    async def _store(self) -> None:
        now = self.clock()
        waiting = await self.overview.waiting()
        many = Counter[tuple[str, ...]]()
        for one in waiting:
            many[one.kind, "taken" if one.taken else "waiting"] += one.many
        oldest = min((one.oldest for one in waiting if not one.taken), default=now)
        beats = await self.overview.beats()
        self._put(figures.INBOX, dict(many))
        self._put(figures.OLDEST, {(): max(0.0, (now - oldest).total_seconds())})
        line = await self.overview.line()
        states = {True: "running", False: "waiting"}
        self._put(figures.LINE, {(kind, states[runs]): many for (kind, runs), many in line.items()})
        ages: dict[tuple[str, ...], float]
        ages = {(name,): (now - at).total_seconds() for name, at in beats.items()}
        self._put(figures.HEARTBEAT, ages)
        if self.unfinished is not None:
            found = await self.unfinished()
            self._put(figures.WORKFLOWS, {(name,): count for name, count in found.items()})

    def _put(self, figure: figures.Figure, values: Mapping[tuple[str, ...], float]) -> None:
        for book in self.books:
            book.put(figure, {labels: float(value) for labels, value in values.items()})
