"""The ports of what is kept in the store; each docstring is a promise."""

from collections.abc import (
    AsyncIterator,
    Collection,
)
from datetime import datetime
from typing import Protocol

from bot.core.attempt import Attempt, Posting, PostingState
from bot.core.chat import (
    Channel,
    Community,
    Entry,
    Member,
    Place,
    Role,
)
from bot.core.feedback import Feedback
from bot.core.preferences import Preferences
from bot.core.setup import Setup
from bot.core.suggestion import Suggestion


class Ledger(Protocol):
    """What a platform must remember: key to message, installations, direct channels, command
    hashes."""

    async def get(self, key: str) -> str | None:
        """The value put under the key, unless its time is over."""
        ...

    async def put(self, key: str, value: str, *, until: datetime | None = None) -> None:
        """Remember a value under the key, in place of an older one."""
        ...

    def put_later(self, key: str, value: str, *, until: datetime | None = None) -> None:
        """The same, on disk with whatever is written next or a moment later: what a crash may
        lose, because the place of the value still holds that it may be missing."""
        ...

    async def lasting(self, prefix: str, *, most: int) -> list[str]:
        """The values under the keys that begin so and whose time is not over, those that last
        longest first; none that last for ever."""
        ...

    async def lease(self, name: str, seconds: float) -> bool:
        """Whether the named thing is ours alone for so long; False while somebody else has it."""
        ...


class Transcript(Protocol):
    """The messages of the platforms that have no server of their own (the web and the terminal)."""

    async def put(self, entry: Entry, *, durable: bool = True) -> Entry:
        """Keep an entry, or replace the one of its id; returns it with its new version.

        With `durable=False` followers in this process see it and the disk does not: for the pieces
        of a stream, whose last entry is put durably.
        """
        ...

    async def get(self, community: Community, entry: str) -> Entry | None:
        """The entry of this id."""
        ...

    async def read(self, place: Place, reader: Member, *, most: int = 200) -> list[Entry]:
        """The newest entries of a place that this reader may see, oldest first."""
        ...

    async def threads(self, channel: Channel, *, most: int = 50) -> list[Entry]:
        """The entries of a channel on which a thread hangs, the newest first."""
        ...

    def follow(self, reader: Member) -> AsyncIterator[Entry]:
        """Every entry of the reader's community, in any place they may see, as it is put or
        changed."""
        ...


class Postings(Protocol):
    """The questions that were asked. Every method keeps to one community."""

    async def add(self, posting: Posting) -> Posting:
        """Keep a posting; where one of its id is there already, that one is returned unchanged."""
        ...

    async def get(self, community: Community, posting: str) -> Posting | None:
        """The posting of this id."""
        ...

    async def at(self, place: Place) -> Posting | None:
        """The newest posting that was said in this place."""
        ...

    async def directly(self, member: Member, *, most: int = 5) -> list[Posting]:
        """What was said in threads of the member's direct conversation, the newest first."""
        ...

    async def said(
        self,
        community: Community,
        posting: str,
        place: Place,
        message: str,
        *,
        with_next: bool = False,
    ) -> None:
        """Keep where a posting was said, and by which message; it waits for answers from now on,
        unless it was passed over already. `with_next`: on disk before whatever is written next,
        such as that the request is done."""
        ...

    async def recent(self, member: Member, home: Place, *, most: int = 25) -> list[Posting]:
        """What was asked for by the member anywhere, and by anybody from this home, as far as it
        was said, the newest first."""
        ...

    async def settle(self, community: Community, posting: str, state: PostingState) -> None:
        """Put a posting into another state."""
        ...

    async def asked(self, place: Place, *, most: int = 1000) -> list[str]:
        """The ids of the questions that were said for this home, the newest first."""
        ...

    async def help_shown(self, community: Community, posting: str, member: Member) -> None:
        """Remember that a member saw a hint or the reference answer of a posting."""
        ...

    async def was_helped(self, community: Community, posting: str, member: Member) -> bool:
        """Whether the member had seen a hint or the reference answer."""
        ...


class Attempts(Protocol):
    """Members' answers and what was said of them. Every method keeps to one community."""

    async def add(self, attempt: Attempt) -> Attempt:
        """Keep an attempt; where one of its id is there already, that one is returned unchanged."""
        ...

    async def get(self, community: Community, attempt: str) -> Attempt | None:
        """The attempt of this id."""
        ...

    async def of(self, member: Member, question: str, *, most: int = 50) -> list[Attempt]:
        """A member's attempts at a question (not at its follow-ups), the newest first."""
        ...

    async def recent(self, member: Member, *, most: int) -> list[Attempt]:
        """A member's attempts at any question (not at a follow-up), the newest first."""
        ...

    async def latest(self, member: Member, place: Place) -> Attempt | None:
        """The member's newest attempt whose feedback stands in this place."""
        ...

    async def latest_directly(self, member: Member) -> Attempt | None:
        """The member's newest attempt whose feedback stands in a thread of their direct
        conversation."""
        ...

    async def moved(self, community: Community, attempt: str, place: Place) -> None:
        """Keep where the feedback on an attempt stands."""
        ...

    async def keep(self, community: Community, feedback: Feedback, at: datetime) -> None:
        """Keep the feedback on an attempt in place of an earlier one."""
        ...

    async def feedback(self, community: Community, attempt: str) -> Feedback | None:
        """What was last said of an attempt."""
        ...


class Choices(Protocol):
    """What members and channels chose, and who holds which role. Every method keeps to one
    community."""

    async def of_member(self, member: Member) -> Preferences:
        """A member's choices."""
        ...

    async def of_channel(self, channel: Channel) -> Preferences:
        """A channel's choices."""
        ...

    async def choose(self, whose: Member | Channel, preferences: Preferences) -> None:
        """Keep the choices in place of earlier ones."""
        ...

    async def roles(self, member: Member) -> frozenset[Role]:
        """The roles that were given to a member here."""
        ...

    async def holders(self, community: Community, held: Collection[Role]) -> list[Member]:
        """The members to whom one of these roles was given here."""
        ...

    async def give(self, member: Member, role: Role) -> None:
        """Give a member a role; one who has it keeps it."""
        ...

    async def take(self, member: Member, role: Role) -> None:
        """Take a role from a member, who need not have it."""
        ...


class Setups(Protocol):
    """How the coach is set up in each community."""

    async def of(self, community: Community) -> Setup:
        """How it is set up in a community; nothing is chosen where it never was."""
        ...

    async def change(self, was: Setup, now: Setup) -> bool:
        """Put `now` in place of `was`; False where another one holds by then."""
        ...


class Suggestions(Protocol):
    """The questions that members suggest. Every method keeps to one community."""

    async def add(self, suggestion: Suggestion) -> Suggestion:
        """Keep a suggestion; where one of its id is there already, that one is returned
        unchanged."""
        ...

    async def get(self, community: Community, suggestion: str) -> Suggestion | None:
        """The suggestion of this id."""
        ...

    async def by(self, member: Member, *, most: int = 50) -> list[Suggestion]:
        """A member's own, but for those that they took back, the newest first."""
        ...

    async def waiting(self, community: Community, *, most: int = 500) -> list[Suggestion]:
        """Those that a maintainer is to decide on, the oldest first."""
        ...

    async def change(self, was: Suggestion, now: Suggestion) -> bool:
        """Put `now` in place of `was`; False, and nothing is changed, where its state or its
        revision are no longer those of `was`: of two who decide at once, one does."""
        ...
