"""Says what grows: by Slack's own streaming while that lives, else by changes of the message."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from bot.core.chat import Card, Member
from bot.core.completion import Delta
from bot.core.errors import CannotReach, CoachError, where
from bot.core.ports import Say
from bot.pacing.streaming import Growing, Streaming
from bot.platforms.slack import blocks
from bot.platforms.slack.messages import Messages, Said, Spot, Write
from bot.platforms.slack.pictures import Pictures
from bot.platforms.slack.rendering.settled import settled
from bot.platforms.slack.trouble import Unsure

logger = logging.getLogger(__name__)

Payload = dict[str, Any]

GAP = 1.2
"""Seconds from one change of a message to the next."""
LIFE = 240.0
"""Seconds for which a stream is used: Slack ends it after about five minutes (S15)."""
_TURN = 3.0
"""Seconds for which the turn to begin a stream is waited for: a team takes 20 in a minute."""
_FEEDBACK = "feedback"
"""Begins the key of feedback on an attempt."""
_MOST = 10_000
"""Characters that a stream says; what is longer goes on in several messages."""


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
        reading = self.say(language, "slack.reading")
        thinking = asyncio.create_task(self._status(spot, reading))
        try:
            await Streaming(one.render, one.put, self.gap).run(updates)
            said = await one.finish()
        except asyncio.CancelledError:  # whoever takes over goes on thinking
            thinking.cancel()
            raise
        finally:
            with suppress(asyncio.CancelledError):
                await thinking
        await self._status(spot, "")
        return said

    async def _status(self, spot: Spot, status: str) -> None:
        """What stands under the thread while the model thinks, until it is taken away, or for two
        minutes. Never raises: only a comfort is missing."""
        if not spot.thread:
            return
        body = {"channel_id": spot.channel, "thread_ts": spot.thread, "status": status}
        try:
            await self.messages.line.call(
                spot.team, "assistant.threads.setStatus", body, once=True, patience=2.0
            )
        except CoachError as error:
            logger.debug("no status: %s", where(error))


@dataclass
class _Stream:
    """What is said of one stream so far."""

    streams: Streams
    spot: Spot
    key: str
    to: Member
    private: bool
    first: Card | None = None
    last: Growing = field(default_factory=Growing)
    shown: dict[int, Payload] = field(default_factory=dict)
    ids: dict[int, str] = field(default_factory=dict)
    native: "_Native | None" = None
    tried: bool = False

    def render(self, growing: Growing) -> Sequence[Payload]:
        self.last = growing
        self.first = self.first or growing.card
        return blocks.growing(growing.card, growing.reasoning, growing.text, private=self.private)

    async def put(self, number: int, write: Write, patience: float) -> None:
        """Show the message of this number as it is now."""
        if not self.tried:
            self.tried = True
            self.native = await self._begin(write)
        elif (native := self.native) and not await self._grows(native, number, write):
            self.native = None
            await native.stop()
            if number:  # the first says by now all that it will
                await self._change(0, _giving(self.render(self.last)[0]))
        if self.native is None:
            await self._change(number, write)

    async def finish(self) -> str:
        """Say all that is left to say, and take back what an earlier try had more of."""
        if self.native is not None:
            await self.native.stop()
        pages = self._with_opinion(await self._whole())
        for number, page in enumerate(pages):
            if self.shown.get(number) != page:
                await self._change(number, _giving(page))
        await drop_from(self.streams.messages, self.spot, self.key, len(pages))
        return self.ids.get(0, "")

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

        name = numbered(self.key, number)
        self.ids[number] = await self.streams.messages.put(self.spot, name, writing)

    async def _begin(self, write: Write) -> "_Native | None":
        """Slack's own stream, where there is a thread to stream in and nothing was said before."""
        if not self.spot.thread or await self.streams.messages.known(self.key) is not None:
            return None
        native = _Native(self.streams, self.spot, self.key, self.to)
        write()
        card = self.last.card
        rows = blocks.buttons(card.buttons) if card else []
        return native if await native.start(settled(self.first, self.last), rows) else None

    async def _grows(self, native: "_Native", number: int, write: Write) -> bool:
        """Whether the stream shows it, as far as it is settled."""
        if number or len(self.render(self.last)) > 1:
            return False
        write()
        return await native.grow(lambda: settled(self.first, self.last))


@dataclass
class _Native:
    """A message that grows by Slack's own streaming."""

    streams: Streams
    spot: Spot
    key: str
    to: Member
    ts: str = ""
    said: str = ""
    until: float = 0.0

    async def start(self, text: str, rows: Sequence[Payload]) -> bool:
        """Begin with a text and rows of buttons; whether it is begun."""
        messages = self.streams.messages
        text = text or "…\n"
        chunks: list[Payload] = [{"type": "markdown_text", "text": text}]
        chunks += [{"type": "blocks", "blocks": list(rows)}] if rows else []
        body = {"channel": self.spot.channel, "thread_ts": self.spot.thread, "chunks": chunks}
        body |= {"recipient_user_id": self.to.id, "recipient_team_id": self.spot.team}
        began = Said(self.spot.channel, since=messages.now(), stream=True)
        await messages.keep(self.key, began)
        self.until = self.streams.now() + self.streams.life
        try:
            told = await messages.line.call(
                self.spot.team, "chat.startStream", body, once=True, patience=_TURN
            )
        except Unsure:
            return False  # it is looked for before it is said otherwise
        except CannotReach as exc:
            logger.info("no stream in this place: %s", where(exc))
            await messages.keep(self.key, Said(self.spot.channel))
            return False
        self.ts, self.said = str(told.get("ts") or ""), text
        if self.ts:
            await messages.claim(self.spot, self.ts, self.key)
            await messages.keep(self.key, Said(self.spot.channel, self.ts))
        return bool(self.ts)

    async def grow(self, settle: Callable[[], str]) -> bool:
        """Add what is new of what is settled when it leaves; whether that could be, so that the
        stream lives on."""
        text = settle()
        if not self._takes(text) or self.streams.now() >= self.until:
            return False
        if text == self.said:
            return True

        def body() -> Payload:
            nonlocal text
            newer = settle()
            text = newer if self._takes(newer) else text
            added = text[len(self.said) :]
            return {"channel": self.spot.channel, "ts": self.ts, "markdown_text": added}

        try:
            await self.streams.messages.line.call(
                self.spot.team, "chat.appendStream", body, once=True
            )
        except CannotReach as exc:  # what is missing is said by a change of the message
            logger.info("a stream ends: %s", where(exc))
            return False
        self.said = text
        return True

    def _takes(self, text: str) -> bool:
        return text.startswith(self.said) and len(text) <= _MOST

    async def stop(self) -> None:
        """End it. Never raises: a change of the message ends it, too."""
        with suppress(CannotReach):
            await self.streams.messages.end_stream(self.spot, self.ts)


def numbered(key: str, number: int) -> str:
    """The key of a further message under a key."""
    return key if number == 0 else f"{key}:{number + 1}"


async def drop_from(messages: Messages, spot: Spot, key: str, number: int) -> None:
    """Take back what an earlier saying under this key had more of."""
    number = max(number, 1)
    while await messages.drop(spot, numbered(key, number)):
        number += 1


def _giving(payload: Payload) -> Write:
    return lambda: payload
