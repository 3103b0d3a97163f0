"""What every route of the local REST API works with: the world, a request, a refusal."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.wire.discord.permits import Permit
from tests.wire.discord.world import DM, Channel, Guild, Json, Message, World

GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 0, 1 << 9, 1 << 12, 1 << 15


class Refused(Exception):
    """Discord says no, with a status and a code; `row` when a row of the table was broken."""

    def __init__(self, status: int, code: int, message: str, *, row: str | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.row = status, code, message, row


@dataclass(frozen=True, slots=True)
class Ask:
    """A request: what its path names, its query, its body and its files (name to bytes)."""

    route: str
    params: Mapping[str, str]
    query: Mapping[str, str]
    body: Any
    files: Mapping[str, bytes]

    def id(self, name: str) -> int:
        """A snowflake of the path."""
        if not self.params[name].isdigit():
            raise Refused(400, 50035, f"{name} is not a snowflake")
        return int(self.params[name])


@dataclass(slots=True)
class Rules:
    """What a test may switch: windows in seconds, numbers of things, what is granted."""

    content_granted: bool = True
    """Whether the application may have the Message Content intent (D26, D27)."""
    nonce_window: float = 120.0
    answer_within: float = 3.0
    token_life: float = 900.0
    active_threads: int = 1000
    old_edits: int | None = None
    """How many edits of messages that are older than an hour are taken; None is no end of them."""
    creates_a_day: int = 200
    shards: int = 1
    max_concurrency: int = 1
    sessions_left: int = 999
    """How many sessions may still be begun today (D22): each IDENTIFY takes one."""
    identify_paced: bool = False
    """Whether an IDENTIFY within five seconds of another is refused (D22)."""


@dataclass(slots=True)
class Desk:
    """The world, what may be switched, and how the gateway is told that something happened."""

    world: World
    rules: Rules
    tell: Callable[[str, Json, Guild | None, int], None]
    """An event, its data, the server it is of (None: a direct one), the intent that it needs."""
    tell_message: Callable[[str, Message], None]
    files: dict[int, bytes] = field(default_factory=dict)
    nonces: dict[tuple[int, str], tuple[float, Message]] = field(default_factory=dict)
    commands: dict[int | None, dict[int, Json]] = field(default_factory=dict)
    """Registered commands: of everywhere (None), or of a server, by id."""
    created: list[tuple[int | None, float]] = field(default_factory=list)
    base: str = ""

    def channel(self, id_: int, *permits: Permit) -> Channel:
        """A channel that the bot sees and in which it may do this."""
        channel = self.world.channels.get(id_)
        if channel is None:
            raise Refused(404, 10003, "Unknown Channel")
        held = channel.permits(self.world.bot)
        if Permit.VIEW_CHANNEL not in held:
            raise Refused(403, 50001, "Missing Access")
        if channel.kind != DM and any(permit not in held for permit in permits):
            raise Refused(403, 50013, "Missing Permissions")
        self.world.rest(channel)
        return channel

    def message(self, channel: Channel, id_: int) -> Message:
        """A message that everybody in the channel sees: no ephemeral one."""
        message = channel.messages.get(id_)
        if message is None or message.deleted or message.only_to is not None:
            raise Refused(404, 10008, "Unknown Message")
        return message

    def guild(self, id_: int) -> Guild:
        guild = self.world.guilds.get(id_)
        if guild is None:
            raise Refused(404, 10004, "Unknown Guild")
        return guild

    def readable(self, message: Message, granted: bool) -> bool:
        """Whether the application is told what a message says (D27)."""
        bot = self.world.bot
        mine = message.author is bot or message.channel.kind == DM or bot in message.mentions
        return granted or mine


Handler = Callable[[Desk, Ask], Awaitable[Any]]
Routes = Mapping[str, tuple[str, str, Handler]]
"""By a short name: the method, the path, and what answers it."""
