"""Tickets: what lets us answer a command or a button for its member alone, from any process.

They are shared before the request is recorded: whoever takes over from a process that was killed
finds how its member can be answered.
"""

import json
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime

from bot.core.errors import CoachError, where
from bot.core.keeping import Ledger

logger = logging.getLogger(__name__)

LIFE = 29 * 60
"""Seconds for which we use a response_url; Slack takes it for 30 minutes (S3)."""
USES = 5
"""How often Slack takes something at a response_url (S3)."""
_MANY = 5000
_ROW = "slack:ticket:"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What lets us answer where somebody asked, unseen by others.

    `url` is the response_url, a secret; `channel` and `thread` are where it was asked, `message`
    is the `ts` of the message whose button was pressed, if one was. `until` is in seconds since
    1970; `left` are the uses that are left, `said` the names of what was said with it.
    """

    url: str = field(repr=False)
    member: str
    channel: str
    until: float
    language: str = "en"
    thread: str = ""
    message: str = ""
    left: int = USES
    said: tuple[str, ...] = ()


class Tickets:
    """The commands and buttons that can still be answered, by the key of their request. `now` is in
    seconds since 1970."""

    def __init__(self, ledger: Ledger, *, now: Callable[[], float] = time.time) -> None:
        self._ledger = ledger
        self._now = now
        self._held: OrderedDict[str, Ticket] = OrderedDict()

    async def keep(self, key: str, ticket: Ticket) -> None:
        """Keep the ticket of a request, and let other processes, and this one after a restart,
        have it. One that is kept already stays as it is."""
        if key not in self._held:
            self._hold(key, ticket)
            await self._share(key, ticket)

    async def of(self, key: str) -> Ticket | None:
        """The ticket of a request, while Slack takes something for it."""
        ticket = self._held.get(key)
        if ticket is None and (kept := await self._ledger.get(f"{_ROW}{key}")):
            told = json.loads(kept)
            ticket = Ticket(**told | {"said": tuple(told["said"])})
            self._hold(key, ticket)
        return ticket if ticket and ticket.left > 0 and ticket.until > self._now() else None

    async def take(self, key: str, name: str) -> Ticket | None:
        """The ticket of a request, to say what stands under a name: that is one use less; None
        where none is left."""
        ticket = await self.of(key)
        if ticket is None:
            return None
        names = ticket.said if name in ticket.said else (*ticket.said, name)
        used = replace(ticket, left=ticket.left - 1, said=names)
        self._hold(key, used)
        await self._share(key, used)
        return used

    def _hold(self, key: str, ticket: Ticket) -> None:
        self._held[key] = ticket
        while len(self._held) > _MANY:
            self._held.popitem(last=False)

    async def _share(self, key: str, ticket: Ticket) -> None:
        until = datetime.fromtimestamp(ticket.until, UTC)
        try:
            await self._ledger.put(f"{_ROW}{key}", json.dumps(asdict(ticket)), until=until)
        except CoachError as error:  # then only this process can say things in private
            logger.warning("a ticket is not shared: %s", where(error))
