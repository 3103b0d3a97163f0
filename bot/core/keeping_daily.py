"""The ports of what is kept of the daily questions; each docstring is a promise."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.core.chat import Community, Member, Place
from bot.core.daily import Daily
from bot.core.feedback import Judgement
from bot.core.rotation import Turn


@dataclass(frozen=True, slots=True)
class DailyPosting:
    """That a posting is one of a daily's: `head` (`Bank.head`) was its question, in this turn.

    `day` is the local date that it is of; None for one that was asked out of turn. `reveal_at` is
    when its answer is due to be shown; None for never, and once it was: at `revealed_at`. `key` is
    what its card was said under.
    """

    community: Community
    posting: str
    daily: str
    head: str
    turn: int
    at: datetime
    day: date | None = None
    reveal_at: datetime | None = None
    key: str = ""
    revealed_at: datetime | None = None


class Dailies(Protocol):
    """The daily questions, and what was asked of them. Every method with a community keeps to
    it."""

    async def get(self, community: Community, daily: str) -> Daily | None:
        """The daily of this id."""
        ...

    async def of(self, community: Community) -> Sequence[Daily]:
        """All of a community, the running ones first."""
        ...

    async def keep(
        self, daily: Daily, next_at: datetime | None, weekly_at: datetime | None = None
    ) -> None:
        """Keep a daily in place of the earlier one of its id; it is due again at `next_at`, its
        week at `weekly_at`."""
        ...

    async def due(
        self, platforms: Collection[str], now: datetime, *, most: int
    ) -> Sequence[tuple[Daily, datetime]]:
        """Those on these platforms whose time has come, with that time, the earliest first."""
        ...

    async def advance(self, daily: Daily, was: datetime, next_at: datetime | None) -> None:
        """Have a daily be due at `next_at`, unless that was changed since it `was`."""
        ...

    async def asked(self, one: DailyPosting) -> None:
        """Keep that a question was asked; a posting that is known stays as it is."""
        ...

    async def posting(self, community: Community, posting: str) -> DailyPosting | None:
        """What a posting is of the daily questions; None for any other."""
        ...

    async def turn(self, community: Community, daily: str) -> Turn:
        """How far the rotation is."""
        ...

    async def to_reveal(
        self, platforms: Collection[str], now: datetime, *, most: int
    ) -> Sequence[DailyPosting]:
        """The postings on these platforms whose answers are due to be shown, the earliest first."""
        ...

    async def revealed(self, community: Community, posting: str, at: datetime) -> None:
        """Keep that the answer to a posting was shown, and needs not be any more."""
        ...


class AnswerCounts(Protocol):
    """How many people answered a daily's question, and when its card is to say so. Every method
    with a community keeps to it."""

    async def answered(self, community: Community, posting: str, show_at: datetime) -> None:
        """Have the count of a posting be shown at that time, unless it will be earlier; nothing for
        one that is no daily's."""
        ...

    async def due(
        self, platforms: Collection[str], now: datetime, *, most: int
    ) -> Sequence[tuple[DailyPosting, datetime]]:
        """The postings on these platforms whose counts are due to be shown, with that time, the
        earliest first."""
        ...

    async def taken(self, community: Community, posting: str, now: datetime) -> None:
        """Keep that what was due until now is about to be shown."""
        ...

    async def people(self, community: Community, posting: str) -> int:
        """How many people answered a posting."""
        ...

    async def shown(self, community: Community, posting: str) -> int:
        """What its card says by now of how many have answered (`core.totals.told`)."""
        ...

    async def show(self, community: Community, posting: str, counted: int) -> None:
        """Keep what its card says from now on."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A daily's question as it stands in the chat, and how many people answered it."""

    known: DailyPosting
    place: Place
    message: str
    people: int


@dataclass(frozen=True, slots=True)
class ToldWeek:
    """That a daily's seven days before `until` were told under a key; `attempt` is whose answer
    stands there, if one does."""

    community: Community
    key: str
    daily: str
    until: datetime
    attempt: str = ""


class Weeks(Protocol):
    """What became of a daily's weeks, and when they are told. Every method with a community keeps
    to it."""

    async def due(
        self, platforms: Collection[str], now: datetime, *, most: int
    ) -> Sequence[tuple[Daily, datetime]]:
        """The dailies on these platforms whose week is due to be told, with that time, the earliest
        first."""
        ...

    async def advance(self, daily: Daily, was: datetime, next_at: datetime | None) -> None:
        """Have the week be due at `next_at`, unless that was changed since it `was`."""
        ...

    async def asked(
        self, community: Community, daily: str, since: datetime, until: datetime
    ) -> Sequence[Asked]:
        """The questions that were asked from `since` on and before `until`, in order, as far as
        they were said."""
        ...

    async def totals(self, community: Community, postings: Collection[str]) -> tuple[int, int]:
        """How many people answered any of these postings, and how many answers that makes, each
        person's counted once for a question."""
        ...

    async def told(self, week: ToldWeek) -> None:
        """Keep what was told of a week, in place of what was told of it before."""
        ...

    async def showing(self, community: Community, attempt: str) -> Sequence[ToldWeek]:
        """The weeks in which the answer of an attempt stands."""
        ...


@dataclass(frozen=True, slots=True)
class Offered:
    """An answer that its member lets be shown, and at which attempt and posting it was given."""

    posting: str
    attempt: str
    member: Member
    answer: str


class OfferedAnswers(Protocol):
    """Which answers their members let be shown to all, without a name. Every method keeps to one
    community."""

    async def offer(self, community: Community, posting: str, attempt: str, at: datetime) -> None:
        """Keep that the member lets their attempt at a posting be shown."""
        ...

    async def withdraw(self, community: Community, attempt: str) -> None:
        """Keep that they do not, or no more."""
        ...

    async def has(self, community: Community, attempt: str) -> bool:
        """Whether an attempt may be shown."""
        ...

    async def best(
        self, community: Community, postings: Collection[str], *, least: float, most: int = 10
    ) -> Sequence[Offered]:
        """The best attempts at these postings that may be shown, the best first and of equals the
        earlier: judged by a model that was found fit, scored so much at least, and of nobody who
        is kept out."""
        ...


class Judged(Protocol):
    """How people were judged."""

    async def of(self, community: Community, posting: str) -> Mapping[str, Sequence[Judgement]]:
        """By member, the judgements of their first answer to a posting that a model graded."""
        ...

    async def lately(
        self, community: Community, daily: str, *, most: int = 300
    ) -> Sequence[tuple[str, Sequence[Judgement]]]:
        """The newest graded answers to a daily's questions: the head of each, and the
        judgements."""
        ...
