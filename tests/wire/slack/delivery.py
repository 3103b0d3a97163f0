"""How a local Slack brings what happened: to a socket, or signed to an address (S4, S5, S21)."""

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from tests.wire.slack.world import Json, Message, User, World

_KEPT = 2.0
"""Seconds for which an idle connection is used again: fewer than a server's."""

Kind = Literal["slash_commands", "interactive", "events_api"]


@dataclass(slots=True, eq=False)
class Asked:
    """Something that a person did, how it was brought, and how it was acknowledged."""

    kind: Kind
    payload: Json
    user: User
    message: Message | None = None
    deliveries: int = 0
    took: float | None = None
    """Real seconds until the first ack; None while there is none."""
    ack: Json = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)
    """What HTTP answered, delivery by delivery."""


class Delivery:
    """Brings payloads to the sockets that are open, or to `request_url` once that is set."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.request_url = ""
        self.skew = 0.0
        """Seconds that are added to the time of a signature."""
        self.sockets: list[web.WebSocketResponse] = []
        self.opened = 0
        self.heard: list[Json] = []
        self.brought: list[Asked] = []
        self._transports: dict[web.WebSocketResponse, asyncio.Transport | None] = {}
        self.withheld: Literal["", "heard", "unheard"] = ""
        """Whether what is acknowledged counts (`heard`) or is lost (`unheard`), and is noted in
        `hung`."""
        self.hung: list[Asked] = []
        self._waiting: dict[str, tuple[Asked, asyncio.Future[Json]]] = {}
        self._next = 0
        self._http: aiohttp.ClientSession | None = None

    async def connection(self, request: web.Request) -> web.WebSocketResponse:
        """A socket of Socket Mode, from hello to its end."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if len(self.sockets) >= self._world.rules.sockets:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        self.sockets.append(socket)
        self._transports[socket] = request.transport
        self.opened += 1
        app = {"app_id": self._world.app}
        hello = {"type": "hello", "connection_info": app, "num_connections": len(self.sockets)}
        await socket.send_json(hello)
        try:
            async for frame in socket:
                if frame.type is aiohttp.WSMsgType.TEXT and frame.data.startswith("{"):
                    told = json.loads(frame.data)
                    self.heard.append(told)
                    self._acknowledged(told)
        finally:
            self._transports.pop(socket, None)
            if socket in self.sockets:
                self.sockets.remove(socket)
        return socket

    def _acknowledged(self, told: Json) -> None:
        asked, waiting = self._waiting.get(told.get("envelope_id", ""), (None, None))
        if asked is None or waiting is None or waiting.done():
            return
        if self.withheld:
            self.hung.append(asked)
        if self.withheld != "unheard":
            waiting.set_result(told.get("payload") or {})

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every socket to go: `warning` leaves it open, all else closes it."""
        for socket in list(self.sockets):
            await socket.send_json({"type": "disconnect", "reason": reason})
            if reason != "warning":
                self.sockets.remove(socket)
                await socket.close()

    async def cut(self) -> None:
        """Break every socket without a word."""
        for socket in list(self.sockets):
            self.sockets.remove(socket)
            if (transport := self._transports.pop(socket, None)) is not None:
                transport.abort()

    async def bring(self, asked: Asked, *, retry: bool = True) -> None:
        """Deliver until it is acknowledged; only events are delivered again."""
        self.brought.append(asked)
        waits = self._world.rules.retries if asked.kind == "events_api" and retry else ()
        began = self._world.clock.now()
        for wait in (0.0, *waits):
            while self._world.clock.now() < began + wait:
                await asyncio.sleep(0.01)
            began = self._world.clock.now()
            if await self.once(asked):
                return

    async def once(self, asked: Asked) -> bool:
        """One delivery; whether it was acknowledged in time."""
        number, asked.deliveries = asked.deliveries, asked.deliveries + 1
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._world.rules.acknowledge):
                way = self._by_http if self.request_url else self._by_socket
                ack = await way(asked, number)
        except (TimeoutError, aiohttp.ClientError):
            return False
        if ack is None:
            return False
        if asked.took is None:
            asked.took, asked.ack = time.monotonic() - began, ack
        return True

    async def _by_socket(self, asked: Asked, number: int) -> Json | None:
        while not self.sockets:
            await asyncio.sleep(0.01)
        self._next += 1
        socket = self.sockets[self._next % len(self.sockets)]
        name = self._world.id("envelope-")
        envelope: Json = {"envelope_id": name, "type": asked.kind, "payload": asked.payload}
        envelope["accepts_response_payload"] = asked.kind != "events_api"
        if asked.kind == "events_api":
            envelope |= {"retry_attempt": number, "retry_reason": "timeout" if number else ""}
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[name] = asked, waiting
        try:
            await socket.send_json(envelope)
            return await waiting
        finally:
            del self._waiting[name]

    async def _by_http(self, asked: Asked, number: int) -> Json | None:
        kind = "application/x-www-form-urlencoded"
        if asked.kind == "events_api":
            body, kind = json.dumps(asked.payload), "application/json"
        elif asked.kind == "interactive":
            body = urlencode({"payload": json.dumps(asked.payload)})
        else:
            body = urlencode(asked.payload)
        headers = {**self.signed(body), "Content-Type": kind}
        if number and asked.kind == "events_api":
            retried = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": "http_timeout"}
            headers |= retried
        async with self._session().post(
            self.request_url, data=body.encode(), headers=headers
        ) as answer:
            said = await answer.text()
            asked.statuses.append(answer.status)
            if not 200 <= answer.status < 300:
                return None
            if self.withheld:
                self.hung.append(asked)
            if self.withheld == "unheard":
                await asyncio.Event().wait()
            told: Any = json.loads(said) if said.startswith("{") else {"text": said}
            return dict(told) if said else {}

    def _session(self) -> aiohttp.ClientSession:
        """Connections that are kept between deliveries: a new one for each costs more than its
        answer, and would be measured with it."""
        if self._http is None:
            kept = aiohttp.TCPConnector(limit=0, keepalive_timeout=_KEPT)
            self._http = aiohttp.ClientSession(connector=kept)
        return self._http

    async def close(self) -> None:
        """Let go of every connection."""
        await self.cut()
        if self._http is not None:
            await self._http.close()
            self._http = None

    def signed(self, body: str) -> dict[str, str]:
        """The headers that prove that a body came from Slack."""
        at = str(int(time.time() + self.skew))
        secret, signed = self._world.secret.encode(), f"v0:{at}:{body}".encode()
        sign = hmac.new(secret, signed, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={sign}"}
