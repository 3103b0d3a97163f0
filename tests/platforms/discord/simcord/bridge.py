"""Serves simcord's routes over HTTP.

simcord takes the place of discord.py's HTTP client alone, and our house speaks to Discord by more
than that: a client of its own for what it says first, a session of its own for the tickets. So they
are given an address, and what arrives there is handed to the very routes that simcord has.
"""

import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from aiohttp import BodyPartReader, web
from simcord.backend import Backend
from simcord.backend.errors import BackendError
from simcord.http.router import dispatch

_PREFIX = "/api/v10"


@dataclass
class Bridge:
    """Serves simcord's routes over HTTP; `backend` is of the environment that is running now."""

    api: str = ""
    gateway_url: str = ""
    backend: Backend = field(default_factory=Backend)
    refused: list[str] = field(default_factory=list)
    """What was refused, as `METHOD PATH: code`, in order."""

    async def answer(self, request: web.Request) -> web.Response:
        """What simcord answers to a request, in Discord's words."""
        path = request.path.removeprefix(_PREFIX)
        if path == "/gateway/bot":
            start = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
            return _json({"url": self.gateway_url, "shards": 1, "session_start_limit": start}, 200)
        body, files = await _read(request)
        try:
            told = dispatch(
                self.backend,
                request.method,
                path,
                json=body,
                params=dict(request.query),
                files=files,
            )
        except BackendError as exc:
            self.refused.append(f"{request.method} {path}: {exc.code} {exc.message}")
            return _json(exc.to_json(), exc.status)
        return web.Response(status=204) if told is None else _json(told, 200)

    async def gateway(self, request: web.Request) -> web.StreamResponse:
        """A gateway that says nothing: simcord's own speaks in its place."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for _ in socket:
            pass
        return socket


def _json(body: Any, status: int) -> web.Response:
    data = json.dumps(body, ensure_ascii=False, default=str).encode()
    return web.Response(body=data, status=status, headers={"Content-Type": "application/json"})


async def _read(request: web.Request) -> tuple[Any, list[Any]]:
    if not request.content_type.startswith("multipart/"):
        return (json.loads(await request.read()) if request.can_read_body else None), []
    body, files = None, []
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        data = bytes(await part.read(decode=True))
        if part.name == "payload_json":
            body = json.loads(data)
        else:
            name = part.filename
            files.append(SimpleNamespace(fp=io.BytesIO(data), filename=name, description=None))
    return body, files


@asynccontextmanager
async def bridged() -> AsyncIterator[Bridge]:
    """The bridge, on a free port of the loopback, until the block ends."""
    bridge = Bridge()
    app = web.Application(client_max_size=64 << 20)
    app.router.add_get("/", bridge.gateway)
    app.router.add_route("*", "/{path:.*}", bridge.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    bridge.api, bridge.gateway_url = f"http://127.0.0.1:{port}{_PREFIX}", f"ws://127.0.0.1:{port}/"
    try:
        yield bridge
    finally:
        await runner.cleanup()
