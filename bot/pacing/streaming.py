"""Shows a text that grows, at a platform's pace: the latest wins, the last is shown."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.core.chat import Card
from bot.core.completion import Delta

Payload = dict[str, Any]
"""A message as its platform takes it."""

_PATIENT, _LAST = 2.0, 0.3
"""How much later (seconds) than their wish changes may leave: those on the way, and the last one,
where others wait for their first text."""

Put = Callable[[int, Callable[[], Payload], float], Awaitable[None]]
"""`put(number, write, patience)` says or changes the message of this number (from 0); `write` is
asked for its payload at the last moment."""


@dataclass(frozen=True, slots=True)
class Growing:
    """What is to be seen of a stream: a card, reasoning and text as far as they have come."""

    card: Card | None = None
    reasoning: str = ""
    text: str = ""

    def with_(self, update: Delta | Card) -> "Growing":
        """The same, with what came next."""
        if isinstance(update, Card):
            return replace(self, card=update)
        if update.kind == "reasoning":
            return replace(self, reasoning=self.reasoning + update.text)
        return replace(self, text=self.text + update.text)


@dataclass(frozen=True)
class Streaming:
    """`render` makes the messages of what is to be seen; `put` says them, `gap` seconds and more
    from one change to the next."""

    render: Callable[[Growing], Sequence[Payload]]
    put: Put
    gap: float
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def run(self, updates: AsyncIterator[Delta | Card]) -> int:
        """Show all that comes; returns in how many messages it ended. What came is shown even
        where the stream breaks."""
        shown = _Shown(self)
        showing = asyncio.create_task(shown.keep_showing())
        try:
            async for update in updates:
                shown.growing = shown.growing.with_(update)
                shown.changed.set()
                if showing.done():
                    break
        except asyncio.CancelledError:  # we are stopping: whoever takes over shows it all
            showing.cancel()
            raise
        finally:
            if not showing.cancelling():
                await shown.finish(showing)
        return len(shown.said)


class _Shown:
    """What is to be seen, and what of it is said."""

    def __init__(self, streaming: Streaming) -> None:
        self._streaming = streaming
        self.growing = Growing()
        self.changed = asyncio.Event()
        self.over = False
        self.said: list[Payload] = []
        self._ends = asyncio.Event()
        self._rendered: tuple[Growing, Sequence[Payload]] = (self.growing, ())

    async def keep_showing(self) -> None:
        while True:
            await self.changed.wait()
            self.changed.clear()
            started = self._streaming.now()
            await self._catch_up()
            if self.over and not self.changed.is_set():
                return
            await self._rest(started + self._streaming.gap - self._streaming.now())

    async def finish(self, showing: "asyncio.Task[None]") -> None:
        """Wait until all is said; whoever is cancelled meanwhile says no more."""
        self.over = True
        self.changed.set()
        self._ends.set()
        try:
            await showing
        finally:
            showing.cancel()

    async def _rest(self, seconds: float) -> None:
        """The gap before the next change; none before the last."""
        if seconds <= 0 or self.over:
            return
        resting = asyncio.ensure_future(self._streaming.sleep(seconds))
        ending = asyncio.ensure_future(self._ends.wait())
        try:
            await asyncio.wait((resting, ending), return_when=asyncio.FIRST_COMPLETED)
        finally:
            resting.cancel()
            ending.cancel()

    async def _catch_up(self) -> None:
        """Say what differs, message by message, each as it is when it leaves."""
        number = 0
        while number < len(self._payloads()):
            if number < len(self.said) and self.said[number] == self._payloads()[number]:
                number += 1
                continue
            is_new = number >= len(self.said)
            patience = 0.0 if is_new else _LAST if self.over else _PATIENT
            await self._streaming.put(number, self._writing(number), patience)
            number += 1

    def _writing(self, number: int) -> Callable[[], Payload]:
        def write() -> Payload:
            payloads = self._payloads()
            payload = payloads[min(number, len(payloads) - 1)]
            self.said[number : number + 1] = [payload]
            return payload

        return write

    def _payloads(self) -> Sequence[Payload]:
        if self._rendered[0] is not self.growing:
            self._rendered = self.growing, self._streaming.render(self.growing)
        return self._rendered[1]
