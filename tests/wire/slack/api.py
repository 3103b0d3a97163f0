"""The Web API of a local Slack: every call is recorded, paced, checked, and may meet a fault."""

import asyncio
import base64
import json
import time
from dataclasses import dataclass
from typing import Any, NoReturn

from aiohttp import web

from tests.wire.discord.faults import Fault, Faults
from tests.wire.slack import chat, places
from tests.wire.slack.limits import Violation, breaches
from tests.wire.slack.oauth import OAuth, missing
from tests.wire.slack.pace import Pace
from tests.wire.slack.world import Json, Refused, World

METHODS = {**chat.METHODS, **places.METHODS}
NESTED = ("blocks", "view", "metadata", "attachments", "chunks", "prompts", "files")
"""What stands as JSON in a form."""


@dataclass(slots=True)
class Sent:
    """A call as it came, and how it was answered."""

    at: float
    """Monotonic seconds."""
    method: str
    body: Json
    status: int | None = None
    """None when no answer was given."""
    error: str | None = None
    """Slack's word for what was wrong."""
    fault: Fault | None = None
    token: str = ""
    hook: str = ""
    """The name of the response_url that it came to."""


class Api:
    """Answers calls; `requests` is the record, `violations` what broke the table of limits."""

    def __init__(self, world: World, pace: Pace, faults: Faults) -> None:
        self.requests: list[Sent] = []
        self.violations: list[Violation] = []
        self.worlds = {world.team: world}
        self.oauth = OAuth(world)
        self.oauth.grant(world, token=world.bot_token)
        self._world, self._pace, self._faults = world, pace, faults
        self._closing = asyncio.Event()

    def add_to(self, app: web.Application) -> None:
        """Serve the methods, the response_urls and the uploads."""
        app.router.add_route("*", "/api/{method}", self._call)
        for team in ("", "/{team}"):
            app.router.add_post(team + "/hooks/{hook}", self._hook)
            app.router.add_post(team + "/upload/{file}", self._upload)

    def close(self) -> None:
        """Let go of the calls that hang."""
        self._closing.set()

    async def _call(self, request: web.Request) -> web.Response:
        return await self._answer(request, request.match_info["method"])

    async def _hook(self, request: web.Request) -> web.Response:
        return await self._answer(request, "response_url")

    async def _answer(self, request: web.Request, method: str) -> web.Response:
        hook = request.match_info.get("hook", "")
        sent = Sent(time.monotonic(), method, await _read(request), hook=hook)
        self.requests.append(sent)
        response = await self._judged(request, sent)
        sent.status = response.status
        return response

    async def _judged(self, request: web.Request, sent: Sent) -> web.Response:
        try:
            world, scopes = self._whose(request, sent)
        except Refused as no:
            return _no(sent, no)
        if sent.method != "response_url":
            wait = self._pace.take(sent.method, f"{world.team}/{sent.body.get('channel')}")
            if wait is not None:
                return _limited(sent, wait)
        if sent.method in world.rules.forbidden:
            return _no(sent, Refused("missing_scope"))
        if needed := missing(sent.method, scopes, str(sent.body.get("channel") or "")):
            return _no(sent, Refused("missing_scope", needed=needed, provided=scopes))
        sent.fault = fault = self._faults.take(sent.method, request.path, sent.body)
        if fault is not None and not fault.committed:
            return await self._fail(request, sent, fault)
        try:
            result = self._done(request, sent, world)
        except Refused as no:
            if no.row is not None:
                self.violations.append(Violation(no.row, no.error, sent.method, no.error))
            return _no(sent, no)
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        elif fault is not None:
            return await self._fail(request, sent, fault)
        headers = {"X-OAuth-Scopes": scopes} if scopes else {}
        return web.json_response({"ok": True, **result}, headers=headers)

    def _whose(self, request: web.Request, sent: Sent) -> tuple[World, str]:
        """The workspace that a call is for, and the scopes of its token."""
        if sent.method == "response_url":
            return self.worlds[request.match_info.get("team") or self._world.team], ""
        if sent.method == "oauth.v2.access":
            return self._world, ""
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        sent.token = given or str(sent.body.get("token") or "")
        if sent.method == "apps.connections.open":
            if sent.token != self._world.app_token:
                raise Refused("invalid_auth")
            return self._world, ""
        if sent.method == "apps.manifest.export":
            return self._world, ""
        granted = self.oauth.world_of(sent.token)
        return granted.world, granted.scopes

    def _done(self, request: web.Request, sent: Sent, world: World) -> Json:
        found = breaches(sent.method, sent.body)
        self.violations += found
        for one in found:
            if one.error is not None:
                told = {"messages": [f"[ERROR] {one.what}"]}
                raise Refused(one.error, response_metadata=told)
        if sent.method == "response_url":
            return self._by_hook(world, request.match_info["hook"], sent.body)
        if sent.method == "apps.connections.open":
            return {"url": f"{self._world.base.replace('http', 'ws', 1)}/link?ticket=local"}
        if sent.method == "oauth.v2.access":
            return self.oauth.access(_credentials(request, sent.body), sent.body)
        if sent.method == "apps.manifest.export":
            return self.oauth.export(sent.token, sent.body)
        if sent.method == "auth.revoke":
            self.oauth.tokens[sent.token].revoked = True
            return {"revoked": True}
        if sent.method not in METHODS:
            raise Refused("unknown_method", "unserved")
        return METHODS[sent.method](world, sent.body)

    def _by_hook(self, world: World, name: str, body: Json) -> Json:
        hook = world.hooks.get(name)
        if hook is None or world.clock.now() - hook.born > world.rules.hook:
            raise Refused("expired_url", "S3")
        if hook.uses >= world.rules.hook_uses:
            raise Refused("used_url", "S3")
        hook.uses += 1
        text, blocks, old = body.get("text") or "", body.get("blocks") or [], hook.original
        if body.get("delete_original") and old is not None:
            old.deleted = True
        elif body.get("replace_original") and old is not None:
            old.text, old.blocks, old.edited = text, blocks, True
            old.kept()
        else:
            only_to = None if body.get("response_type") == "in_channel" else hook.user
            thread = body.get("thread_ts")
            hook.said.append(
                world.put(
                    hook.channel,
                    world.bot,
                    text,
                    blocks=blocks,
                    thread_ts=thread,
                    only_to=only_to,
                )
            )
        return {}

    async def _upload(self, request: web.Request) -> web.Response:
        world = self.worlds[request.match_info.get("team") or self._world.team]
        one = world.files.get(request.match_info["file"])
        if one is None:
            return web.Response(status=404)
        if request.content_type.startswith("multipart/"):
            part = await (await request.multipart()).next()
            one.data = bytes(await part.read()) if part is not None else b""  # type: ignore[union-attr]
        else:
            one.data = await request.read()
        return web.Response(text=f"OK - {len(one.data)}")

    async def _fail(self, request: web.Request, sent: Sent, fault: Fault) -> web.Response:
        if fault.limit is not None:
            return _limited(sent, fault.limit.retry_after)
        if fault.kind == "error":
            sent.error = "internal_error"
            return web.json_response({"ok": False, "error": sent.error}, status=fault.status)
        if fault.kind == "hang":
            await self._closing.wait()
        return _cut(request)


