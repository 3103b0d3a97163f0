"""What stands in a local Discord: people, servers, channels, messages and interactions."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.wire.discord.clock import Clock
from tests.wire.discord.permits import EVERYONE, Overwrite, Permit, Role, permitted

Json = dict[str, Any]

TEXT, DM, ANNOUNCEMENT, PUBLIC_THREAD, PRIVATE_THREAD, FORUM = 0, 1, 5, 11, 12, 15
EPHEMERAL, LOADING, HAS_THREAD, COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 5, 1 << 15


@dataclass(slots=True, eq=False)
class User:
    """Somebody, a bot or a person; `dms_closed` takes no direct message from bots."""

    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"
    dms_closed: bool = False


@dataclass(slots=True, eq=False)
class Guild:
    """A server."""

    id: int
    name: str
    owner: User
    roles: list[Role]
    installer: User
    locale: str = "en-US"
    joined: float = 0.0
    """When the bot joined, in seconds since 1970."""
    members: dict[int, tuple[User, list[Role]]] = field(default_factory=dict)
    channels: list["Channel"] = field(default_factory=list)
    threads: list["Channel"] = field(default_factory=list)

    @property
    def everyone(self) -> Role:
        return self.roles[0]


@dataclass(slots=True, eq=False)
class Channel:
    """A channel, a thread (with a parent) or a direct conversation (with a person)."""

    id: int
    kind: int
    name: str = ""
    guild: Guild | None = None
    parent: "Channel | None" = None
    person: User | None = None
    owner: User | None = None
    overwrites: list[Overwrite] = field(default_factory=list)
    messages: dict[int, "Message"] = field(default_factory=dict)
    members: set[int] = field(default_factory=set)
    archived: bool = False
    locked: bool = False
    archive_after: int = 1440
    active: float = 0.0
    applied_tags: list[str] = field(default_factory=list)

    @property
    def is_thread(self) -> bool:
        return self.parent is not None

    def permits(self, user: User) -> Permit:
        """What `user` may do here; a thread asks its parent."""
        if self.guild is None:
            return EVERYONE
        if user is self.guild.owner:
            return ~Permit(0)
        known = self.guild.members.get(user.id)
        roles = [self.guild.everyone, *known[1]] if known else []
        overwrites = (self.parent or self).overwrites
        return permitted(roles, overwrites, user.id, self.guild.id)


@dataclass(slots=True, eq=False)
class Message:
    """A message as it stands now; `versions` are the moments (monotonic) and texts before."""

    id: int
    channel: Channel
    author: User
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    flags: int = 0
    nonce: str | None = None
    reply_to: "Message | None" = None
    mentions: list[User] = field(default_factory=list)
    edited: float | None = None
    interaction: "Interaction | None" = None
    only_to: User | None = None
    thread: Channel | None = None
    deleted: bool = False
    versions: list[tuple[float, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All that a reader sees of it, in order."""
        said = [self.content]
        for embed in self.embeds:
            said += [str(embed.get(key, "")) for key in ("title", "description")]
            said += [f"{one['name']}\n{one['value']}" for one in embed.get("fields", ())]
        said += [str(one["content"]) for one in walk(self.components) if one.get("type") == 10]
        return "\n".join(one for one in said if one)

    @property
    def buttons(self) -> dict[str, str]:
        """The label of each button that can be pressed, by its custom id."""
        return {
            str(one["custom_id"]): str(one.get("label", ""))
            for one in walk(self.components)
            if one.get("type") == 2 and "custom_id" in one and not one.get("disabled")
        }

    @property
    def loading(self) -> bool:
        return bool(self.flags & LOADING)


@dataclass(slots=True, eq=False)
class Interaction:
    """Something that a person did with the application, and what the application answered."""

    id: int
    token: str
    kind: int
    data: Json
    user: User
    channel: Channel
    message: Message | None = None
    born: float = 0.0
    sent: float = 0.0
    callback: int | None = None
    took: float | None = None
    answer: Json = field(default_factory=dict)
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    user_installed: bool = False
    acknowledged: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def guild(self) -> Guild | None:
        return self.channel.guild

    @property
    def form(self) -> Json:
        """The form that was opened in answer."""
        assert self.callback == 9, f"no form was opened: the answer was of type {self.callback}"
        return self.answer

    @property
    def choices(self) -> list[Json]:
        """The completions that were offered in answer."""
        assert self.callback == 8, f"nothing was offered: the answer was of type {self.callback}"
        return list(self.answer.get("choices", ()))


def walk(components: object) -> Iterator[Json]:
    """Every component of a tree, the outer before the inner."""
    if isinstance(components, dict):
        yield components
        for key in ("components", "accessory", "component"):
            yield from walk(components.get(key))
    elif isinstance(components, list):
        for one in components:
            yield from walk(one)


class World:
    """Everything there is, by id, and how more of it comes to be."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.interactions: dict[str, Interaction] = {}
        self._directs: dict[User, Channel] = {}
        self.bot = self.user("Coach", bot=True)
        self.application = self.bot.id

    def user(self, name: str, *, bot: bool = False, locale: str = "en-US") -> User:
        one = User(self.clock.snowflake(), name, bot, locale)
        self.users[one.id] = one
        return one

    def guild(self, name: str, owner: User, installer: User) -> Guild:
        """A server with the bot in it, and no channel yet."""
        id_ = self.clock.snowflake()
        roles = [
            Role(id_, "@everyone", EVERYONE),
            Role(self.clock.snowflake(), "Coach", EVERYONE, managed=True),
        ]
        one = Guild(id_, name, owner, roles, installer, joined=self.clock.now())
        one.members[self.bot.id] = (self.bot, [roles[1]])
        for user in (owner, installer):
            one.members[user.id] = (user, [])
        self.guilds[id_] = one
        return one

    def channel(self, guild: Guild, name: str, kind: int = TEXT) -> Channel:
        one = Channel(self.clock.snowflake(), kind, name, guild)
        guild.channels.append(one)
        self.channels[one.id] = one
        return one

    def thread(self, parent: Channel, id_: int, name: str, owner: User, kind: int) -> Channel:
        one = Channel(id_, kind, name, parent.guild, parent, owner=owner)
        one.members = {owner.id}
        one.active = self.clock.now()
        self.channels[id_] = one
        if parent.guild is not None:
            parent.guild.threads.append(one)
        return one

    def direct(self, person: User) -> Channel:
        """The conversation of the bot with a person: one, however often it is asked for."""
        one = self._directs.get(person)
        if one is None:
            one = self._directs[person] = Channel(self.clock.snowflake(), DM, person=person)
            self.channels[one.id] = one
        return one

    def threads(self, guild: Guild) -> list[Channel]:
        """Those that are not archived; a thread at rest is archived when its time is over."""
        for one in guild.threads:
            self.rest(one)
        return [one for one in guild.threads if not one.archived]

    def rest(self, channel: Channel) -> None:
        """Archive a thread in which nothing was said for long enough."""
        idle = self.clock.now() - channel.active
        if channel.is_thread and idle > channel.archive_after * 60:
            channel.archived = True
