"""Messages under a key: the same key is the same message, whatever breaks on the way.

Slack knows no key. So it is noted in the ledger that a message may have been said before it is, and
which it is once that is known; a message carries the mark of its key as metadata, by which one that
may have been said is looked for before it is said again.
"""

import logging
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.core.errors import CannotReach
from bot.core.keeping import Ledger
from bot.platforms.slack import trouble
from bot.platforms.slack.line import Body, Line
from bot.platforms.slack.rendering.bare import bare, undrawn
from bot.platforms.slack.trouble import Unsure, code_of

logger = logging.getLogger(__name__)

_NAMES = uuid.UUID("b7a1c1de-33a0-5c3f-8f53-70c6b5e4a2d9")
_KEPT = timedelta(days=400)
_REMEMBERED = 2000
_SETTLES = 1.0
"""Seconds after which what was sent to Slack can be found there."""
_EARLIER, _LATER = 60.0, 600.0
"""Seconds around the moment of sending in which a message is looked for: clocks differ."""
_CLAIMED = timedelta(hours=1)
"""How long it is known whose a stream is; when it ends, it carries a mark."""
_PAGE, _PAGES = 100, 5
_TRIES = 3

EVENT = "coach_said"
"""The type of our metadata."""

Write = Callable[[], Body]
"""Gives the text and the blocks at the last moment before they leave."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where messages are said: a channel of a team, or a thread in it."""

    team: str
    channel: str
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What is known of the message of a key: its channel and `ts`; without a `ts`, that it may have
    been said since a moment (seconds since 1970), maybe as a `stream`, or, with neither, that it
    was taken back."""

    channel: str
    ts: str = ""
    since: float = 0.0
    stream: bool = False

    def __str__(self) -> str:
        maybe = f"{'~' if self.stream else '?'}{self.since:.0f}"
        return f"{self.channel}/{self.ts or maybe}"

    @classmethod
    def of(cls, row: str) -> "Said":
        """What `str` wrote."""
        channel, _, ts = row.partition("/")
        if ts[:1] in ("?", "~"):
            return cls(channel, since=float(ts[1:]), stream=ts[0] == "~")
        return cls(channel, ts)


def mark(key: str) -> str:
    """What the metadata of a key's message carries: every app of the team may read it, so the key
    itself is not told."""
    return uuid.uuid5(_NAMES, key).hex


def metadata(key: str) -> Body:
    """The metadata of a key's message."""
    return {"event_type": EVENT, "event_payload": {"key": mark(key)}}


