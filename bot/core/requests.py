"""What a person asks of the coach, in one frozen dataclass a kind.

A `Request` is recorded before it is acted on, and acted on once for each key. An `Inquiry` changes
nothing and is answered at once, with a card or a form.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from bot.core.chat import Channel, Community, Member, Place, Role, Thread
from bot.core.errors import CoachError

R = TypeVar("R", bound="Request")


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Everything of a request but what is wanted: ears fill it in, the catalogue makes the request.

    `key` is the platform's own id of the event; `language` is the platform's hint of the member's.
    """

    key: str
    member: Member
    place: Place
    language: str | None = None
    roles: frozenset[Role] = frozenset()

    def wants(self, kind: "type[R]", **more: Any) -> "R":
        """The request of this kind by this person; TypeError where `more` does not fit it."""
        return kind(
            key=self.key,
            member=self.member,
            place=self.place,
            language=self.language,
            roles=self.roles,
            **more,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Who):
    """What a person wants, to be recorded before it is acted on.

    `needs` is the role that it takes, whichever way it was asked: by a command, a button or a form.
    """

    needs: ClassVar[Role] = Role.MEMBER

    @property
    def community(self) -> Community:
        """The community in which this was asked."""
        return self.member.community

    @property
    def channel(self) -> Channel | None:
        """The channel that this was asked in, also when in one of its threads."""
        match self.place:
            case Channel() as channel:
                return channel
            case Thread(channel=channel):
                return channel
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartQuiz(Request):
    """Ask a question that the filters let through: pairs of a filter's name and its value."""

    filters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NextQuestion(Request):
    """Ask another question for the same filters as a posting."""

    posting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Say(Request):
    """Words in a place: an answer where a question is open there, else nothing that concerns us."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitAnswer(Request):
    """An answer to a posting, given by form; its feedback goes to the member alone where
    `private`."""

    posting: str
    text: str
    private: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeAgain(Request):
    """Feedback on a recorded attempt once more, after the model was down; `anyway` by a model that
    is not fit to judge, too."""

    attempt: str
    anyway: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeHint(Request):
    """A hint for a posting, seen by the member alone where the platform can."""

    posting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reveal(Request):
    """The reference answer of a posting, to the member alone where the platform can."""

    posting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip(Request):
    """Pass a posting over."""

    posting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick(Request):
    """Tick, or untick, a checkpoint of one's own attempt that no model graded."""

    attempt: str
    checkpoint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSettings(Request):
    """Choices of a member, or of the channel: pairs of a name and a value."""

    scope: str = "me"
    choices: tuple[tuple[str, str], ...] = ()


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
class Inquiry(Request):
    """A request that changes nothing and is answered at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowHelp(Inquiry):
    """What this person may use here, or all about one command."""

    command: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowSettings(Inquiry):
    """The settings that hold here, and whose they are."""

    scope: str = "me"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAnswerForm(Inquiry):
    """The form to answer a posting privately, or to try again where one answered before."""

    posting: str
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSettingsForm(Inquiry):
    """The form to change settings."""

    scope: str = "me"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused(Inquiry):
    """What was typed or pressed cannot be done: the card says why, and what to try."""

    problem: str
    facts: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, who: Who, error: CoachError) -> "Refused":
        """The refusal of a request for a reason."""
        facts = tuple((name, str(value)) for name, value in error.facts.items())
        return who.wants(cls, problem=error.key, facts=facts)
