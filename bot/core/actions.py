"""What buttons and forms do: an action is a name with up to two ids, in one line that platforms
carry.

`hint:POSTING` is an action; pressing it is a `TakeHint`. Ears hand the line back as it was.
"""

from collections.abc import Callable, Mapping

from bot.core import calling, commands
from bot.core.bank_requests import (
    Approve,
    Deny,
    OpenDenialForm,
    OpenRevisionForm,
    OpenSuggestionForm,
    Revise,
    SendSuggestion,
    ShowQuestion,
    ShowQueue,
    ShowSuggestions,
    Suggest,
    Withdraw,
)
from bot.core.cot_requests import CompareCot, ExplainCot, ReplayCot, ShowTrace
from bot.core.daily_requests import AskDailyNow, OfferAnswer, SkipDaily, StartDaily, StopDaily
from bot.core.dispute_requests import (
    Contest,
    OpenDisputeForm,
    OpenRulingForm,
    Overrule,
    ShowDisputes,
)
from bot.core.elsewhere_requests import GradeElsewhere
from bot.core.errors import BadInput
from bot.core.feedback_requests import AnswerFollowup, OpenFollowupForm, ShowFeedback, ShowWhy
from bot.core.limit_requests import Stop
from bot.core.preferences import language_of
from bot.core.rating_requests import RateFeedback
from bot.core.requests import (
    AskHere,
    ChangeSettings,
    GradeAgain,
    NextQuestion,
    OpenAnswerForm,
    OpenQuizForm,
    OpenSettingsForm,
    Refused,
    Request,
    Reveal,
    ShowHelp,
    Skip,
    StartQuiz,
    SubmitAnswer,
    TakeHint,
    Tick,
    Who,
)
from bot.core.rubric_requests import ApproveRubric, OpenRubricForm, ReviseRubric, ShowRubric
from bot.core.welcome_requests import ChooseSetup, OpenSetupForm, ShowSetup, TryQuestion

LONGEST = 100
"""Characters that every platform carries in a button."""

_PRESSED: Mapping[str, Callable[[Who, str, str], Request]] = {
    "hint": lambda who, posting, _: who.wants(TakeHint, posting=posting),
    "reveal": lambda who, posting, _: who.wants(Reveal, posting=posting),
    "skip": lambda who, posting, _: who.wants(Skip, posting=posting),
    "next": lambda who, posting, _: who.wants(NextQuestion, posting=posting),
    "here": lambda who, posting, _: who.wants(AskHere, posting=posting),
    "quiz": lambda who, _, __: who.wants(StartQuiz),
    "quiz_form": lambda who, _, __: who.wants(OpenQuizForm),
    "answer": lambda who, posting, _: who.wants(OpenAnswerForm, posting=posting),
    "retry": lambda who, posting, how: who.wants(
        OpenAnswerForm, posting=posting, again=how != "privately"
    ),
    "followup": lambda who, attempt, _: who.wants(OpenFollowupForm, attempt=attempt),
    "whole": lambda who, attempt, _: who.wants(ShowFeedback, attempt=attempt),
    "why": lambda who, attempt, _: who.wants(ShowWhy, attempt=attempt),
    "rate": lambda who, attempt, how: who.wants(
        RateFeedback, attempt=attempt, useful=how == "useful"
    ),
    "again": lambda who, attempt, _: who.wants(GradeAgain, attempt=attempt),
    "stop": lambda who, job, _: who.wants(Stop, job=job),
    "anyway": lambda who, attempt, _: who.wants(GradeAgain, attempt=attempt, anyway=True),
    "tick": lambda who, attempt, line: who.wants(Tick, attempt=attempt, checkpoint=line),
    "dispute": lambda who, attempt, _: who.wants(OpenDisputeForm, attempt=attempt),
    "disputes": lambda who, after, _: who.wants(ShowDisputes, after=after or None),
    "rule": lambda who, one, verdict: who.wants(OpenRulingForm, dispute=one, verdict=verdict),
    "settings": lambda who, scope, _: who.wants(OpenSettingsForm, scope=scope),
    "setup": lambda who, language, _: who.wants(ShowSetup, spoken=language_of(language)),
    "setup_form": lambda who, _, __: who.wants(OpenSetupForm),
    "try": lambda who, where, _: who.wants(TryQuestion, chosen=where == "channel"),
    "daily_start": lambda who, one, _: who.wants(StartDaily, daily=one),
    "daily_stop": lambda who, one, _: who.wants(StopDaily, daily=one),
    "daily_now": lambda who, one, _: who.wants(AskDailyNow, daily=one),
    "daily_skip": lambda who, one, day: who.wants(SkipDaily, daily=one, day=day),
    "daily_again": lambda who, one, day: who.wants(SkipDaily, daily=one, day=day, again=True),
    "offer": lambda who, one, back: who.wants(OfferAnswer, attempt=one, back=back == "back"),
    "cot_trace": lambda who, one, after: who.wants(ShowTrace, trace=one, after=_number(after)),
    "cot_replay": lambda who, one, _: who.wants(ReplayCot, trace=one),
    "cot_compare": lambda who, one, _: who.wants(CompareCot, again=one),
    "cot_explain": lambda who, one, _: who.wants(ExplainCot, strategy=one),
    "help": lambda who, command, _: who.wants(ShowHelp, command=command or None),
    "ask": lambda who, one, more: who.wants(StartQuiz, filters=(("question", _whole(one, more)),)),
    "show": lambda who, one, more: who.wants(ShowQuestion, question=_whole(one, more)),
    "more": lambda who, at, query: calling.search(who, query, skipped=_number(at)),
    "suggest": lambda who, _, __: who.wants(OpenSuggestionForm),
    "mine": lambda who, _, __: who.wants(ShowSuggestions),
    "edit": lambda who, one, _: who.wants(OpenSuggestionForm, suggestion=one),
    "send": lambda who, one, _: who.wants(SendSuggestion, suggestion=one),
    "withdraw": lambda who, one, _: who.wants(Withdraw, suggestion=one),
    "queue": lambda who, after, _: who.wants(ShowQueue, after=after or None),
    "revise": lambda who, one, _: who.wants(OpenRevisionForm, suggestion=one),
    "approve": lambda who, one, at: who.wants(Approve, suggestion=one, revision=_number(at)),
    "rubric": lambda who, one, more: who.wants(ShowRubric, question=_whole(one, more)),
    "rubric_edit": lambda who, one, more: who.wants(OpenRubricForm, question=_whole(one, more)),
    "rubric_approve": lambda who, at, one: who.wants(ApproveRubric, question=one, revision=at),
    "deny": lambda who, one, at: who.wants(OpenDenialForm, suggestion=one, revision=_number(at)),
}
_ALONE = {
    "quiz",
    "quiz_form",
    "help",
    "suggest",
    "mine",
    "queue",
    "disputes",
    "setup_form",
    "daily_start",
}
"""Actions that stand without an id."""


