"""Sheets, where messages are said under names: a channel, or one member's own view of it.

The same name is the same message, its content replaced.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from bot.core.errors import CannotReach
from bot.platforms.discord.sending.answering import MESSAGE, Answering, Gone, hidden
from bot.platforms.discord.sending.line import Payload
from bot.platforms.discord.sending.messages import Messages, Write, mark, marked
from bot.platforms.discord.sending.tickets import ORIGINAL, Ticket, Tickets
from bot.platforms.discord.sending.trouble import translating

_FRESH = 10.0
"""Seconds within which an interaction may still lack its first answer, if somebody was killed."""


class Sheet(Protocol):
    """`put` returns the message's id. CannotReach, or the library's errors."""

    @property
    def moved(self) -> bool:
        """Whether what was meant for one member's view is said to them directly instead."""
        ...

    async def put(self, name: str, write: Write, *, patience: float = 0.0) -> str:
        """Say a message, or change it where it is said."""
        ...

    async def drop(self, name: str) -> bool:
        """Take back a message; whether there was one."""
        ...


@dataclass(frozen=True)
class Open:
    """A channel, a thread or a direct conversation. A message whose button was pressed (`pressed`)
    is changed with the press's own ticket: no limit of the channel makes its member wait."""

    messages: Messages
    answering: Answering
    channel: str
    pressed: Ticket | None = None
    moved: bool = False

    async def put(self, name: str, write: Write, *, patience: float = 0.0) -> str:
        """As `Sheet.put`."""
        if self.pressed is not None and self.pressed.on == mark(name):
            try:
                return await self.answering.change(self.pressed, ORIGINAL, _marking(write, name))
            except Gone:
                pass
        return await self.messages.put(self.channel, name, write, patience=patience)

    async def drop(self, name: str) -> bool:
        """As `Sheet.drop`."""
        return await self.messages.drop(self.channel, name)


@dataclass
class Hidden:
    """One member's own view of where they asked, for as long as their ticket lives. What does not
    come to its end there is said `elsewhere`, whole; `parting` is the payload that says so (or,
    with the trouble, why not)."""

    answering: Answering
    tickets: Tickets
    ticket: Ticket
    elsewhere: Callable[[], Awaitable[Sheet]]
    parting: Callable[[CannotReach | None], Payload]
    _shown: dict[str, Payload] = field(default_factory=dict)
    _moved: Sheet | None = None

    @property
    def moved(self) -> bool:
        """Whether it is said elsewhere by now."""
        return self._moved is not None

    async def put(self, name: str, write: Write, *, patience: float = 0.0) -> str:
        """As `Sheet.put`."""

        def showing() -> Payload:
            self._shown[name] = write()
            return marked(hidden(self._shown[name]), name)

        if self._moved is not None:
            return await self._moved.put(name, write, patience=patience)
        try:
            return await self._put(name, showing)
        except Gone:
            return await self._move(name, write)

    async def drop(self, name: str) -> bool:
        """As `Sheet.drop`."""
        if self._moved is not None:
            return await self._moved.drop(name)
        ticket = await self.tickets.of(self.ticket.key)
        known = ticket.said.get(name) if ticket else None
        if ticket is None or not known:
            return False
        await self.tickets.note(ticket, name, "")
        await self.answering.withdraw(ticket, known)
        return True

    async def _put(self, name: str, write: Write) -> str:
        ticket = await self.tickets.of(self.ticket.key)
        if ticket is None:
            raise Gone
        if ticket.on == mark(name):
            return await self.answering.change(ticket, ORIGINAL, write)
        known = await self.tickets.said(ticket, name)
        if known == ORIGINAL:
            return await self._fill(ticket, write)
        if not known:
            known = await self.answering.follow(ticket)
            await self.tickets.note(ticket, name, known)
        return await self.answering.change(ticket, known, write)

    async def _fill(self, ticket: Ticket, write: Write) -> str:
        """Replace the first answer; give it where whoever was to was killed before."""
        try:
            return await self.answering.change(ticket, ORIGINAL, write)
        except Gone:
            if not self.tickets.is_fresh(ticket, _FRESH):
                raise
        await self.answering.answer(ticket, MESSAGE, write())
        return await self.answering.change(ticket, ORIGINAL, write)

    async def _move(self, name: str, write: Write) -> str:
        """Say it elsewhere, with all that stood here before it, and say here that it is there."""
        before = [one for one in self._shown.items() if one[0] != name]
        try:
            with translating():
                moved = await self.elsewhere()
                for one, payload in before:
                    await moved.put(one, _giving(payload))
                said = await moved.put(name, write)
        except CannotReach as met:
            await self._part(met)
            raise
        self._moved = moved
        await self._part(None)
        return said

    async def _part(self, trouble: CannotReach | None) -> None:
        if not self._shown:
            return
        with suppress(CannotReach):
            await self.answering.further(self.ticket, hidden(self.parting(trouble)))


def _marking(write: Write, name: str) -> Write:
    return lambda: marked(write(), name)


def _giving(payload: Payload) -> Write:
    return lambda: payload
