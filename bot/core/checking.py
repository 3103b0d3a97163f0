"""Which input of a form cannot be taken as it stands, as far as that is known without asking
anybody: a platform may say so while the form is still open."""

from collections.abc import Callable, Sequence

from bot.core.answer_text import plain
from bot.core.chat import Community
from bot.core.elsewhere_requests import GradeElsewhere
from bot.core.errors import BadInput
from bot.core.feedback_requests import AnswerFollowup
from bot.core.preferences import Preferences
from bot.core.requests import ChangeSettings, Refused, Request, SubmitAnswer
from bot.core.setup import Setup
from bot.core.welcome_requests import ChooseSetup

_HERE = ("time", "zone", "language")
"""What of a setup can be checked without looking at the community."""


def trouble(request: Request) -> tuple[str, BadInput] | None:
    """The name of the input and why; None where all can be taken, as far as is known here."""
    match request:
        case SubmitAnswer(text=text) | AnswerFollowup(text=text) | GradeElsewhere(text=text):
            if not plain(text).strip():
                return "text", BadInput("error.empty_answer")
        case ChangeSettings(choices=choices):
            return _first(choices, lambda name, value: Preferences().chosen(name, value))
        case ChooseSetup(choices=choices):
            setup = Setup(Community("", ""))
            given = tuple(one for one in choices if one[0] in _HERE)
            return _first(given, lambda name, value: setup.chosen(name, value))
        case Refused(problem=problem, facts=facts):
            told = dict(facts)
            return told.get("option", ""), BadInput(problem, **told)
    return None


def _first(
    choices: Sequence[tuple[str, str]], check: Callable[[str, str], object]
) -> tuple[str, BadInput] | None:
    for name, value in choices:
        try:
            check(name, value)
        except BadInput as error:
            return name, error
    return None
