"""Who says what where: people, places, cards and forms, neutral between platforms."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal, assert_never

from bot.core.pictures import Figure


class Role(StrEnum):
    """What a person may do; the platform, the operator or `/settings` says who is what."""

    MEMBER = "member"
    ORGANISER = "organiser"
    MAINTAINER = "maintainer"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Community:
    """A Discord server, a Slack workspace, the playground or a terminal: no query crosses it."""

    platform: str
    id: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.id}"

    @classmethod
    def of(cls, text: str) -> "Community":
        """The community that `str` wrote."""
        platform, _, name = text.partition(":")
        return cls(platform, name)


@dataclass(frozen=True, slots=True)
class Member:
    """A person within one community."""

    community: Community
    id: str
    name: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Channel:
    """Where everybody of a community can read."""

    community: Community
    id: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation that hangs on one message of a channel."""

    channel: Channel
    id: str

    @property
    def community(self) -> Community:
        """The community of its channel."""
        return self.channel.community


@dataclass(frozen=True, slots=True)
class Direct:
    """The private conversation of one member with the coach; `thread` is the message under which
    it goes on, where the platform has such."""

    member: Member
    thread: str = ""

    @property
    def community(self) -> Community:
        """The community through which the member is known."""
        return self.member.community


@dataclass(frozen=True, slots=True)
class Home:
    """A member's own page on a platform that has one."""

    member: Member

    @property
    def community(self) -> Community:
        """The community through which the member is known."""
        return self.member.community


Place = Channel | Thread | Direct | Home


def address(place: Place) -> str:
    """One line that names a place within its community: `channel/C`, `thread/C/T`, `direct/M`,
    `direct/M/T`, `home/M`."""
    match place:
        case Channel(id=channel):
            return f"channel/{channel}"
        case Thread(channel=channel, id=thread):
            return f"thread/{channel.id}/{thread}"
        case Direct(member=member, thread=""):
            return f"direct/{member.id}"
        case Direct(member=member, thread=thread):
            return f"direct/{member.id}/{thread}"
        case Home(member=member):
            return f"home/{member.id}"
        case _:
            assert_never(place)


def place_at(community: Community, line: str) -> Place:
    """The place that `address` wrote; ValueError for any other line."""
    match line.split("/"):
        case ["channel", channel]:
            return Channel(community, channel)
        case ["thread", channel, thread]:
            return Thread(Channel(community, channel), thread)
        case ["direct", member]:
            return Direct(Member(community, member))
        case ["direct", member, thread] if thread:
            return Direct(Member(community, member), thread)
        case ["home", member]:
            return Home(Member(community, member))
    raise ValueError(f"no place is written {line!r}")


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A message that the coach said, by the platform's own id."""

    place: Place
    id: str


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press: `action` is what `core.actions.press` reads, at most 100 characters."""

    label: str
    action: str
    style: Literal["plain", "primary", "danger"] = "plain"


@dataclass(frozen=True, slots=True)
class Field:
    """A short fact of a card: a name and a value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Group:
    """People of a community whom the platform lets be called together."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Card:
    """What the coach says at once: each platform renders it within its own limits.

    `body` is Markdown; `note` is small print; `spoiler` is Markdown that a reader must open.
    `beside` is the file of the bank that these are from, if they are: images lie beside it. `tells`
    are called to it, and they alone: whatever else a card says calls nobody. A `figure` stands
    below the body.
    """

    title: str = ""
    body: str = ""
    fields: tuple[Field, ...] = ()
    spoiler: str = ""
    spoiler_title: str = ""
    note: str = ""
    buttons: tuple[Button, ...] = ()
    language: str = "en"
    beside: str = ""
    tells: Group | None = None
    figure: Figure | None = None

    @property
    def in_words(self) -> "Card":
        """The same with its figure's table in its place."""
        if self.figure is None:
            return self
        return replace(self, body=f"{self.body}\n\n{self.figure.table}".lstrip(), figure=None)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values: what is sent, and what is shown."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Input:
    """A line (or, where `long`, a box) of a form; with `choices`, one of them. `source` names what
    completes it, as for an option of a command, where the platform can."""

    name: str
    label: str
    value: str = ""
    long: bool = False
    required: bool = True
    limit: int = 4000
    choices: tuple[Choice, ...] = ()
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """Questions to fill in: what comes back is read by `core.actions.fill` under the same
    action."""

    title: str
    action: str
    inputs: tuple[Input, ...]
    submit: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Entry:
    """A message as it stands in the transcript of a platform that has no server of its own.

    `version` grows with every change of any entry of the community, so a reader can ask for what is
    new. `said_by` is None for the coach; `only_to` hides the entry from everybody else;
    `opens_thread` says that a thread of its id hangs on it.
    """

    id: str
    place: Place
    version: int
    at: datetime
    said_by: Member | None = None
    only_to: Member | None = None
    card: Card | None = None
    reasoning: str = ""
    text: str = ""
    streaming: bool = False
    opens_thread: bool = False
