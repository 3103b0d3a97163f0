"""The REST API of a local Discord: every request is recorded, paced, checked, and may meet a
fault."""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

from aiohttp import BodyPartReader, web

from tests.wire.discord import interactions, messages, places, registry, threads
from tests.wire.discord.desk import Ask, Desk, Handler, Refused, Routes
from tests.wire.discord.faults import Fault, Faults
from tests.wire.discord.limits import Violation, breaches
from tests.wire.discord.outgoing import outgoing
from tests.wire.discord.pace import Limited, Pace

ROUTES: Routes = {
    **messages.ROUTES,
    **threads.ROUTES,
    **interactions.ROUTES,
    **registry.ROUTES,
    **places.ROUTES,
}
PREFIX = "/api/v10"
FREE = frozenset(interactions.ROUTES)
"""Routes that carry an interaction's token: no authorization, no global limit (D19)."""
MAJOR = ("channel", "guild", "token")


@dataclass(slots=True)
class Sent:
    """A request as it came, and how it was answered."""

    at: float
    """Monotonic seconds."""
    route: str
    method: str
    path: str
    body: Any = None
    files: Mapping[str, int] = field(default_factory=dict)
    status: int | None = None
    """None when no answer was given."""
    fault: Fault | None = None
    scope: str | None = None
    """Of a 429: whose limit it was."""


class Rest:
    """Answers requests; `requests` is the record, `violations` what broke the table of limits."""

    def __init__(self, desk: Desk, pace: Pace, faults: Faults, token: str) -> None:
        self.requests: list[Sent] = []
        self.violations: list[Violation] = []
        self.invalid = 0
        """Answers 401, 403 and 429, which Discord counts towards a ban; not those of `shared`."""
        self.latency = 0.0
        """Seconds that each answer takes on its way."""
        self.late = 0.0
        """Seconds by which the clock here is behind that of whoever asks, as `Date` shows it."""
        self._desk, self._pace, self._faults, self.token = desk, pace, faults, token
        self._closing = asyncio.Event()

    def add_to(self, app: web.Application) -> None:
        """Serve every route."""
        for name, (method, path, handler) in ROUTES.items():
            app.router.add_route(method, PREFIX + path, self._answering(name, handler))
        app.router.add_get("/attachments/{id}/{name}", self._file)
        app.router.add_route("*", "/{path:.*}", self._answering("unserved", _unserved))

    def close(self) -> None:
        """Let go of the requests that hang."""
        self._closing.set()

    def _answering(self, name: str, handler: Handler) -> Any:
        async def answer(request: web.Request) -> web.StreamResponse:
            sent = Sent(time.monotonic(), name, request.method, request.path)
            self.requests.append(sent)
            response = await self._answer(request, sent, handler)
            sent.status = response.status
            if self.late:
                response.headers["Date"] = formatdate(time.time() - self.late, usegmt=True)
            if response.status in (401, 403, 429) and sent.scope != "shared":
                self.invalid += 1
            if self.latency:
                await asyncio.sleep(self.latency)
            return response

        return answer

    async def _answer(self, request: web.Request, sent: Sent, handler: Handler) -> web.Response:
        try:
            ask = await _read(request, sent)
        except ValueError:
            self.violations.append(Violation("JSON", "a body that is no JSON", sent.route))
            return _json({"message": "The request body contains invalid JSON.", "code": 50109}, 400)
        if sent.route not in FREE and request.headers.get("Authorization") != f"Bot {self.token}":
            return _json({"message": "401: Unauthorized", "code": 0}, 401)
        major = ":".join(ask.params[key] for key in MAJOR if key in ask.params)
        early, headers = self._pace.take(sent.route, major, counts_globally=sent.route not in FREE)
        if early is not None:
            return self._limited(sent, early, headers)
        sent.fault = self._faults.take(sent.route, request.path, sent.body)
        if sent.fault is not None and not sent.fault.committed:
            return await self._fail(request, sent, sent.fault, headers)
        try:
            result = await self._done(ask, handler)
        except Refused as no:
            return _json({"message": no.message, "code": no.code}, no.status, headers, no)
        except Exception as met:
            self.violations.append(Violation("local", f"Discord itself failed: {met!r}", ask.route))
            raise
        if sent.fault is not None and sent.fault.kind == "slow":
            await asyncio.sleep(sent.fault.seconds)
        elif sent.fault is not None:
            return await self._fail(request, sent, sent.fault, headers)
        if result is None:
            return web.Response(status=204, headers=headers)
        return _json(result, 200, headers)

    async def _done(self, ask: Ask, handler: Handler) -> Any:
        carried = outgoing(self._desk, ask)
        broken = breaches(carried) if carried is not None else []
        self.violations += [violation for _, violation in broken]
        if refused := [violation for row, violation in broken if row.refused]:
            raise Refused(400, 50035, f"Invalid Form Body: {refused[0].row}: {refused[0].what}")
        try:
            return await handler(self._desk, ask)
        except Refused as no:
            if no.row is not None:
                self.violations.append(Violation(no.row, no.message, ask.route))
            raise

    def _limited(self, sent: Sent, limit: Limited, headers: dict[str, str]) -> web.Response:
        sent.scope = limit.scope
        all_of_us = limit.scope == "global"
        told = {
            "message": "You are being rate limited.",
            "retry_after": round(limit.retry_after, 3),
            "global": all_of_us,
        }
        more = {"X-RateLimit-Scope": limit.scope, "Retry-After": str(int(limit.retry_after) + 1)}
        if all_of_us:
            more["X-RateLimit-Global"] = "true"
        return _json(told, 429, headers | more)

    async def _fail(
        self, request: web.Request, sent: Sent, fault: Fault, headers: dict[str, str]
    ) -> web.Response:
        if fault.limit is not None:
            return self._limited(sent, fault.limit, headers)
        if fault.kind == "error":
            return _json({"message": "Internal Server Error", "code": 0}, fault.status, headers)
        if fault.kind == "hang":
            await self._closing.wait()
        if request.transport is not None:
            request.transport.abort()
        raise asyncio.CancelledError

    async def _file(self, request: web.Request) -> web.Response:
        data = self._desk.files.get(int(request.match_info["id"]))
        return web.Response(status=404) if data is None else web.Response(body=data)


async def _unserved(desk: Desk, ask: Ask) -> None:
    raise Refused(404, 0, "404: Not Found", row="unserved")


def _json(
    body: Any, status: int, headers: Mapping[str, str] = {}, no: Refused | None = None
) -> web.Response:
    data = json.dumps(body, ensure_ascii=False).encode()
    if no is not None and status == 429:
        data = json.dumps(body | {"retry_after": 0.05, "global": False}).encode()
    shown = {**headers, "Content-Type": "application/json", "Via": "1.1 local"}
    return web.Response(body=data, status=status, headers=shown)


async def _read(request: web.Request, sent: Sent) -> Ask:
    """A request's parts, from JSON or from a form with files."""
    body: Any = {}
    files: dict[str, bytes] = {}
    if request.content_type.startswith("multipart/"):
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader)
            data = bytes(await part.read(decode=True))
            if part.name == "payload_json":
                body = json.loads(data)
            elif part.name == f"files[{len(files)}]" and part.filename not in files:
                files[str(part.filename)] = data
            else:
                raise ValueError(f"{part.name} is {part.filename}, out of order or twice")
    elif request.can_read_body:
        body = json.loads(await request.read() or b"{}")
    sent.body, sent.files = body, {name: len(data) for name, data in files.items()}
    return Ask(sent.route, dict(request.match_info), dict(request.query), body, files)
