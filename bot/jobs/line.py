"""Has the jobs of this process wait for the model's turns, and tells each where it stands."""

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.core.errors import CoachError, NotNow, where
from bot.core.keeping_turns import Moved, Turns
from bot.core.ports import Clock
from bot.core.queueing import Standing, Ticket
from bot.core.waiting import calm, expected, places

logger = logging.getLogger(__name__)

BEAT_EVERY = 5.0
"""Seconds between two signs that this process still sees to its jobs."""
POLL_EVERY = 0.1
"""Seconds between two looks whether another process gave one of ours its turn."""
SOON = 1.0
"""Seconds of waiting before which nothing is said of it."""
WORTH = 5.0
"""Seconds of expected waiting below which nothing is said of it."""
LOOK_EVERY = 2.0
"""The fewest seconds between two looks at the whole line."""
REMEMBERED = 30
"""The last turns by which the time of the next is estimated."""
_FRESH = 300.0
_WANTED_EVERY = 1.0


@dataclass(slots=True)
class _Look:
    """The line as it was at a moment."""

    at: float = float("-inf")
    places: dict[str, int] = field(default_factory=dict)


@dataclass
class WorkLine:
    """The port `Line` over the store's turns, of which there are `at_once` for all processes.

    Who comes and goes at the same moment is one change of the store.
    """

    turns: Turns
    replica: str
    at_once: int
    clock: Clock
    _begun: dict[str, asyncio.Event] = field(default_factory=dict)
    _tickets: dict[str, Ticket] = field(default_factory=dict)
    _changes: list[tuple[Ticket | str, "asyncio.Future[str | None]"]] = field(default_factory=list)
    _mover: "asyncio.Task[None] | None" = None
    _took: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    _look: _Look = field(default_factory=_Look)
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _wanted: tuple[float, bool] = (float("-inf"), False)

    async def run(self) -> None:
        """Keep our jobs in the line until cancelled, and see when another process gives them
        turns."""
        beaten = time.monotonic()
        while True:
            await asyncio.sleep(POLL_EVERY)
            waits = any(not one.is_set() for one in self._begun.values())
            beats = time.monotonic() - beaten >= BEAT_EVERY
            try:
                if beats:
                    beaten = time.monotonic()
                    await self._beat()
                elif waits:
                    self._tell(await self.turns.running(self.replica))
            except Exception as exc:
                logger.warning("the line cannot be seen to: %s", where(exc))

    @asynccontextmanager
    async def turn(self, ticket: Ticket) -> AsyncIterator[AsyncIterator[Standing]]:
        """Wait for a turn and have it within the block; what is entered tells where the job
        stands until it has its turn. NotNow where too much waits."""
        job, sentence = ticket.job, None
        begun = self._begun[job] = asyncio.Event()
        self._tickets[job] = ticket
        at: list[float] = []
        try:
            sentence = await self._change(ticket)
            if sentence:
                raise NotNow(sentence)
            yield self._waiting(job, begun, at)
        finally:
            if self._begun.get(job) is begun:
                del self._begun[job], self._tickets[job]
            if at:
                self._took.append((time.monotonic(), time.monotonic() - at[0]))
            if not sentence:
                await asyncio.shield(asyncio.ensure_future(self._leave(job)))

    async def is_wanted(self) -> bool:
        """Whether live work waits; looked up once a second at most."""
        looked, found = self._wanted
        if time.monotonic() - looked >= _WANTED_EVERY:
            found = await self.turns.live()
            self._wanted = (time.monotonic(), found)
        return found

    async def _waiting(
        self, job: str, begun: asyncio.Event, at: list[float]
    ) -> AsyncIterator[Standing]:
        """Where the job stands, until it has its turn, whose beginning is noted."""
        await _within(begun, SOON)
        while not begun.is_set():
            place, many = await self._place(job)
            seconds = expected(place, self._recent(), self.at_once) if place else None
            if place and (seconds is None or seconds >= WORTH):
                yield Standing(place, seconds)
            await _within(begun, calm(many))
        at.append(time.monotonic())

    async def _place(self, job: str) -> tuple[int | None, int]:
        """The job's place as far as it is known, and how many wait."""
        async with self._looking:
            many = len(self._look.places)
            if time.monotonic() - self._look.at >= max(LOOK_EVERY, many / 500):
                try:
                    waits = await self.turns.waits()
                except CoachError as exc:
                    logger.warning("nobody is told where they stand: %s", where(exc))
                else:
                    now = self.clock().timestamp()
                    self._look.places = places(waits.nodes, waits.jobs, now)
                self._look.at = time.monotonic()
        return self._look.places.get(job), len(self._look.places)

    def _recent(self) -> Sequence[float]:
        """How long the last turns took that ended here."""
        since = time.monotonic() - _FRESH
        return [seconds for ended, seconds in self._took if ended >= since]

    async def _leave(self, job: str) -> None:
        """Let a job out; what cannot be written now, the next sign of life lets out."""
        try:
            await self._change(job)
        except CoachError as exc:
            logger.warning("a turn ends late: %s", where(exc))

    async def _beat(self) -> None:
        """Say that we are here; let out what is ours by name, and nobody here waits for; let in
        again who waits here, and fell out while we were silent for too long."""
        if not self._begun:
            return
        held = set(await self.turns.alive(self.replica))
        gone = [job for job in held if job not in self._begun]
        fell = [
            self._tickets[job]
            for job, begun in self._begun.items()
            if job not in held and not begun.is_set()
        ]
        self._tell((await self.turns.move(self.replica, fell, gone)).running)

    async def _change(self, change: Ticket | str) -> str | None:
        """Let a job in, or out by its name; the sentence for it where there is no room."""
        done: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._changes.append((change, done))
        if self._mover is None or self._mover.done():
            self._mover = asyncio.create_task(self._move())
        return await done

    async def _move(self) -> None:
        while self._changes:
            batch, self._changes = self._changes[:_MOST], self._changes[_MOST:]
            came = [one for one, _ in batch if isinstance(one, Ticket)]
            went = [one for one, _ in batch if isinstance(one, str)]
            moved = Moved()
            trouble: Exception | None = None
            try:
                moved = await self.turns.move(self.replica, came, went)
            except Exception as exc:
                trouble = exc
            for one, done in batch:
                if done.done():
                    continue
                if trouble is not None:
                    done.set_exception(trouble)
                else:
                    done.set_result(moved.refused.get(one.job) if isinstance(one, Ticket) else None)
            self._tell(moved.running)

    def _tell(self, running: Collection[str]) -> None:
        for job in running:
            if (begun := self._begun.get(job)) is not None:
                begun.set()


_MOST = 20
"""Changes in one transaction: what is recorded meanwhile waits for its end, and has a second."""


async def _within(event: asyncio.Event, seconds: float) -> None:
    """Return once it is set, or after so many seconds."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
