"""A message that grows by Slack's own streaming, for as long as that lives."""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bot.core.chat import Member
from bot.core.errors import CannotReach, where
from bot.platforms.slack.messages import Messages, Said, Spot
from bot.platforms.slack.trouble import Unsure

logger = logging.getLogger(__name__)

Payload = dict[str, Any]

_TURN = 3.0
"""Seconds for which the turn to begin a stream is waited for: a team takes 20 in a minute."""
_MOST = 10_000
"""Characters that a stream says; what is longer goes on in several messages."""


@dataclass
class Native:
    """A stream for one reader (`to`), which is used for `life` seconds of `now`: Slack ends it
    after about five minutes (S15). What goes wrong ends it, and raises nothing."""

    messages: Messages
    spot: Spot
    key: str
    to: Member
    life: float
    now: Callable[[], float]
    ts: str = ""
    said: str = ""
    until: float = 0.0

    async def start(self, text: str, rows: Sequence[Payload]) -> bool:
        """Begin with a text and rows of buttons; whether it is begun."""
        messages = self.messages
        chunks: list[Payload] = [{"type": "markdown_text", "text": text}]
        chunks += [{"type": "blocks", "blocks": list(rows)}] if rows else []
        body = {"channel": self.spot.channel, "thread_ts": self.spot.thread, "chunks": chunks}
        body |= {"recipient_user_id": self.to.id, "recipient_team_id": self.spot.team}
        began = Said(self.spot.channel, since=messages.now(), stream=True)
        await messages.keep(self.key, began)
        self.until = self.now() + self.life
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
        text = self.said

        def body() -> Payload:
            nonlocal text
            newer = settle()
            text = newer if self.takes(newer) else text
            added = text[len(self.said) :]
            return {"channel": self.spot.channel, "ts": self.ts, "markdown_text": added}

        try:
            await self.messages.line.call(self.spot.team, "chat.appendStream", body, once=True)
        except CannotReach as exc:  # what is missing is said by a change of the message
            logger.info("a stream ends: %s", where(exc))
            return False
        self.said = text
        return True

    def shows(self, text: str) -> bool:
        """Whether it says all of a text, and may go on."""
        return text == self.said and self.now() < self.until

    def takes(self, text: str) -> bool:
        """Whether it can come to say a text."""
        is_alive = self.now() < self.until
        return is_alive and text.startswith(self.said) and len(text) <= _MOST

    async def stop(self) -> None:
        """End it. Never raises: a change of the message ends it, too."""
        with suppress(CannotReach):
            await self.messages.end_stream(self.spot, self.ts, self.key)
