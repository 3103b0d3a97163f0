"""Says what grows: by Slack's own streaming while that lives, else by changes of the message."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import Any

from bot.core.chat import Card, Member
from bot.core.completion import Delta
from bot.core.errors import CannotReach, CoachError, PlatformDown, where
from bot.core.ports import Say
from bot.pacing.streaming import Growing, Streaming
from bot.platforms.slack import blocks
from bot.platforms.slack.further import drop_from, giving, note, numbered
from bot.platforms.slack.messages import Messages, Spot, Write
from bot.platforms.slack.native import Native
from bot.platforms.slack.pictures import Pictures
from bot.platforms.slack.rendering.settled import settled
from bot.platforms.slack.trouble import MESSAGE_GONE, code_of

logger = logging.getLogger(__name__)

Payload = dict[str, Any]

GAP = 1.2
"""Seconds from one change of a message to the next."""
LIFE = 240.0
"""Seconds for which a stream is used: Slack ends it after about five minutes (S15)."""
_COMFORT = 2.0
"""Seconds that a status may take."""
_FEEDBACK = "feedback"
"""Begins the key of feedback on an attempt."""


@dataclass(frozen=True)
class Streams:
    """`now` is in seconds of the clock by which Slack ends streams, `life` how long one is used."""

    messages: Messages
    say: Say
    pictures: Pictures | None = None
    gap: float = GAP
    life: float = LIFE
    now: Callable[[], float] = time.monotonic

    async def run(
        self,
        spot: Spot,
        updates: AsyncIterator[Delta | Card],
        key: str,
        to: Member,
        *,
        private: bool,
        language: str = "en",
    ) -> str:
        """Say what comes as it comes; returns the `ts` of its first message. What stood under the
        key before is replaced."""
        one = _Stream(self, spot, key, to, private)
        thinking = asyncio.create_task(self._thinking(one, language))
        try:
            async with aclosing(one.until_over(updates)) as all_of_them:
                await Streaming(one.render, one.put, self.gap).run(all_of_them)
            said = await one.finish()
        except CannotReach:
            raise
        except Exception:  # what came is shown even where the stream breaks
            with suppress(CannotReach):
                await one.finish()
            raise
        finally:
            thinking.cancel()
        await self._status(spot, "")
        return said

    async def _thinking(self, one: "_Stream", language: str) -> None:
        """Say under the thread that the model thinks, in the language of the first card."""
        await one.begun.wait()
        await self._status(one.spot, self.say(one.language or language, "slack.reading"))

    async def _status(self, spot: Spot, status: str) -> None:
        """What stands under the thread while the model thinks, until it is taken away, or for two
        minutes. Never raises: only a comfort is missing."""
        if not spot.thread:
            return
        body = {"channel_id": spot.channel, "thread_ts": spot.thread, "status": status}
        try:
            async with asyncio.timeout(_COMFORT):
                method = "assistant.threads.setStatus"
                await self.messages.line.call(spot.team, method, body, once=True)
        except (CoachError, TimeoutError) as error:
            logger.debug("no status: %s", where(error))


@dataclass
class _Stream:
    """What is said of one stream so far."""

    streams: Streams
    spot: Spot
    key: str
    to: Member
    private: bool
    language: str = ""
    first: Card | None = None
    last: Growing = field(default_factory=Growing)
    shown: dict[int, Payload] = field(default_factory=dict)
    ids: dict[int, str] = field(default_factory=dict)
    native: Native | None = None
    tried: bool = False
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def until_over(
        self, updates: AsyncIterator[Delta | Card]
    ) -> AsyncGenerator[Delta | Card, None]:
        """The updates; then it is known that no more come."""
        try:
            async for one in updates:
                if isinstance(one, Card):
                    self.language = self.language or one.language
                self.begun.set()
                yield one
        finally:
            self.over.set()

    def render(self, growing: Growing) -> Sequence[Payload]:
        self.last = growing
        self.first = self.first or growing.card
        return blocks.growing(growing.card, growing.reasoning, growing.text, private=self.private)

    async def put(self, number: int, write: Write, patience: float) -> None:
        """Show the message of this number as it is now. Once it is over, `finish` does."""
        if self.over.is_set():
            return
        if not self.tried and not await self._begun(write):
            return
        if self.native is None and (number not in self.ids or await self._may("chat.update")):
            await self._change(number, write)
        elif (native := self.native) and not await self._grows(native, number, write):
            if not await self._may("chat.update"):
                return
            self.native = None
            await native.stop()
            if number:  # the first says by now all that it will
                await self._change(0, giving(self.render(self.last)[0]))
            await self._change(number, write)

    async def _may(self, method: str) -> bool:
        """Whether a call may show that it grows, before it is over."""
        rates, team = self.streams.messages.line.rates, self.spot.team
        turn = asyncio.ensure_future(rates.grow(method, team))
        ends = asyncio.ensure_future(self.over.wait())
        try:
            await asyncio.wait((turn, ends), return_when=asyncio.FIRST_COMPLETED)
            return turn.done() and not self.over.is_set()
        finally:
            turn.cancel()
            ends.cancel()

    async def finish(self) -> str:
        """Say all that is left to say, and take back what an earlier try had more of."""
        if self.native is not None:
            await self.native.stop()
        pages = self._with_opinion(await self._whole())
        for number, page in enumerate(pages):
            if self.shown.get(number) != page:
                await self._change(number, giving(page))
        messages, said = self.streams.messages, self.ids.get(0, "")
        await drop_from(messages, self.spot, self.key, len(pages))
        if len(pages) > 1:
            await note(messages, self.spot, said, self.key)
        return said

    async def _whole(self) -> list[Payload]:
        """All that is to be said, with its pictures: they come when its words stand."""
        last, pictures = self.last, self.streams.pictures
        private, drawn = self.private, {}
        if pictures is not None:
            drawn = dict(await pictures.of(self.spot.team, last.card, last.text, private=private))
        return blocks.growing(last.card, last.reasoning, last.text, private=private, drawn=drawn)

    def _with_opinion(self, pages: list[Payload]) -> list[Payload]:
        """The pages of feedback, with Slack's own buttons to say what one thinks of it."""
        kind, _, attempt = self.key.partition(":")
        if kind != _FEEDBACK or not attempt or not pages or not self.last.card:
            return pages
        say, language = self.streams.say, self.last.card.language
        rating = blocks.opinion(
            attempt, say(language, "slack.useful"), say(language, "slack.useless")
        )
        return [*pages[:-1], {**pages[-1], "blocks": [*pages[-1]["blocks"], rating]}]

    async def _change(self, number: int, write: Write) -> None:
        def writing() -> Payload:
            self.shown[number] = write()
            return self.shown[number]

        messages, name = self.streams.messages, numbered(self.key, number)
        if number in self.ids and not self.over.is_set():
            try:
                await messages.edit(self.spot, self.ids[number], writing, name)
            except PlatformDown:  # it grows on; in the end it must be said
                return
            except CannotReach as exc:  # it is said anew once, in the end
                if code_of(exc) not in MESSAGE_GONE:
                    raise
            return
        self.ids[number] = await messages.put(self.spot, name, writing)

    async def _begun(self, write: Write) -> bool:
        """Begin with Slack's own stream, where there is a thread to stream in and nothing was said
        before; False while nothing is settled to begin with."""
        streams, text = self.streams, settled(self.first, self.last)
        if self.spot.thread and await streams.messages.known(self.key) is None:
            if not text:
                return False
            native = Native(
                streams.messages, self.spot, self.key, self.to, streams.life, streams.now
            )
            write()
            card = self.last.card
            rows = blocks.buttons(card.buttons) if card else []
            self.native = native if await native.start(text, rows) else None
        self.tried = True
        return True

    async def _grows(self, native: Native, number: int, write: Write) -> bool:
        """Whether the stream shows it, as far as it is settled."""
        if number or len(self.render(self.last)) > 1:
            return False

        def settle() -> str:
            return settled(self.first, self.last)

        if native.shows(settle()):
            write()
            return True
        if not native.takes(settle()):
            return False
        if not await self._may("chat.appendStream"):
            return True
        write()
        return await native.grow(settle)
