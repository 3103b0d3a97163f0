"""What a person asks of the coach, in one frozen dataclass a kind.

A `Request` is recorded before it is acted on, and acted on once for each key. An `Inquiry` changes
nothing and is answered at once, with a card or a form.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from bot.core.chat import Channel, Community, Member, Place, Role, Thread
from bot.core.errors import CoachError
from bot.core.question import digest

R = TypeVar("R", bound="Request")

CHANNEL, PRIVATE = WHERE = ("channel", "private")
"""Where a question may be asked."""


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
    def makes(self) -> str:
        """The id of what it makes (a posting, an attempt): the same request makes the same."""
        return digest(f"{self.community}\n{self.key}")

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
    """Ask a question that the filters let through: pairs of a filter's name and its value.

    `where` is one of `WHERE` where the member said so: in the channel, or of them alone.
    """

    filters: tuple[tuple[str, str], ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskHere(Request):
    """Ask the question of a private posting in this channel, for all."""

    posting: str


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
class OpenQuizForm(Inquiry):
    """The form to choose what to be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAnswerForm(Inquiry):
    """The form to answer a posting privately, or `again` where one answered in public before."""

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
