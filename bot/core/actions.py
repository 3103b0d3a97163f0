"""What buttons and forms do: an action is a name with up to two ids, in one line that platforms
carry.

`hint:POSTING` is an action; pressing it is a `TakeHint`. Ears hand the line back as it was.
"""

from collections.abc import Callable, Mapping

from bot.core.errors import BadInput
from bot.core.requests import (
    ChangeSettings,
    GradeAgain,
    NextQuestion,
    OpenAnswerForm,
    OpenSettingsForm,
    Refused,
    Request,
    Reveal,
    ShowHelp,
    Skip,
    SubmitAnswer,
    TakeHint,
    Tick,
    Who,
)

_PRESSED: Mapping[str, Callable[[Who, str, str], Request]] = {
    "hint": lambda who, posting, _: who.wants(TakeHint, posting=posting),
    "reveal": lambda who, posting, _: who.wants(Reveal, posting=posting),
    "skip": lambda who, posting, _: who.wants(Skip, posting=posting),
    "next": lambda who, posting, _: who.wants(NextQuestion, posting=posting),
    "answer": lambda who, posting, _: who.wants(OpenAnswerForm, posting=posting),
    "again": lambda who, attempt, _: who.wants(GradeAgain, attempt=attempt),
    "tick": lambda who, attempt, line: who.wants(Tick, attempt=attempt, checkpoint=line),
    "settings": lambda who, scope, _: who.wants(OpenSettingsForm, scope=scope),
    "help": lambda who, command, _: who.wants(ShowHelp, command=command or None),
}


def press(action: str, who: Who) -> Request:
    """The request of a pressed button; an action of an older or a forged card is `Refused`."""
    name, _, rest = action.partition(":")
    first, _, second = rest.partition(":")
    make = _PRESSED.get(name)
    if make is None or (not first and name != "help"):
        return Refused.of(who, BadInput("error.stale_button"))
    return make(who, first, second)


def fill(action: str, values: Mapping[str, str], who: Who) -> Request:
    """The request of a form that was sent; a form of an older version is `Refused`."""
    name, _, rest = action.partition(":")
    match name:
        case "answer" if rest:
            return who.wants(SubmitAnswer, posting=rest, text=values.get("text", ""))
        case "settings" if rest:
            return who.wants(ChangeSettings, scope=rest, choices=tuple(values.items()))
    return Refused.of(who, BadInput("error.stale_button"))
