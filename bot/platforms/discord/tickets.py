"""Answers to interactions: each has a token that lets us say things its member alone can see, for
15 minutes.

A token is a secret: it is in no log and no address that an error shows.
"""

import asyncio
import json
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

import aiohttp
from discord.http import Route

from bot.core.errors import CannotReach, CoachError, where
from bot.core.keeping import Ledger
from bot.platforms.discord import trouble
from bot.platforms.discord.breaker import Breaker
from bot.platforms.discord.line import Payload

logger = logging.getLogger(__name__)

LIFE = 14 * 60
"""Seconds for which we use a token; Discord takes it for 15 minutes."""
HIDDEN = 1 << 6
"""The flag of a message that one member alone sees."""
MESSAGE, DEFERRED, DEFERRED_UPDATE, COMPLETION, MODAL = 4, 5, 6, 8, 9
"""The kinds of a first answer."""
_TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=2, sock_read=5)
_WAITS = (0.1, 0.5, 1.0)
_MANY = 5000


@dataclass(frozen=True, slots=True)
class Ticket:
    """What lets us answer an interaction. `thinks`: its first answer is still to be filled in."""

    application: str
    interaction: str
    token: str
    until: float
    thinks: bool

    def __repr__(self) -> str:
        return f"Ticket({self.interaction})"


class Tickets:
    """The interactions that can still be answered. `now` is in seconds since 1970."""

    def __init__(
        self, ledger: Ledger, breaker: Breaker, *, now: Callable[[], float] = time.time
    ) -> None:
        self._ledger = ledger
        self._breaker = breaker
        self._now = now
        self._held: OrderedDict[str, Ticket] = OrderedDict()
        self._unanswered: dict[str, asyncio.Event] = {}
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()

    def hold(self, key: str, ticket: Ticket) -> None:
        """Hold the ticket of a request's key; it cannot be used before its first answer is sent."""
        self._held[key] = ticket
        self._unanswered[key] = asyncio.Event()
        while len(self._held) > _MANY:
            self._held.popitem(last=False)

    async def share(self, key: str, *, usable: bool) -> None:
        """The first answer is sent, or it failed: let whoever waits for the ticket go on, and let
        other processes, and this one after a restart, have it."""
        if not usable:
            self._held.pop(key, None)
        if waited_for := self._unanswered.pop(key, None):
            waited_for.set()
        ticket = self._held.get(key)
        if ticket is None:
            return
        until = datetime.fromtimestamp(ticket.until, UTC)
        try:
            await self._ledger.put(_row(key), json.dumps(asdict(ticket)), until=until)
        except CoachError as error:  # then only this process can say things in private
            logger.warning("a ticket is not shared: %s", where(error))

    async def of(self, key: str) -> Ticket | None:
        """The live ticket of what is said under a key: `KEY:part` belongs to the request `KEY`."""
        request = key.rpartition(":")[0]
        if unanswered := self._unanswered.get(request):
            await unanswered.wait()
        ticket = self._held.get(request)
        if ticket is None and (kept := await self._ledger.get(_row(request))):
            ticket = self._held[request] = Ticket(**json.loads(kept))
        return ticket if ticket and ticket.until > self._now() else None

    def filled(self, key: str) -> None:
        """Note that the first answer to a request is no longer to be filled in."""
        request = key.rpartition(":")[0]
        if ticket := self._held.get(request):
            self._held[request] = replace(ticket, thinks=False)

    async def answer(self, ticket: Ticket, kind: int, data: Payload | None = None) -> None:
        """The first answer to an interaction; a second one is none."""
        path = f"/interactions/{ticket.interaction}/{ticket.token}/callback"
        body = {"type": kind} if data is None else {"type": kind, "data": data}
        await self._send("POST", path, body)

    async def fill(self, ticket: Ticket, payload: Payload) -> str:
        """Put a message in the place of the first answer; returns its id."""
        path = f"/webhooks/{ticket.application}/{ticket.token}/messages/@original"
        return str((await self._send("PATCH", path, payload))["id"])

    async def withdraw(self, ticket: Ticket) -> None:
        """Take the first answer away."""
        path = f"/webhooks/{ticket.application}/{ticket.token}/messages/@original"
        await self._send("DELETE", path)

    async def follow(self, ticket: Ticket, payload: Payload) -> str:
        """Say a further message that the member alone sees; returns its id."""
        path = f"/webhooks/{ticket.application}/{ticket.token}?wait=true"
        hidden = payload | {"flags": payload.get("flags", 0) | HIDDEN}
        return str((await self._send("POST", path, hidden))["id"])

    async def change(self, ticket: Ticket, message: str, payload: Payload) -> None:
        """Change a message that was said with this ticket."""
        path = f"/webhooks/{ticket.application}/{ticket.token}/messages/{message}"
        await self._send("PATCH", path, payload)

    async def _send(self, method: str, path: str, body: Payload | None = None) -> Any:
        """What Discord answers; CannotReach where it refuses, or does not answer."""
        self._breaker.check()
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=_TIMEOUT)
        for wait in (*_WAITS, None):
            try:
                async with self._session.request(method, Route.BASE + path, json=body) as response:
                    status, said = response.status, await _read(response)
                    shared = response.headers.get("X-RateLimit-Scope") == "shared"
                self._breaker.note(status, shared=shared, ticket=True)
            except (aiohttp.ClientError, TimeoutError, OSError):
                status, said = 503, {}
            code = int(said.get("code") or 0)
            if status < 300 or code == trouble.ACKNOWLEDGED:
                return said
            if wait is None or (status < 500 and status != 429):
                logger.info("%s of an interaction: %s, code %s", method, status, code)
                raise CannotReach(trouble.translated(status, code).key)
            await asyncio.sleep(float(said.get("retry_after") or wait))
        raise AssertionError("the last try returns or raises")


async def _read(response: aiohttp.ClientResponse) -> dict[str, Any]:
    if response.content_type != "application/json":
        return {}
    found = await response.json()
    return found if isinstance(found, dict) else {}


def _row(key: str) -> str:
    return f"discord:ticket:{key}"
