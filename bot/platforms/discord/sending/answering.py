"""Sends what goes with an interaction's token: its first answer, and what its member alone sees.

A token is a secret: it is in no log and no address that an error shows. Discord exempts these
requests from the limit of all that we send.
"""

import asyncio
import logging
import math
import time
from collections.abc import Callable
from typing import Any

import aiohttp
from discord.http import Route

from bot.core.errors import CannotReach
from bot.platforms.discord.rendering.multipart import form_data, parted
from bot.platforms.discord.sending import trouble
from bot.platforms.discord.sending.breaker import Breaker
from bot.platforms.discord.sending.line import Payload, within
from bot.platforms.discord.sending.tickets import LIFE, ORIGINAL, Ticket

logger = logging.getLogger(__name__)

HIDDEN = 1 << 6
"""The flag of a message that one member alone sees."""
MESSAGE, DEFERRED, DEFERRED_UPDATE, COMPLETION, MODAL = 4, 5, 6, 8, 9
"""The kinds of a first answer."""

_SOON = within(1.2)
"""For a first answer: one that hangs is sent again."""
_FIRST = 3.0
"""Seconds from an interaction in which Discord takes its first answer."""
_WAITS = (0.05, 0.3, 1.0)
"""Seconds before a request is sent again that Discord did not answer."""
_LIMITED = 5
"""How often a request is sent again that came too early."""
_LONG = 15.0
"""Seconds of a limit that are not waited for."""
_PLACE_HOLDER: Payload = {
    "flags": 1 << 15 | HIDDEN,
    "components": [{"type": 10, "content": "…"}],
    "allowed_mentions": {"parse": []},
}


class Gone(CannotReach):
    """Discord does not take an interaction's token any more, or has not seen its first answer."""

    key = "error.discord_gone"


class Answering:
    """Every trouble is CannotReach; Gone where the token is of no use."""

    def __init__(self, breaker: Breaker, *, timeout: aiohttp.ClientTimeout | None = None) -> None:
        self.breaker = breaker
        self._timeout = timeout or within(5)
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()

    async def answer(self, ticket: Ticket, kind: int, data: Payload | None = None) -> None:
        """The first answer to an interaction; a second one is none. Gone where Discord cannot take
        it in time."""
        path = f"/interactions/{ticket.interaction}/{ticket.token}/callback"
        body = {"type": kind} if data is None else {"type": kind, "data": data}
        ends = ticket.until - LIFE + _FIRST
        await self._send("POST", path, lambda: body, _SOON, ends)

    async def change(self, ticket: Ticket, message: str, write: Callable[[], Payload]) -> str:
        """Replace a message that was said with this ticket; returns its id."""
        return _id(await self._send("PATCH", _at(ticket, message), write))

    async def follow(self, ticket: Ticket) -> str:
        """Begin a further message that the member alone sees; returns its id.

        Discord knows no nonce here. So it begins as a mark of three dots, and is then changed:
        where an answer is lost there may be dots too many, but no words.
        """
        path = f"/webhooks/{ticket.application}/{ticket.token}?wait=true"
        return _id(await self._send("POST", path, lambda: _PLACE_HOLDER))

    async def further(self, ticket: Ticket, payload: Payload) -> str:
        """Say a further message that the member alone sees; returns its id."""
        message = await self.follow(ticket)
        return await self.change(ticket, message, lambda: payload)

    async def withdraw(self, ticket: Ticket, message: str = ORIGINAL) -> None:
        """Take a message away; none that is there is none to take."""
        try:
            await self._send("DELETE", _at(ticket, message))
        except Gone:
            return

    async def _send(
        self,
        method: str,
        path: str,
        write: Callable[[], Payload] | None = None,
        timeout: aiohttp.ClientTimeout | None = None,  # noqa: ASYNC109
        ends: float = math.inf,
    ) -> Any:
        """What Discord answers. Nothing is sent again that would leave after it `ends`, in seconds
        since 1970: then Gone."""
        unanswered = limited = 0
        while True:
            self.breaker.check()
            body = write() if write is not None else None
            status, said = await self._try(
                method, Route.BASE + path, body, timeout or self._timeout
            )
            code = int(said.get("code") or 0)
            if status < 300 or code == trouble.ACKNOWLEDGED:
                return said
            wait = float(said.get("retry_after") or 0.0)
            if status == 429 and limited < _LIMITED and wait <= _LONG:
                limited += 1
                wait = wait or _WAITS[0]
            elif status >= 500 and unanswered < len(_WAITS):
                unanswered += 1
                wait = _WAITS[unanswered - 1]
            else:
                logger.info("%s of an interaction: %s, code %s", method, status, code)
                if status in (401, 404):
                    raise Gone
                raise trouble.translated(status, code)
            if time.time() + wait > ends:
                logger.info("the first answer to an interaction is too late: %s", status)
                raise Gone
            await asyncio.sleep(wait)

    async def _try(
        self,
        method: str,
        url: str,
        body: Payload | None,
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109
    ) -> tuple[int, dict[str, Any]]:
        """Status and body of one answer; 503 where none came."""
        if self._session is None:
            self._session = aiohttp.ClientSession()
        try:
            said, form = parted(body or {}, method)
            more: dict[str, Any] = {"data": form_data(form)} if form else {"json": body and said}
            async with self._session.request(method, url, timeout=timeout, **more) as response:
                said = await _read(response)
                shared = response.headers.get("X-RateLimit-Scope") == "shared"
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 503, {}
        self.breaker.note(response.status, shared=shared, ticket=True)
        return response.status, said


def hidden(payload: Payload) -> Payload:
    """The same, for its member alone."""
    return payload | {"flags": payload.get("flags", 0) | HIDDEN}


def _at(ticket: Ticket, message: str) -> str:
    return f"/webhooks/{ticket.application}/{ticket.token}/messages/{message}"


async def _read(response: aiohttp.ClientResponse) -> dict[str, Any]:
    if response.content_type != "application/json":
        return {}
    try:
        found = await response.json()
    except ValueError:  # a gateway on the way said something of its own
        return {}
    return found if isinstance(found, dict) else {}


def _id(said: dict[str, Any]) -> str:
    """The id of the message that Discord says stands; CannotReach where it names none."""
    if "id" not in said:
        raise CannotReach
    return str(said["id"])
