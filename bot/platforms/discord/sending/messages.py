"""Messages under a key: the same key is the same message, whatever breaks on the way.

A message is said with a nonce made of its key, by which Discord knows a second try for some
minutes. Later, or by another process, our own message is found by the mark that its first component
carries; and once it is said, the ledger knows its id.
"""

import asyncio
import functools
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
from discord.http import HTTPClient, Route

from bot.core.errors import CannotReach
from bot.core.keeping import Ledger
from bot.pacing.budget import Budgets, Taken
from bot.platforms.discord.sending import trouble
from bot.platforms.discord.sending.line import Line, Payload

_NAMES = uuid.UUID("5f3f9a4e-7f0c-5d0e-9c53-0e1c1f1f7a11")
_NONCE_LASTS = 90.0
"""Seconds within which we rely on Discord to know a nonce; it promises "the past few minutes"."""
_KEPT = timedelta(days=400)
_REMEMBERED = 2000

CHANGES, SECONDS = 5, 5.0
"""Requests of a kind to a channel that Discord is seen to allow; its headers have the last
word."""

Write = Callable[[], Payload]
"""Gives the payload at the last moment before it leaves."""


def nonce(key: str) -> str:
    """25 hexadecimal digits that are the same for the same key."""
    return uuid.uuid5(_NAMES, key).hex[:25]


def mark(key: str) -> int:
    """The id of a message's first component, by which the message of a key is found again."""
    return uuid.uuid5(_NAMES, key).int % (2**31 - 1) + 1


@dataclass(frozen=True)
class Messages:
    """Says and changes messages. The errors are the library's; CannotReach where Discord is
    down."""

    line: Line
    http: HTTPClient
    ledger: Ledger
    budgets: Budgets
    now: Callable[[], float] = time.time
    _known: OrderedDict[str, str] = field(default_factory=OrderedDict)

    async def put(self, channel: str, key: str, write: Write, *, patience: float = 0.0) -> str:
        """Say a message, or change it where it is said; returns its id."""
        known = await self.known(key)
        if known and _stands(known):
            try:
                await self.edit(channel, known, key, write, patience=patience)
            except discord.HTTPException as exc:  # said anew where the old one cannot be changed
                if exc.code not in (trouble.UNKNOWN_MESSAGE, trouble.OLD_EDITS):
                    raise
                known = f"-{known}"
            else:
                return known
        return await self._post(channel, key, write, known, patience)

    async def known(self, key: str) -> str | None:
        """The id of the message of a key; `?` and a time where it may have been said since then;
        `-` and an id (also behind a time) where one was before, which stands no more."""
        if key not in self._known:
            found = await self.ledger.get(_row(key))
            if found is None:
                return None
            self._remember(key, found)
        return self._known[key]

    async def edit(
        self, channel: str, message: str, key: str, write: Write, *, patience: float = 0.0
    ) -> None:
        """Change a message; a thread in the archive is taken out of it."""
        taken = await self.budgets.take("edit", channel)
        route = Route(
            "PATCH",
            "/channels/{channel_id}/messages/{message_id}",
            channel_id=channel,
            message_id=message,
        )
        marked = _leaving(taken, _marked(write, key))
        try:
            await self.line.send(self.http, route, marked, patience=patience)
        except discord.HTTPException as exc:
            if exc.code != trouble.ARCHIVED:
                raise
            wake = Route("PATCH", "/channels/{channel_id}", channel_id=channel)
            try:
                await self.line.send(self.http, wake, {"archived": False})
            except discord.Forbidden as locked:
                raise CannotReach("error.discord_locked") from locked
            await self.line.send(self.http, route, marked, patience=patience)

    async def keep(self, key: str, value: str) -> None:
        """Remember the message of a key."""
        self._remember(key, value)
        await self.ledger.put(_row(key), value, until=self._until())

    def keep_later(self, key: str, value: str) -> None:
        """The same, where the ledger holds already that it may have been said: its own message is
        found by that."""
        self._remember(key, value)
        self.ledger.put_later(_row(key), value, until=self._until())

    async def drop(self, channel: str, key: str) -> bool:
        """Take back the message of a key; whether there was one."""
        known = await self.known(key)
        if not known or not _stands(known):
            return known is not None
        route = Route(
            "DELETE",
            "/channels/{channel_id}/messages/{message_id}",
            channel_id=channel,
            message_id=known,
        )
        with suppress(discord.NotFound):
            await self.line.send(self.http, route)
        await self.keep(key, f"-{known}")
        return True

    async def find(self, channel: str, key: str) -> str | None:
        """Our own message of a key among the newest hundred of a channel."""
        route = Route("GET", "/channels/{channel_id}/messages?limit=100", channel_id=channel)
        for message in await self.line.send(self.http, route):
            if carries(message, key):
                return str(message["id"])
        return None

    async def _post(
        self, channel: str, key: str, write: Write, known: str | None, patience: float
    ) -> str:
        at, _, before = (known or "").partition("-")
        since = float(at[1:]) if at else None
        if since is not None and self.now() - since > _NONCE_LASTS:
            found = await self.find(channel, key)
            if found is not None:
                await self.keep(key, found)
                await self.edit(channel, found, key, write, patience=patience)
                return found
        noting: asyncio.Future[None] | None = None
        if since is None or self.now() - since > _NONCE_LASTS:
            beginning = f"?{self.now():.0f}{f'-{before}' if before else ''}"
            noting = asyncio.ensure_future(self.keep(key, beginning))
            noting.add_done_callback(_heard)
        taken = await self.budgets.take("post", channel)
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel)
        once = {"nonce": nonce(f"{key}-{before}" if before else key), "enforce_nonce": True}
        marked = functools.cache(_marked(write, key))  # a second try is what Discord knows as one
        last = _leaving(taken, lambda: marked() | once)
        said = await self.line.send(self.http, route, last, patience=patience, after=noting)
        self.keep_later(key, str(said["id"]))
        if since is not None:  # it may be what was said then
            await self.edit(channel, str(said["id"]), key, write, patience=patience)
        return str(said["id"])

    def _until(self) -> datetime:
        return datetime.fromtimestamp(self.now(), UTC) + _KEPT

    def _remember(self, key: str, value: str) -> None:
        self._known[key] = value
        self._known.move_to_end(key)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)


def _stands(known: str) -> bool:
    return known[0] not in "?-"


def carries(message: dict[str, Any], key: str) -> bool:
    """Whether a message carries the mark of a key."""
    return any(one.get("id") == mark(key) for one in message.get("components", ()))


def marked(payload: Payload, key: str) -> Payload:
    """The payload, its first component carrying the key's mark."""
    components = list(payload.get("components", ()))
    if components:
        components[0] = components[0] | {"id": mark(key)}
    return payload | {"components": components}


def _heard(noting: "asyncio.Future[None]") -> None:
    """Whoever waits for it may have met trouble of their own before."""
    if not noting.cancelled():
        noting.exception()


def _marked(write: Write, key: str) -> Write:
    return lambda: marked(write(), key)


def _leaving(taken: Taken, write: Write) -> Write:
    """The same payload; once it is asked for, the request leaves."""

    def last() -> Payload:
        taken.leaves()
        return write()

    return last


def _row(key: str) -> str:
    return f"discord:said:{key}"