@dataclass(frozen=True)
class Messages:
    """Says and changes messages. Every trouble is CannotReach."""

    line: Line
    ledger: Ledger
    now: Callable[[], float] = time.time
    _known: OrderedDict[str, Said] = field(default_factory=OrderedDict)

    async def put(self, spot: Spot, key: str, write: Write) -> str:
        """Say a message, or change it where it is said; returns its `ts`."""
        known = await self.known(key)
        began = known.since if known is not None and known.since else self.now()
        for _ in range(_TRIES):
            known = await self.known(key)
            if known is not None and known.channel == spot.channel:
                if known.ts and await self._changed(spot, known.ts, key, write):
                    return known.ts
                if known.since and (found := await self.find(spot, key, known)):
                    await self.keep(key, Said(spot.channel, found))
                    continue
            with suppress(Unsure):
                return await self._post(spot, key, write, f"{key} {began:.0f}")
            await self.line.sleep(_SETTLES)
        raise Unsure

    async def known(self, key: str) -> Said | None:
        """What is known of the message of a key."""
        if key not in self._known:
            row = await self.ledger.get(_row(key))
            if row is None:
                return None
            self._remember(key, Said.of(row))
        return self._known[key]

    async def keep(self, key: str, said: Said) -> None:
        """Remember the message of a key."""
        self._remember(key, said)
        until = datetime.fromtimestamp(self.now(), UTC) + _KEPT
        await self.ledger.put(_row(key), str(said), until=until)

    async def edit(self, spot: Spot, ts: str, write: Write, key: str = "") -> None:
        """Change a message; a stream that still runs in it is ended first. Without a key it keeps
        its mark."""

        def body() -> Body:
            marked = {"metadata": metadata(key)} if key else {}
            return {**write(), "channel": spot.channel, "ts": ts, **marked}

        try:
            await self._with_blocks("chat.update", spot, body)
        except CannotReach as exc:
            if code_of(exc) != trouble.STILL_STREAMING:
                raise
            await self.end_stream(spot, ts, key)
            await self._with_blocks("chat.update", spot, body)

    async def end_stream(self, spot: Spot, ts: str, key: str = "") -> None:
        """End the stream of a message, if there is one; from now on it carries its key's mark."""
        body: Body = {"channel": spot.channel, "ts": ts}
        try:
            marked = {"metadata": metadata(key)} if key else {}
            await self.line.call(spot.team, "chat.stopStream", body | marked)
        except CannotReach as exc:
            if code_of(exc) not in trouble.NOT_STREAMING:
                raise

    async def drop(self, spot: Spot, key: str) -> bool:
        """Take back the message of a key; whether there was one."""
        known = await self.known(key)
        if known is None or known.channel != spot.channel:
            return False
        ts = known.ts or (await self.find(spot, key, known) if known.since else None)
        if ts:
            try:
                await self.line.call(spot.team, "chat.delete", {"channel": spot.channel, "ts": ts})
            except CannotReach as exc:
                if code_of(exc) not in trouble.MESSAGE_GONE:
                    raise
        if ts or known.since:
            await self.keep(key, Said(spot.channel))
        return True

    async def find(self, spot: Spot, key: str, said: Said) -> str | None:
        """Our own message of a key, if it was said about then; None, too, where we may not read.

        A stream carries no mark until it ends: that is one of ours without any, of nobody else.
        """
        unmarked = []
        for one in await self.read(spot, said.since):
            told = one.get("metadata") or {}
            if (told.get("event_payload") or {}).get("key") == mark(key):
                return str(one["ts"])
            if one.get("bot_id") and not told and float(one["ts"]) > said.since - _EARLIER:
                unmarked.append(one)
        if not said.stream or not unmarked:
            return None
        me = await self.line.call(spot.team, "auth.test", {})
        for one in unmarked:
            ts = str(one["ts"])
            if me.get("bot_id") == one["bot_id"] and await self.claim(spot, ts, key):
                return ts
        return None

    async def claim(self, spot: Spot, ts: str, key: str) -> bool:
        """Take a stream for its key; False where it is another's."""
        row = f"slack:stream:{spot.team}:{spot.channel}:{ts}"
        owner = await self.ledger.get(row)
        if owner is None:
            until = datetime.fromtimestamp(self.now(), UTC) + _CLAIMED
            await self.ledger.put(row, mark(key), until=until)
        return owner in (None, mark(key))

    async def read(self, spot: Spot, since: float) -> list[dict[str, Any]]:
        """The messages of a channel, or of a thread, that were said about then."""
        await self.line.sleep(max(0.0, min(_SETTLES, since + _SETTLES - self.now())))
        asked: Body = {
            "channel": spot.channel,
            "oldest": f"{since - _EARLIER:.6f}",
            "latest": f"{since + _LATER:.6f}",
            "limit": _PAGE,
            "include_all_metadata": True,
        }
        method = "conversations.replies" if spot.thread else "conversations.history"
        asked |= {"ts": spot.thread} if spot.thread else {}
        found: list[dict[str, Any]] = []
        for _ in range(_PAGES):
            try:
                told = await self.line.call(spot.team, method, asked)
            except CannotReach as exc:
                if code_of(exc) not in trouble.NO_LOOKING:
                    raise
                logger.warning("%s cannot be looked into: %s", spot.channel, code_of(exc))
                break
            found += told.get("messages") or ()
            cursor = (told.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break
            asked["cursor"] = cursor
        return found

    async def _changed(self, spot: Spot, ts: str, key: str, write: Write) -> bool:
        """Change a message; False where it cannot be, so that it is said anew."""
        try:
            await self.edit(spot, ts, write, key)
        except CannotReach as exc:
            if code_of(exc) not in trouble.MESSAGE_GONE:
                raise
            return False
        return True

    async def _post(self, spot: Spot, key: str, write: Write, attempt: str) -> str:
        """Say a message; Slack may know by the `attempt` that it was said already."""
        await self.keep(key, Said(spot.channel, since=self.now()))

        def body() -> Body:
            said = {**write(), "channel": spot.channel, "metadata": metadata(key)}
            said |= {"unfurl_links": False, "unfurl_media": False}
            return said | ({"thread_ts": spot.thread} if spot.thread else {})

        def once() -> Body:
            return body() | {"client_msg_id": str(uuid.uuid5(_NAMES, attempt))}

        try:
            told = await self._with_blocks("chat.postMessage", spot, once, once=True)
        except CannotReach as exc:  # it knows it, and has it no more
            if code_of(exc) not in trouble.DUPLICATE:
                raise
            told = await self._with_blocks("chat.postMessage", spot, body, once=True)
        if not told.get("ts"):
            raise Unsure
        await self.keep(key, Said(spot.channel, str(told["ts"])))
        return str(told["ts"])

    async def _with_blocks(
        self, method: str, spot: Spot, body: Callable[[], Body], *, once: bool = False
    ) -> Body:
        """Call a method with blocks; where Slack does not take them, with their words alone."""
        try:
            return await self.line.call(spot.team, method, body, once=once, channel=spot.channel)
        except CannotReach as exc:
            if code_of(exc) not in trouble.BLOCKS:
                raise
            first = body()
            if undrawn(first) != first:  # a picture may not be ready yet
                try:
                    return await self.line.call(spot.team, method, undrawn(first), once=once)
                except CannotReach as again:
                    if code_of(again) not in trouble.BLOCKS:
                        raise
            return await self.line.call(spot.team, method, bare(first), once=once)

    def _remember(self, key: str, said: Said) -> None:
        self._known[key] = said
        self._known.move_to_end(key)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)


def _row(key: str) -> str:
    return f"slack:said:{key}"
