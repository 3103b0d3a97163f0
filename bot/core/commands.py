"""The one catalogue of commands: every platform, `/help` and the README's table are made from it.

What the sentences say is in `bot/words`: `command.NAME` is a command's summary, `option.NAME` an
option's. A name of two words is one command of a group; `command.bank_search` is its summary.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.core import calling, tags
from bot.core.bank_requests import (
    OpenSuggestionForm,
    ShowQuestion,
    ShowQueue,
    ShowStatistics,
    ShowSuggestions,
)
from bot.core.chat import Direct, Home, Role, Thread
from bot.core.cot_requests import CompareCot, ExplainCot, RunCot
from bot.core.daily_requests import (
    AskDailyNow,
    ListDaily,
    PreviewDaily,
    ShowDaily,
    SkipDaily,
    StopDaily,
)
from bot.core.dispute_requests import ShowDisputes
from bot.core.errors import BadInput
from bot.core.health_requests import ShowHealth
from bot.core.limit_requests import Stop
from bot.core.options import Option, checked, values
from bot.core.preferences import LANGUAGES, PRIVACY, REMINDERS, TRAINING
from bot.core.requests import (
    WHERE,
    Refused,
    Request,
    Say,
    ShowHelp,
    Who,
)
from bot.core.rotation import Policy
from bot.core.rubric_requests import ShowRubric

Where = Literal["channel", "thread", "direct", "home"]
EVERYWHERE: tuple[Where, ...] = ("channel", "thread", "direct", "home")


@dataclass(frozen=True, slots=True)
class Command:
    """A command: whom it is for, where, with which options, and the request that it is.

    `role` says whom it is shown to; whether somebody may do it, the flows decide by what the
    request `needs`. `typed` reads a line of its own language, where there is one.
    """

    name: str
    request: Callable[[Who, Mapping[str, str]], Request]
    options: tuple[Option, ...] = ()
    role: Role = Role.MEMBER
    where: tuple[Where, ...] = EVERYWHERE
    typed: Callable[[Who, str], Request] | None = None

    @property
    def key(self) -> str:
        """Its name as a part of the keys of words."""
        return self.name.replace(" ", "_")

    def allows(self, who: Who) -> bool:
        """Whether it is for this person in this place, by the roles that the platform knows."""
        held = self.role is Role.MEMBER or bool({self.role, Role.OPERATOR} & who.roles)
        return held and _where(who) in self.where


_PLACES: tuple[Where, ...] = ("channel", "thread", "direct")
_WHERE = (Option("channel", source="channel"),)
_FILTERS = (
    Option("company", source="company"),
    Option("round", source="round"),
    Option("difficulty", choices=("easy", "medium", "hard")),
    Option("language", choices=LANGUAGES),
    Option("since"),
    Option("until"),
    Option("chapter", source="chapter"),
)

COMMANDS: tuple[Command, ...] = (
    Command(
        "quiz",
        calling.quiz,
        options=(
            Option("tag", source="tag", free=True),
            *_FILTERS,
            Option("question", source="question"),
            Option("where", choices=WHERE),
        ),
        where=_PLACES,
    ),
    Command(
        "bank search",
        calling.search_values,
        options=(Option("words", free=True), Option("tag", source="tag"), *_FILTERS),
        typed=calling.search,
    ),
    Command(
        "bank show",
        lambda who, values: who.wants(ShowQuestion, question=values["question"]),
        options=(Option("question", source="question", required=True, free=True),),
    ),
    Command("bank stats", lambda who, _: who.wants(ShowStatistics)),
    Command(
        "bank suggest",
        lambda who, values: who.wants(OpenSuggestionForm, values=tuple(values.items())),
        options=(
            Option("title", free=True),
            Option("tags", source="tag"),
            Option("company", source="company"),
            Option("round", source="round"),
            Option("difficulty", choices=("easy", "medium", "hard")),
        ),
        where=_PLACES,
    ),
    Command("bank mine", lambda who, _: who.wants(ShowSuggestions)),
    Command(
        "bank rubric",
        lambda who, values: who.wants(ShowRubric, question=values["question"]),
        options=(Option("question", source="question", required=True, free=True),),
        role=Role.MAINTAINER,
    ),
    Command("bank queue", lambda who, _: who.wants(ShowQueue), role=Role.MAINTAINER),
    Command("disputes", lambda who, _: who.wants(ShowDisputes), role=Role.MAINTAINER),
    Command("stop", lambda who, _: who.wants(Stop)),
    Command(
        "settings",
        calling.settings,
        options=(
            Option("scope", choices=("me", "channel"), free=True),
            Option("language", choices=LANGUAGES),
            Option("zone", source="zone"),
            Option("privacy", choices=PRIVACY),
            Option("reminders", choices=REMINDERS),
            Option("training", choices=TRAINING),
        ),
    ),
    Command(
        "coach setup",
        calling.setup,
        options=(
            Option("channel", source="channel"),
            Option("time"),
            Option("zone", source="zone"),
            Option("language", choices=LANGUAGES),
        ),
        role=Role.ORGANISER,
    ),
    Command(
        "coach roles",
        calling.roles,
        options=(Option("add", source="member"), Option("remove", source="member")),
        role=Role.ORGANISER,
    ),
    Command(
        "daily start",
        calling.daily_start,
        options=(
            Option("time"),
            Option("days"),
            Option("zone", source="zone"),
            *_WHERE,
            Option("tag", source="tag"),
            *_FILTERS,
            Option("count", choices=("1", "2", "3", "4", "5")),
            Option("order", choices=tuple(Policy)),
            Option("reveal"),
            Option("catchup"),
            Option("digest"),
            Option("tells", source="group"),
        ),
    ),
    Command("daily stop", calling.of_channel(StopDaily), options=_WHERE),
    Command(
        "daily skip", calling.of_channel(SkipDaily), options=(Option("day", free=True), *_WHERE)
    ),
    Command("daily preview", calling.of_channel(PreviewDaily), options=_WHERE),
    Command("daily now", calling.of_channel(AskDailyNow), options=_WHERE),
    Command("daily show", calling.of_channel(ShowDaily), options=_WHERE),
    Command("daily list", lambda who, _: who.wants(ListDaily), role=Role.ORGANISER),
    Command(
        "cot run",
        lambda who, values: who.wants(RunCot, **values),
        options=(
            Option("problem", source="problem", free=True),
            Option("strategy", source="strategy"),
            Option("where", choices=WHERE),
        ),
        where=_PLACES,
    ),
    Command(
        "cot compare",
        lambda who, values: who.wants(CompareCot, **values),
        options=(
            Option("problem", source="problem", free=True),
            Option("strategies", source="strategy"),
            Option("where", choices=WHERE),
        ),
        where=_PLACES,
    ),
    Command(
        "cot explain",
        lambda who, values: who.wants(ExplainCot, **values),
        options=(Option("strategy", source="strategy", free=True),),
    ),
    Command("health", lambda who, _: who.wants(ShowHealth)),
    Command("help", calling.help_, options=(Option("command", source="command", free=True),)),
)

BY_NAME: Mapping[str, Command] = {command.name: command for command in COMMANDS}
GROUPS: Mapping[str, tuple[Command, ...]] = {
    group: tuple(one for one in COMMANDS if one.name.startswith(f"{group} "))
    for group in dict.fromkeys(one.name.split()[0] for one in COMMANDS if " " in one.name)
}
"""The commands whose first word is the same, by that word."""


def read(text: str, who: Who) -> Request:
    """The request that a typed line is: a command behind `/`, else words said in a place.

    An unquoted value runs to the next known `name:`, a quoted one to its closing quote. What cannot
    be read is an inquiry too (`Refused`), so that the person is told in their own language.
    """
    line = text.strip()
    if not line.startswith(("/", "／")):
        return who.wants(Say, text=line)
    try:
        name, rest = _parted(line[1:])
        if name in GROUPS:
            return who.wants(ShowHelp, command=name)
        command = find(name)
        if _where(who) not in command.where:
            raise BadInput("error.not_here", command=command.name)
        if command.typed:
            return command.typed(who, rest)
        return command.request(who, values(command.name, command.options, rest))
    except BadInput as error:
        return Refused.of(who, error)


def call(name: str, given: Mapping[str, str], who: Who) -> Request:
    """The request of a command whose values a platform has by name already: nothing of them is
    read as text. What cannot be done is `Refused`.
    """
    try:
        command = find(name)
        if _where(who) not in command.where:
            raise BadInput("error.not_here", command=command.name)
        return command.request(who, checked(command.name, command.options, given))
    except BadInput as error:
        return Refused.of(who, error)


def find(name: str) -> Command:
    """The command of this name, in any case; BadInput with near names for any other."""
    wanted = " ".join(name.casefold().split())
    found = BY_NAME.get(wanted)
    if found:
        return found
    group = GROUPS.get(wanted.split()[0] if wanted else "", ())
    last = {one.name.split()[-1]: f"/{one.name}" for one in group or COMMANDS}
    if not group:
        last |= {one: f"/{one}" for one in GROUPS}
    close = tags.near(wanted.split()[-1], last, most=2) if wanted else []
    if close or group:
        key = "error.unknown_command_near" if close else "error.unknown_in_group"
        shown = " ".join(last[one] for one in close or last)
        raise BadInput(key, command=name, near=shown)
    raise BadInput("error.unknown_command", command=name)


def _parted(line: str) -> tuple[str, str]:
    """The name that a line begins with, of two words where the first is a group, and the rest."""
    name, _, rest = _cut(line)
    if name.casefold() not in GROUPS:
        return name, rest
    second, _, more = _cut(rest)
    return (f"{name} {second}", more) if second else (name.casefold(), "")


def _cut(line: str) -> tuple[str, str, str]:
    found = re.match(r"(\S*)(\s*)(.*)", line, re.DOTALL)
    return (found[1], found[2], found[3]) if found else ("", "", "")


def _where(who: Who) -> Where:
    match who.place:
        case Thread():
            return "thread"
        case Direct():
            return "direct"
        case Home():
            return "home"
    return "channel"
