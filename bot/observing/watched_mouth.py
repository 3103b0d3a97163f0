"""A mouth that is timed: what it says, where, and to whom is left to it."""

import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable
from dataclasses import dataclass
from typing import TypeVar

from bot.core.chat import Card, Channel, Member, MessageRef, Place, Thread
from bot.core.completion import Delta
from bot.core.errors import CoachError
from bot.core.happenings import Shown, Streamed, Tell
from bot.core.ports import Mouth
from bot.observing.current import CURRENT
from bot.observing.spans import Spans

T = TypeVar("T")


@dataclass(frozen=True)
class WatchedMouth:
    """The port `Mouth` over another one."""

    platform: str
    mouth: Mouth
    tell: Tell
    spans: Spans

    async def open_thread(self, channel: Channel, card: Card, *, key: str) -> Thread:
        """Say the card and open a thread on it."""
        return await self._timed("open_thread", self.mouth.open_thread(channel, card, key=key))

    async def reply(
        self,
        place: Place,
        card: Card,
        *,
        key: str,
        only_to: Member | None = None,
        answers: str | None = None,
    ) -> MessageRef:
        """Say the card."""
        said = self.mouth.reply(place, card, key=key, only_to=only_to, answers=answers)
        return await self._timed("reply", said)

    async def stream(
        self,
        place: Place,
        updates: AsyncIterator[Delta | Card],
        *,
        key: str,
        to: Member,
        answers: str | None = None,
    ) -> MessageRef:
        """Say what comes as it comes; how long it took counts from when the request was
        recorded that is being worked on."""
        now = CURRENT.get()
        since = now.since if now is not None and now.since else time.time()
        self.tell(Streamed(self.platform, 1))
        try:
            noted = self._noted(updates, since)
            said = self.mouth.stream(place, noted, key=key, to=to, answers=answers)
            message = await self._timed("stream", said)
        finally:
            self.tell(Streamed(self.platform, -1))
        self.tell(Shown(self.platform, True, max(0.0, time.time() - since)))
        return message

    async def update(self, message: MessageRef, card: Card, *, key: str = "") -> None:
        """Replace the card of a message said before."""
        await self._timed("update", self.mouth.update(message, card, key=key))

    async def _noted(
        self, updates: AsyncIterator[Delta | Card], since: float
    ) -> AsyncGenerator[Delta | Card, None]:
        """The same updates; one is on its way to the platform once the mouth asks for the next.

        What is said before the model has begun (a place in line) is no feedback yet.
        """
        is_said = False
        async for one in updates:
            now = CURRENT.get()
            counts = not is_said and (now is None or bool(now.calls))
            yield one
            if counts:
                is_said = True
                self.tell(Shown(self.platform, False, max(0.0, time.time() - since)))
        if not is_said:
            self.tell(Shown(self.platform, False, max(0.0, time.time() - since)))

    async def _timed(self, name: str, saying: Awaitable[T]) -> T:
        span = self.spans.part(f"say {name}", {"coach.platform": self.platform})
        trouble = ""
        try:
            return await saying
        except CoachError as exc:
            trouble = exc.key
            raise
        finally:
            span.end(trouble)
