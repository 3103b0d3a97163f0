"""Answers each inquiry by the flow that knows: a card or a form, and nothing is changed."""

from typing import TYPE_CHECKING

from bot.core.bank_requests import (
    OpenDenialForm,
    OpenRevisionForm,
    OpenSuggestionForm,
    SearchBank,
    ShowQuestion,
    ShowQueue,
    ShowStatistics,
    ShowSuggestions,
)
from bot.core.chat import Card, Form
from bot.core.cot_requests import ExplainCot, ShowTrace
from bot.core.daily_requests import ListDaily, PreviewDaily, ShowDaily
from bot.core.dispute_requests import OpenDisputeForm, OpenRulingForm, ShowDisputes
from bot.core.elsewhere_requests import OpenElsewhereForm
from bot.core.errors import BadInput
from bot.core.feedback_requests import OpenFollowupForm, ShowFeedback, ShowWhy
from bot.core.health_requests import ShowHealth
from bot.core.history_requests import ShowHistory
from bot.core.rating_requests import RateFeedback
from bot.core.requests import (
    Inquiry,
    OpenAnswerForm,
    OpenQuizForm,
    OpenSettingsForm,
    Refused,
    ShowHelp,
    ShowSettings,
)
from bot.core.rubric_requests import OpenRubricForm, ShowRubric
from bot.core.welcome_requests import OpenSetupForm, ShowOrganisers, ShowSetup
from bot.flows.answer_form import answer_form
from bot.flows.quiz_form import quiz_form

if TYPE_CHECKING:
    from bot.flows.coach import Coach


async def answered(coach: "Coach", inquiry: Inquiry) -> Card | Form:
    """What is shown; every trouble is raised."""
    await coach.standing.check(inquiry)
    match inquiry:
        case ShowHelp():
            return await coach.help.show(inquiry)
        case ShowSettings():
            return await coach.settings.show(inquiry)
        case OpenSettingsForm():
            return await coach.settings.form(inquiry)
        case ShowSetup():
            return await coach.welcoming.show(inquiry)
        case OpenSetupForm():
            return await coach.welcoming.form(inquiry)
        case ShowOrganisers():
            return await coach.organisers.show(inquiry)
        case PreviewDaily() | ShowDaily() | ListDaily():
            return await coach.daily.ask(inquiry)
        case SearchBank():
            return await coach.bank.search(inquiry)
        case ShowQuestion():
            return await coach.bank.show(inquiry)
        case ShowHistory():
            return await coach.history.show(inquiry)
        case ExplainCot():
            return await coach.cot.explain(inquiry)
        case ShowTrace():
            return await coach.cot.show(inquiry)
        case ShowHealth():
            return await coach.health.show(inquiry)
        case ShowStatistics():
            return await coach.statistics.show(inquiry)
        case ShowSuggestions():
            return await coach.contributing.mine(inquiry)
        case OpenSuggestionForm():
            return await coach.contributing.form(inquiry)
        case ShowQueue():
            return await coach.deciding.queue(inquiry)
        case OpenRevisionForm():
            return await coach.deciding.revision(inquiry)
        case OpenDenialForm():
            return await coach.deciding.denial(inquiry)
        case ShowRubric():
            return await coach.reviewing.show(inquiry)
        case OpenRubricForm():
            return await coach.reviewing.form(inquiry)
        case ShowWhy():
            return await coach.conversing.why(inquiry)
        case ShowFeedback():
            return await coach.conversing.whole(inquiry)
        case OpenFollowupForm():
            return await coach.conversing.followup_form(inquiry)
        case RateFeedback():
            return await coach.rating.answer(inquiry)
        case OpenDisputeForm():
            return await coach.disputing.form(inquiry)
        case ShowDisputes():
            return await coach.ruling.queue(inquiry)
        case OpenRulingForm():
            return await coach.ruling.form(inquiry)
        case OpenElsewhereForm():
            return await coach.grading.attempting.elsewhere.form(inquiry)
        case OpenQuizForm():
            return quiz_form(coach.voice.say, await coach.voice.language(inquiry))
        case OpenAnswerForm():
            return await answer_form(coach.voice, coach.quiz.postings, inquiry)
        case Refused(problem=problem, facts=facts):
            raise BadInput(problem, **dict(facts))
    raise BadInput("error.stale_button")
