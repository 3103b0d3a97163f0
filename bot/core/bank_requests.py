"""What people ask about the questions of the bank, and what they suggest for it."""

from dataclasses import dataclass
from typing import ClassVar

from bot.core.chat import Role
from bot.core.requests import Inquiry, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggest(Request):
    """A question for the bank, as a form said it: pairs of a field's name and its value.

    `suggestion` and its `revision` name the one that this is a new text of.
    """

    values: tuple[tuple[str, str], ...] = ()
    suggestion: str | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SendSuggestion(Request):
    """Queue one's own suggestion although the bank has a question like it."""

    suggestion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(Request):
    """Take one's own suggestion back: its words are forgotten."""

    suggestion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revise(Request):
    """A maintainer's text of a suggestion, in place of the author's."""

    needs: ClassVar[Role] = Role.MAINTAINER
    suggestion: str
    revision: int
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve(Request):
    """Write a suggestion to the bank, as it stood in this revision."""

    needs: ClassVar[Role] = Role.MAINTAINER
    suggestion: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Deny(Request):
    """Refuse a suggestion, as it stood in this revision."""

    needs: ClassVar[Role] = Role.MAINTAINER
    suggestion: str
    revision: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchBank(Inquiry):
    """Questions that hold these words and pass the filters, from the one after the first
    `skipped`."""

    words: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    skipped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowQuestion(Inquiry):
    """One question of the bank, by its id or title."""

    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowStatistics(Inquiry):
    """What the bank has, in numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowSuggestions(Inquiry):
    """One's own suggestions and what became of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSuggestionForm(Inquiry):
    """The form to suggest a question, with some values filled in, or another text of one's own."""

    values: tuple[tuple[str, str], ...] = ()
    suggestion: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowQueue(Inquiry):
    """The suggestion that has waited longest, or the one behind another in the queue."""

    needs: ClassVar[Role] = Role.MAINTAINER
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRevisionForm(Inquiry):
    """The form in which a maintainer changes a suggestion."""

    needs: ClassVar[Role] = Role.MAINTAINER
    suggestion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDenialForm(Inquiry):
    """The form in which a maintainer may say why a suggestion is denied."""

    needs: ClassVar[Role] = Role.MAINTAINER
    suggestion: str
    revision: int
