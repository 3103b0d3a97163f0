"""What stands in a local Slack: people, channels, messages, views and files."""

import time
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.wire.discord.clock import Clock

Json = dict[str, Any]


class Refused(Exception):
    """Slack says no: its error code, and the row of the table that was broken, if one was."""

    def __init__(self, error: str, row: str | None = None, **more: Any) -> None:
        super().__init__(error)
        self.error, self.row, self.more = error, row, more


@dataclass(slots=True)
class Rules:
    """The lives that Slack gives, in seconds of the clock; a test may change them."""

    trigger: float = 3.0
    stream: float = 300.0
    hook: float = 1800.0
    hook_uses: int = 5
    sockets: int = 10
    acknowledge: float = 3.0
    """In real seconds: how long Slack waits for an ack."""
    retries: tuple[float, ...] = (0.0, 60.0, 300.0)
    """How long before each further delivery of an event."""
    forbidden: frozenset[str] = frozenset()
    """The methods for which the bot lacks a scope."""
    organisation: bool = False
    """Whether the token is one of a whole Enterprise Grid organisation."""
    knows_client_ids: bool = False
    """Whether a second post of one client_msg_id is the first; Slack does not say (S27)."""


@dataclass(slots=True, eq=False)
class User:
    """Somebody, a bot or a person."""

    id: str
    name: str
    bot: bool = False
    locale: str = "en-US"
    zone: str = "Europe/London"
    rank: Literal["member", "admin", "owner"] = "member"
    """An owner here is the primary one."""
    elsewhere: str = ""
    """The workspace of somebody of another one, with which a channel is shared."""
    grid: tuple[str, ...] = ()
    """The workspaces of one Enterprise Grid organisation to which somebody belongs."""

    @property
    def shown(self) -> Json:
        """As `users.info` tells of it."""
        return {
            "id": self.id,
            "name": self.name.lower(),
            "real_name": self.name,
            "is_bot": self.bot,
            "is_admin": self.rank != "member",
            "is_owner": self.rank == "owner",
            "is_primary_owner": self.rank == "owner",
            "locale": self.locale,
            "tz": self.zone,
            "profile": {"display_name": self.name, "real_name": self.name},
            **({"team_id": self.elsewhere, "is_stranger": True} if self.elsewhere else {}),
            **(
                {"team_id": self.grid[0], "enterprise_user": {"teams": list(self.grid)}}
                if self.grid
                else {}
            ),
        }


@dataclass(slots=True, eq=False)
class Channel:
    """A channel, or (with a person) a direct conversation of the bot."""

    id: str
    name: str
    person: User | None = None
    messages: dict[str, "Message"] = field(default_factory=dict)
    statuses: list[tuple[str, str]] = field(default_factory=list)
    """The status texts that were set, each with its thread."""
    prompts: list[Json] = field(default_factory=list)
    has_bot: bool = True
    maker: "User | None" = None


@dataclass(slots=True, eq=False)
class Message:
    """A message as it stands now; `versions` are the moments (monotonic) and texts so far."""

    ts: str
    channel: Channel
    author: User
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Json | None = None
    only_to: User | None = None
    edited: bool = False
    deleted: bool = False
    files: list[Json] = field(default_factory=list)
    stream: Literal["none", "open", "closed"] = "none"
    stream_began: float = 0.0
    client_id: str = ""
    versions: list[tuple[float, str]] = field(default_factory=list)

    def kept(self) -> None:
        """Remember how it reads now."""
        self.versions.append((time.monotonic(), self.text))

    def shown(self, *, metadata: bool = False) -> Json:
        """As history and payloads tell of it."""
        told: Json = {"type": "message", "ts": self.ts, "user": self.author.id, "text": self.text}
        told |= {"blocks": self.blocks} if self.blocks else {}
        told |= {"files": self.files} if self.files else {}
        told |= {"thread_ts": self.thread_ts} if self.thread_ts else {}
        told |= {"bot_id": "B" + self.author.id[1:]} if self.author.bot else {}
        told |= {"edited": {"user": self.author.id, "ts": self.ts}} if self.edited else {}
        if metadata and self.metadata:
            told["metadata"] = self.metadata
        return told


@dataclass(slots=True, eq=False)
class View:
    """A modal or a person's Home, as it stands now."""

    id: str
    body: Json
    user: User
    trigger: str = ""
    hash: int = 0

    @property
    def shown(self) -> Json:
        told = {"state": {"values": {}}, "private_metadata": "", "callback_id": "", **self.body}
        return {**told, "id": self.id, "hash": str(self.hash), "root_view_id": self.id}


@dataclass(slots=True)
class Hook:
    """A response_url: where it answers, to whom, and how often it was used."""

    channel: Channel
    user: User
    born: float
    original: Message | None = None
    uses: int = 0
    said: list[Message] = field(default_factory=list)


@dataclass(slots=True)
class File:
    """An upload: its name, and the bytes once they came."""

    id: str
    name: str
    length: int
    data: bytes | None = None


class World:
    """Everything there is, by id, and how more of it comes to be."""

    app = "A0LOCAL01"
    bot_token, app_token, secret = "xoxb-local", "xapp-local", "local-secret"

    def __init__(
        self, clock: Clock, team: str = "T0LOCAL01", name: str = "Local", rules: Rules | None = None
    ) -> None:
        self.clock, self.rules = clock, rules or Rules()
        self.team, self.name = team, name
        self.base = ""
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.views: dict[str, View] = {}
        self.homes: dict[str, View] = {}
        self.groups: list[tuple[str, str]] = []
        self.files: dict[str, File] = {}
        self.hooks: dict[str, Hook] = {}
        self.triggers: dict[str, tuple[float, User]] = {}
        self.used_triggers: set[str] = set()
        self._count = 0
        self._last = 0
        self.bot = self.user("Coach", bot=True)

    def id(self, letter: str) -> str:
        self._count += 1
        return f"{letter}{self._count:010d}"

    def ts(self) -> str:
        """A new time stamp of a message; they only grow."""
        self._last = max(int(self.clock.now() * 1_000_000), self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def user(
        self,
        name: str,
        *,
        bot: bool = False,
        locale: str = "en-US",
        rank: Literal["member", "admin", "owner"] = "member",
    ) -> User:
        one = User(self.id("U"), name, bot, locale, rank=rank)
        self.users[one.id] = one
        return one

    def channel(self, name: str) -> Channel:
        one = Channel(self.id("C"), name)
        self.channels[one.id] = one
        return one

    def direct(self, person: User) -> Channel:
        """The conversation of the bot with a person: one, however often it is asked for."""
        for one in self.channels.values():
            if one.person is person:
                return one
        one = Channel(self.id("D"), "directmessage", person)
        self.channels[one.id] = one
        return one

    def put(self, channel: Channel, author: User, text: str, **more: Any) -> Message:
        one = Message(self.ts(), channel, author, text, **more)
        one.kept()
        channel.messages[one.ts] = one
        return one

    def trigger(self, user: User) -> str:
        """A new trigger id, for one use in three seconds (S2)."""
        one = self.id("trigger.")
        self.triggers[one] = (self.clock.now(), user)
        return one

    def hook(self, channel: Channel, user: User, original: Message | None) -> str:
        """A new response_url (S3)."""
        one = self.id("hook")
        self.hooks[one] = Hook(channel, user, self.clock.now(), original)
        return f"{self.base}/hooks/{one}"
