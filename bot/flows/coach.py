"""Hands each request to the flow that does it, and turns trouble into a sentence."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.core.bank_requests import (
    Approve,
    Deny,
    Revise,
    SendSuggestion,
    Suggest,
    Withdraw,
)
from bot.core.chat import Card, Direct, Form
from bot.core.cot_requests import CompareCot, ReplayCot, RunCot
from bot.core.daily_requests import (
    AskDaily,
    AskDailyNow,
    CountDaily,
    OfferAnswer,
    RevealDaily,
    SkipDaily,
    StartDaily,
    StopDaily,
    TellWeek,
)
from bot.core.dispute_requests import (
    Contest,
    Overrule,
)
from bot.core.elsewhere_requests import GradeElsewhere
from bot.core.errors import BadInput, CannotReach, CoachError, PlatformDown, StoreTrouble, where
from bot.core.feedback_requests import AnswerFollowup
from bot.core.happenings import Refused, Tell, untold
from bot.core.limit_requests import Stop
from bot.core.ports import Step
from bot.core.requests import (
    AskHere,
    ChangeSettings,
    GradeAgain,
    Inquiry,
    NextQuestion,
    Request,
    Reveal,
    Say,
    Skip,
    StartQuiz,
    SubmitAnswer,
    TakeHint,
    Tick,
)
from bot.core.rubric_requests import ApproveRubric, ReviseRubric
from bot.core.welcome_requests import (
    ChangeOrganisers,
    ChooseSetup,
    Joined,
    TryQuestion,
)
from bot.flows.bank import BankFlow
from bot.flows.bank_statistics import BankStatistics
from bot.flows.contributing import Contributing
from bot.flows.conversing import Conversing
from bot.flows.cot import Cot
from bot.flows.daily_desk import DailyDesk
from bot.flows.deciding import Deciding
from bot.flows.disputing import Disputing
from bot.flows.grading import Grading
from bot.flows.health_card import HealthCard
from bot.flows.help import Help
from bot.flows.history import History
from bot.flows.inquiries import answered
from bot.flows.organisers import Organisers
from bot.flows.quiz import Quiz
from bot.flows.rating import Rating
from bot.flows.reviewing import Reviewing
from bot.flows.ruling import Ruling
from bot.flows.settings import Settings
from bot.flows.standing import Standing
from bot.flows.stopping import Stopping
from bot.flows.voice import Voice
from bot.flows.welcoming import Welcoming

logger = logging.getLogger(__name__)

Durable = Callable[[str, Step], Awaitable[None]]

_UNASKED = (Joined, AskDaily, CountDaily, RevealDaily, TellWeek)
"""What nobody asked for, so that nobody would ask again."""
"""Long work: it takes the key of a request and does what was asked, in named steps."""


@dataclass(frozen=True)
class Coach:
    """The only place that catches everything: what a person meets is always a sentence."""

    quiz: Quiz
    grading: Grading
    conversing: Conversing
    rating: Rating
    disputing: Disputing
    ruling: Ruling
    settings: Settings
    bank: BankFlow
    statistics: BankStatistics
    contributing: Contributing
    deciding: Deciding
    reviewing: Reviewing
    welcoming: Welcoming
    organisers: Organisers
    daily: DailyDesk
    standing: Standing
    stopping: Stopping
    health: HealthCard
    help: Help
    history: History
    cot: Cot
    voice: Voice
    tell: Tell = untold

    @property
    def durable(self) -> dict[str, Durable]:
        """The long work by its name, to be registered with what makes it durable."""
        return {
            "grading": self.grading.run,
            "disputing": self.disputing.run,
            "cot": self.cot.run,
        }

    async def workflow(self, request: Request) -> str | None:
        """The name of the long work that a request needs; None where it is short.

        Words that answer no question are short work: there is nothing to do. So is what somebody
        asks who is kept out: they are told so.
        """
        name = await self._workflow(request)
        return None if name is None or await self.standing.is_out(request) else name

    async def _workflow(self, request: Request) -> str | None:
        match request:
            case Say():
                return await self.conversing.workflow(request)
            case SubmitAnswer() | AnswerFollowup() | GradeAgain() | GradeElsewhere():
                return "grading"
            case Contest():
                return "disputing"
            case RunCot() | CompareCot() | ReplayCot():
                return "cot"
        return None

    async def act(self, request: Request) -> None:
        """Do a short request. It may be done again: each effect has a key. Trouble is told.

        StoreTrouble is raised, for what could not be kept must be tried again; and so must a
        greeting, and what the clock asks for, while the platform is down.
        """
        try:
            await self._act(request)
        except StoreTrouble:
            raise
        except Exception as exc:
            if isinstance(request, _UNASKED) and isinstance(exc, PlatformDown):
                raise
            await self._tell(request, exc)

    async def ask(self, inquiry: Inquiry) -> Card | Form:
        """Answer an inquiry at once; trouble is a card."""
        try:
            return await answered(self, inquiry)
        except Exception as exc:
            return await self.voice.refusal(inquiry, self._met(inquiry, exc))

    async def failed(self, key: str, exc: Exception) -> None:
        """Where long work could not be done: the checklist to tick, or else a sentence.

        What the platform does not let us say where it belongs, whoever asked is told alone.
        """
        request = await self.grading.requests.find(key)
        if request is None:
            return
        if isinstance(exc, CannotReach) and not isinstance(exc, PlatformDown):
            await self._tell(request, exc)
            return
        if await self.disputing.give_up(request):
            return
        if not await self.grading.give_up(request):
            await self._tell(request, exc)

    async def _act(self, request: Request) -> None:
        if isinstance(request, Say) and not await self._is_to_us(request):
            return
        await self.standing.check(request)
        match request:
            case StartQuiz():
                await self.quiz.start(request)
            case NextQuestion():
                await self.quiz.following(request)
            case AskHere():
                await self.quiz.here(request)
            case TakeHint():
                await self.quiz.hint(request)
            case Reveal():
                await self.quiz.reveal(request)
            case Skip():
                await self.quiz.skip(request)
            case Tick():
                await self.grading.tick(request)
            case Stop():
                await self.stopping.stop(request)
            case ChangeSettings():
                await self.settings.change(request)
            case Joined():
                await self.welcoming.welcome(request)
            case ChooseSetup():
                await self.welcoming.choose(request)
            case TryQuestion():
                await self.welcoming.try_out(request)
            case ChangeOrganisers():
                await self.organisers.change(request)
            case StartDaily() | StopDaily() | SkipDaily() | AskDailyNow():
                await self.daily.act(request)
            case AskDaily() | CountDaily() | RevealDaily() | TellWeek() | OfferAnswer():
                await self.daily.act(request)
            case Suggest():
                await self.contributing.suggest(request)
            case SendSuggestion():
                await self.contributing.send(request)
            case Withdraw():
                await self.contributing.withdraw(request)
            case Revise():
                await self.deciding.revise(request)
            case Approve():
                await self.deciding.approve(request)
            case Deny():
                await self.deciding.deny(request)
            case ReviseRubric():
                await self.reviewing.revise(request)
            case ApproveRubric():
                await self.reviewing.approve(request)
            case Overrule():
                await self.ruling.rule(request)
            case Say():
                await self.conversing.say(request)
            case _:
                raise BadInput("error.stale_button")

    async def _is_to_us(self, request: Say) -> bool:
        """Whether words are for the coach, and not what people say to each other."""
        return isinstance(request.place, Direct) or await self.grading.concerns(request)

    def _met(self, request: Request, exc: Exception) -> CoachError:
        """The error that somebody is told of."""
        error = known(exc)
        self.tell(Refused(request.community.platform, error.key))
        return error

    async def _tell(self, request: Request, exc: Exception) -> None:
        try:
            card = await self.voice.refusal(request, self._met(request, exc))
            await self.voice.tell(request, card)
        except CoachError as trouble:
            logger.warning("a refusal could not be told: %s", trouble)


def known(exc: Exception) -> CoachError:
    """The error as a sentence. One that nobody foresaw is logged by its kind and place alone: its
    text may hold a member's words.
    """
    if isinstance(exc, CoachError):
        return exc
    logger.error("unforeseen %s", where(exc))
    return CoachError()
