"""The gateway of a local Discord: sessions over WebSocket, told what happens, resumed or not."""

import asyncio
import json
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.wire.discord.desk import (
    DIRECT_MESSAGES,
    GUILD_MESSAGES,
    GUILDS,
    MESSAGE_CONTENT,
    Desk,
)
from tests.wire.discord.limits import Violation
from tests.wire.discord.payloads import of_guild, of_message, of_user
from tests.wire.discord.places import of_application
from tests.wire.discord.world import Guild, Json, Message

HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK = 1, 2, 6, 7, 9, 10, 11


@dataclass(slots=True, eq=False)
class Session:
    """What a shard was told, so that it can be told again."""

    id: str
    shard: int
    shards: int
    intents: int
    socket: web.WebSocketResponse | None
    seq: int = 0
    log: deque[Json] = field(default_factory=lambda: deque(maxlen=10_000))
    resumable: bool = True

    def sees(self, guild: Guild | None) -> bool:
        """A server is of one shard, direct messages are of the first (D25)."""
        return self.shard == ((guild.id >> 22) % self.shards if guild else 0)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a client said: monotonic seconds, the operation, its data."""

    at: float
    op: int
    data: Any


class Gateway:
    """Speaks to the application's shards."""

    def __init__(self, desk: Desk, token: str, violations: list[Violation]) -> None:
        self.heard: list[Heard] = []
        self.closed_with: list[int | None] = []
        """The code with which each connection ended, in order."""
        self.heartbeat = 41.25
        """Seconds between heartbeats, as HELLO tells them."""
        self.refusing = False
        """When on, nobody can connect."""
        self.greets_after = 0.0
        """Seconds from a connection to its HELLO."""
        self._desk, self._token, self._violations = desk, token, violations
        self._sessions: dict[str, Session] = {}
        self._identified: dict[int, float] = {}
        self._dead: set[web.WebSocketResponse] = set()
        self._cuts: dict[web.WebSocketResponse, asyncio.Transport] = {}
        self._sending: asyncio.Queue[tuple[web.WebSocketResponse, str]] = asyncio.Queue()
        self._writer: asyncio.Task[None] | None = None

    # What a test does with it

    @property
    def connected(self) -> int:
        """How many shards are on line."""
        return sum(one.socket is not None for one in self._sessions.values())

    async def close(self, code: int = 4000) -> None:
        """Close every connection; sessions can be resumed."""
        for one in list(self._sessions.values()):
            socket, one.socket = one.socket, None
            if socket is not None:
                await socket.close(code=code)

    def cut(self) -> None:
        """Cut every connection without a word; sessions can be resumed."""
        for one in self._sessions.values():
            socket, one.socket = one.socket, None
            if socket is not None:
                self._cuts[socket].abort()

    def fall_silent(self) -> None:
        """Let every connection stay open, and neither hear nor say anything on it any more."""
        self._dead |= {one.socket for one in self._sessions.values() if one.socket is not None}

    def forget(self) -> None:
        """Whoever resumes from now on is told that the session is invalid, and has missed what
        happened."""
        self._sessions = {k: v for k, v in self._sessions.items() if v.socket is not None}
        for one in self._sessions.values():
            one.resumable = False

    def invalidate(self, *, resumable: bool = False) -> None:
        """Say Invalid Session on every connection."""
        if not resumable:
            self.forget()
        self._say({"op": INVALID, "d": resumable})

    def ask_to_reconnect(self) -> None:
        """Say Reconnect on every connection."""
        self._say({"op": RECONNECT, "d": None})

    def _say(self, body: Json) -> None:
        for one in self._sessions.values():
            if one.socket is not None:
                self._put(one.socket, body)

    # What happens in the world

    def tell(self, event: str, data: Json, guild: Guild | None, intent: int = 0) -> None:
        """Tell the shard of a server about an event, when it asked for its kind."""
        for one in self._sessions.values():
            if one.sees(guild) and (not intent or one.intents & intent):
                self._dispatch(one, event, data)

    def tell_message(self, event: str, message: Message) -> None:
        """Tell of a message what the intents let through (D27)."""
        guild = message.channel.guild
        intent = GUILD_MESSAGES if guild else DIRECT_MESSAGES
        for one in self._sessions.values():
            if one.sees(guild) and one.intents & intent:
                self._dispatch(one, event, self._of(one, event, message))

    def _of(self, one: Session, event: str, message: Message) -> Json:
        guild = message.channel.guild
        where = {"guild_id": str(guild.id)} if guild else {}
        if event == "MESSAGE_DELETE":
            return {"id": str(message.id), "channel_id": str(message.channel.id), **where}
        granted = bool(one.intents & MESSAGE_CONTENT) and self._desk.rules.content_granted
        body = of_message(message, readable=self._desk.readable(message, granted)) | where
        if guild is not None:
            known = guild.members.get(message.author.id)
            roles = [str(role.id) for role in known[1]] if known else []
            body["member"] = {"roles": roles, "joined_at": None, "deaf": False, "mute": False}
            body["member"]["flags"] = 0
        return body

    def _dispatch(self, one: Session, event: str, data: Json) -> None:
        one.seq += 1
        body = {"op": 0, "t": event, "s": one.seq, "d": data}
        one.log.append(body)
        if one.socket is not None:
            self._put(one.socket, body)

    def _put(self, socket: web.WebSocketResponse, body: Json) -> None:
        if socket in self._dead:
            return
        self._sending.put_nowait((socket, json.dumps(body, ensure_ascii=False)))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())

    async def _write(self) -> None:
        while not self._sending.empty():
            socket, text = self._sending.get_nowait()
            if not socket.closed:
                await _send(socket, text)

    # A connection

    async def connection(self, request: web.Request) -> web.StreamResponse:
        """One connection, from HELLO to its close."""
        if self.refusing:
            return web.Response(status=503)
        socket = web.WebSocketResponse(timeout=1.0, max_msg_size=4096)
        await socket.prepare(request)
        if request.transport is not None:
            self._cuts[socket] = request.transport
        await asyncio.sleep(self.greets_after)
        self._put(socket, {"op": HELLO, "d": {"heartbeat_interval": int(self.heartbeat * 1000)}})
        sent: deque[float] = deque()
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            now = time.monotonic()
            sent.append(now)
            while sent and sent[0] < now - 60:
                sent.popleft()
            body = json.loads(message.data)
            self.heard.append(Heard(now, body["op"], body.get("d")))
            if len(sent) > 120:
                self._violations.append(Violation("D23", "over 120 sends in 60 s", "gateway"))
                await socket.close(code=4008)
            elif socket not in self._dead:
                await self._hear(socket, body["op"], body.get("d"))
        self._gone(socket)
        return socket

    def _gone(self, socket: web.WebSocketResponse) -> None:
        """A client that says 1000 or 1001 gives its session up (D24)."""
        self.closed_with.append(socket.close_code)
        self._cuts.pop(socket, None)
        self._dead.discard(socket)
        for key, one in list(self._sessions.items()):
            if one.socket is socket:
                one.socket = None
                if socket.close_code in (1000, 1001) or not one.resumable:
                    del self._sessions[key]

    async def _hear(self, socket: web.WebSocketResponse, op: int, data: Any) -> None:
        if op == HEARTBEAT:
            self._put(socket, {"op": ACK})
        elif op == IDENTIFY:
            await self._identify(socket, data)
        elif op == RESUME:
            self._resume(socket, data)

    async def _identify(self, socket: web.WebSocketResponse, data: Json) -> None:
        shard, shards = data.get("shard") or (0, 1)
        if data["token"] != self._token:
            await socket.close(code=4004)
            return
        if not self._desk.rules.content_granted and data["intents"] & MESSAGE_CONTENT:
            await socket.close(code=4014)
            return
        if self._desk.rules.sessions_left <= 0:
            self._violations.append(Violation("D22", "no session is left today", "gateway"))
        self._desk.rules.sessions_left -= 1
        if self._too_soon(shard):
            self._put(socket, {"op": INVALID, "d": False})
            return
        id_ = f"{self._desk.world.clock.snowflake():x}"
        one = Session(id_, shard, shards, data["intents"], socket)
        self._sessions[id_] = one
        seen = [guild for guild in self._desk.world.guilds.values() if one.sees(guild)]
        ready = {
            "v": 10,
            "user": of_user(self._desk.world.bot),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in seen],
            "session_id": id_,
            "resume_gateway_url": self._desk.base.replace("http", "ws", 1),
            "shard": [shard, shards],
            "application": of_application(self._desk),
        }
        self._dispatch(one, "READY", ready)
        if one.intents & GUILDS:
            for guild in seen:
                self._dispatch(one, "GUILD_CREATE", of_guild(self._desk.world, guild))

    def _too_soon(self, shard: int) -> bool:
        """One IDENTIFY in five seconds for each shard modulo `max_concurrency` (D22)."""
        key, now = shard % self._desk.rules.max_concurrency, time.monotonic()
        before = self._identified.get(key)
        self._identified[key] = now
        if before is None or now - before >= 5 or not self._desk.rules.identify_paced:
            return False
        self._violations.append(Violation("D22", "an IDENTIFY too soon", "gateway"))
        return True

    def _resume(self, socket: web.WebSocketResponse, data: Json) -> None:
        one = self._sessions.get(data["session_id"])
        if one is None or not one.resumable:
            self._put(socket, {"op": INVALID, "d": False})
            return
        one.socket = socket
        for body in one.log:
            if body["s"] > data["seq"]:
                self._put(socket, body)
        self._dispatch(one, "RESUMED", {})


async def _send(socket: web.WebSocketResponse, text: str) -> None:
    try:
        await socket.send_str(text)
    except ConnectionError:
        return