def press(action: str, who: Who) -> Request:
    """The request of a pressed button; an action of an older or a forged card is `Refused`."""
    name, _, rest = action.partition(":")
    first, _, second = rest.partition(":")
    make = _PRESSED.get(name)
    if make is None or (not first and name not in _ALONE):
        return Refused.of(who, BadInput("error.stale_button"))
    return _made(lambda: make(who, first, second), who)


def fill(action: str, values: Mapping[str, str], who: Who) -> Request:
    """The request of a form that was sent; a form of an older version is `Refused`."""
    return _made(lambda: _filled(action, values, who), who)


def fits(action: str) -> bool:
    """Whether every platform can carry an action. Ids of questions go in as `question.carried`."""
    return len(action) <= LONGEST


def _filled(action: str, values: Mapping[str, str], who: Who) -> Request:
    name, _, rest = action.partition(":")
    one, _, at = rest.partition(":")
    said = tuple(values.items())
    match name:
        case "answer" if rest:
            return who.wants(SubmitAnswer, posting=rest, text=values.get("text", ""))
        case "retry" if rest:
            text = values.get("text", "")
            return who.wants(SubmitAnswer, posting=rest, text=text, private=False)
        case "followup" if rest:
            return who.wants(AnswerFollowup, attempt=rest, text=values.get("text", ""))
        case "quiz":
            return commands.call("quiz", values, who)
        case "elsewhere":
            chosen = {one: values.get(one, "") for one in ("question", "other", "text")}
            return who.wants(GradeElsewhere, **chosen)
        case "settings" if rest:
            return who.wants(ChangeSettings, scope=rest, choices=said)
        case "setup":
            return who.wants(ChooseSetup, choices=said, seen=rest)
        case "suggest" if not rest:
            return who.wants(Suggest, values=said)
        case "suggest":
            return who.wants(Suggest, values=said, suggestion=one, revision=_number(at))
        case "revise":
            return who.wants(Revise, values=said, suggestion=one, revision=_number(at))
        case "rubric":
            text = values.get("text", "")
            return who.wants(ReviseRubric, question=at, revision=one, text=text)
        case "contest" if rest:
            checkpoint, argument = values.get("checkpoint", ""), values.get("argument", "")
            return who.wants(Contest, attempt=rest, checkpoint=checkpoint, argument=argument)
        case "rule":
            reason = values.get("reason", "")
            return who.wants(Overrule, dispute=one, verdict=at, reason=reason)
        case "deny":
            reason = values.get("reason", "")
            return who.wants(Deny, suggestion=one, revision=_number(at), reason=reason)
    raise BadInput("error.stale_button")


def _made(make: Callable[[], Request], who: Who) -> Request:
    try:
        return make()
    except BadInput as error:
        return Refused.of(who, error)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 9):
        raise BadInput("error.stale_button")
    return int(text)


def _whole(first: str, second: str) -> str:
    """An id that may hold colons of its own."""
    return f"{first}:{second}" if second else first