def _credentials(request: web.Request, body: Json) -> tuple[str, str]:
    """Those of the app, as a header or in the body."""
    header = request.headers.get("Authorization", "")
    if header.startswith("Basic "):
        login, _, password = base64.b64decode(header[6:]).decode().partition(":")
        return login, password
    return str(body.get("client_id")), str(body.get("client_secret"))


def _cut(request: web.Request) -> NoReturn:
    if request.transport is not None:
        request.transport.abort()
    raise asyncio.CancelledError


def _no(sent: Sent, no: Refused) -> web.Response:
    sent.error = no.error
    status = 404 if sent.method == "response_url" else 200
    return web.json_response({"ok": False, "error": no.error, **no.more}, status=status)


def _limited(sent: Sent, wait: float) -> web.Response:
    sent.error = "ratelimited"
    headers = {"Retry-After": f"{wait:g}"}
    return web.json_response({"ok": False, "error": sent.error}, status=429, headers=headers)


async def _read(request: web.Request) -> Json:
    """What a call carries, from the query, JSON or a form."""
    body: Json = dict(request.query)
    if request.content_type == "application/json":
        body |= json.loads(await request.read() or b"{}")
    elif request.can_read_body:
        form: dict[str, Any] = dict(await request.post())
        body |= form
    for key in NESTED:
        if isinstance(body.get(key), str):
            body[key] = json.loads(body[key])
    return body
