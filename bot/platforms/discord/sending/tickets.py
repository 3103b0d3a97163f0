"""Tickets: what lets us answer an interaction, for 15 minutes and from any process.

They are shared before the first answer is sent: whoever takes over from a process that was killed
finds what its member waits for.
"""

import asyncio
import json
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime

from bot.core.errors import CoachError, where
from bot.core.keeping import Ledger

logger = logging.getLogger(__name__)

LIFE = 14 * 60
"""Seconds for which we use a token; Discord takes it for 15 minutes."""
ORIGINAL = "@original"
"""The name, at Discord, of the message that the first answer is."""
_MANY = 5000
_HELD, _LENT = "discord:ticket:", "discord:lent:"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What lets us answer the interaction of a request (`key`).

    `waits`: its first answer was "thinking…", to be replaced. `on` is the mark of the message whose
    button was pressed, where that message is to change instead. `said` is what was said with it:
    names to messages.
    """

    key: str
    application: str
    interaction: str
    token: str = field(repr=False)
    until: float
    member: str
    channel: str
    direct: bool
    language: str
    waits: bool
    on: int = 0
    said: Mapping[str, str] = field(default_factory=dict)


class Tickets:
    """The interactions that can still be answered. `now` is in seconds since 1970."""

    def __init__(self, ledger: Ledger, *, now: Callable[[], float] = time.time) -> None:
        self._ledger = ledger
        self._now = now
        self._held: OrderedDict[str, Ticket] = OrderedDict()
        self._unanswered: dict[str, asyncio.Event] = {}

    async def hold(self, ticket: Ticket) -> None:
        """Hold a ticket, and let other processes, and this one after a restart, have it.

        It is not handed out here before `answered`, for its first answer is still to be sent.
        """
        if ticket.key in self._held:
            return
        self._keep(ticket)
        self._unanswered[ticket.key] = asyncio.Event()
        await self._share(ticket)

    def answered(self, key: str) -> None:
        """The first answer is sent, or failed: whoever waits for the ticket goes on."""
        if waited_for := self._unanswered.pop(key, None):
            waited_for.set()

    async def of(self, key: str) -> Ticket | None:
        """The live ticket of a request."""
        if unanswered := self._unanswered.get(key):
            await unanswered.wait()
        ticket = self._held.get(key)
        if ticket is None and (kept := await self._ledger.get(f"{_HELD}{key}")):
            ticket = Ticket(**json.loads(kept))
            self._keep(ticket)
        return ticket if ticket and ticket.until > self._now() else None

    async def said(self, ticket: Ticket, name: str) -> str | None:
        """The message that is said under a name; the first stands in place of "thinking…"."""
        held = self._held.get(ticket.key, ticket)
        if name not in held.said and held.waits and ORIGINAL not in held.said.values():
            await self.note(held, name, ORIGINAL)
            return ORIGINAL
        return held.said.get(name)

    async def note(self, ticket: Ticket, name: str, message: str) -> None:
        """Remember which message is said under a name."""
        held = self._held.get(ticket.key, ticket)
        held = replace(held, said={**held.said, name: message})
        self._keep(held)
        await self._share(held)

    async def lends(self, ticket: Ticket, key: str) -> None:
        """Remember that what is said under a key is said with this ticket."""
        await self._put(f"{_LENT}{key}", ticket.key, ticket.until)

    async def lent(self, key: str) -> Ticket | None:
        """The live ticket with which what is said under a key is said."""
        request = await self._ledger.get(f"{_LENT}{key}")
        return await self.of(request) if request else None

    def stop_waiting(self, ticket: Ticket) -> bool:
        """Whether its member still reads "thinking…"; from now on they do not."""
        held = self._held.get(ticket.key, ticket)
        if not held.waits or ORIGINAL in held.said.values():
            return False
        self._keep(replace(held, waits=False))
        return True

    def is_fresh(self, ticket: Ticket, seconds: float) -> bool:
        """Whether its interaction is no older than this."""
        return ticket.until - LIFE + seconds > self._now()

    def _keep(self, ticket: Ticket) -> None:
        self._held[ticket.key] = ticket
        while len(self._held) > _MANY:
            self._held.popitem(last=False)

    async def _share(self, ticket: Ticket) -> None:
        await self._put(f"{_HELD}{ticket.key}", json.dumps(asdict(ticket)), ticket.until)

    async def _put(self, row: str, value: str, until: float) -> None:
        try:
            await self._ledger.put(row, value, until=datetime.fromtimestamp(until, UTC))
        except CoachError as error:  # then only this process can say things in private
            logger.warning("a ticket is not shared: %s", where(error))
