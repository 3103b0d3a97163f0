"""A question asked in a thread, and the record of somebody's answer to it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.chat import Member, Place


class PostingState(StrEnum):
    """Whether a posting is on its way, waits for answers or was passed over."""

    SAYING = "saying"
    OPEN = "open"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Posting:
    """A question asked in a thread (or in a member's direct conversation).

    `filters` are what was asked for, so that *next* asks for the same; `home` is where it was
    asked for. One is kept before its card is said, for its buttons work at once: until it is, its
    `place` is its home.
    """

    id: str
    place: Place
    home: Place
    question: str
    asked_by: Member
    asked_at: datetime
    filters: tuple[tuple[str, str], ...] = ()
    state: PostingState = PostingState.OPEN
    message: str = ""

    @classmethod
    def begun(
        cls,
        name: str,
        home: Place,
        question: str,
        asked_by: Member,
        asked_at: datetime,
        *,
        filters: tuple[tuple[str, str], ...] = (),
        state: PostingState = PostingState.OPEN,
    ) -> "Posting":
        """One that was not said yet: its place is its home."""
        return cls(name, home, home, question, asked_by, asked_at, filters, state)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody's answer to a posting. `place` is where its feedback goes.

    `helped` says that a hint or the reference answer was shown before it. One that answers a
    follow-up question `follows` the attempt that this arose from, `depth` steps from the first;
    `asked` is that question, `aims` are the checkpoints that it is aimed at.
    """

    id: str
    posting: str
    question: str
    member: Member
    place: Place
    answer: str
    at: datetime
    private: bool = False
    helped: bool = False
    follows: str | None = None
    depth: int = 0
    asked: str = ""
    aims: tuple[str, ...] = ()


def settled_answer(text: str, *, longest: int = 4000) -> tuple[str, bool]:
    """The answer as it is kept and judged, and whether it had to be cut to `longest` characters."""
    whole = text.encode("utf-8", "ignore").decode()
    plain = whole.replace("\r\n", "\n").replace("\x00", "").strip()
    return plain[:longest], len(plain) > longest
