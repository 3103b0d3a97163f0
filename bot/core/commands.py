"""The one catalogue of commands: every platform, `/help` and the README's table are made from it.

What the sentences say is in `bot/words`: `command.NAME` is a command's summary, `option.NAME` an
option's.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.core import tags
from bot.core.chat import Direct, Home, Role, Thread
from bot.core.errors import BadInput
from bot.core.preferences import LANGUAGES, PRIVACY, REMINDERS, language_of
from bot.core.requests import (
    ChangeSettings,
    Refused,
    Request,
    Say,
    ShowHelp,
    ShowSettings,
    StartQuiz,
    Who,
)

Where = Literal["channel", "thread", "direct", "home"]
EVERYWHERE: tuple[Where, ...] = ("channel", "thread", "direct", "home")


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a command. `source` names what completes it (`tag`, `company`, ...), else
    `choices` do.

    The `free` option takes words that stand behind the command without a name.
    """

    name: str
    choices: tuple[str, ...] = ()
    source: str | None = None
    required: bool = False
    free: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A command: who may use it, where, with which options, and the request that it is."""

    name: str
    request: Callable[[Who, Mapping[str, str]], Request]
    options: tuple[Option, ...] = ()
    role: Role = Role.MEMBER
    where: tuple[Where, ...] = EVERYWHERE

    def allows(self, who: Who) -> bool:
        """Whether this person may use it in this place."""
        return (self.role is Role.MEMBER or self.role in who.roles) and _where(who) in self.where


def _quiz(who: Who, values: Mapping[str, str]) -> Request:
    return who.wants(StartQuiz, filters=tuple(values.items()))


def _help(who: Who, values: Mapping[str, str]) -> Request:
    return who.wants(ShowHelp, command=values.get("command"))


def _settings(who: Who, values: Mapping[str, str]) -> Request:
    scope = values.get("scope", "me")
    choices = tuple((name, value) for name, value in values.items() if name != "scope")
    if not choices:
        return who.wants(ShowSettings, scope=scope)
    return who.wants(ChangeSettings, scope=scope, choices=choices)


COMMANDS: tuple[Command, ...] = (
    Command(
        "quiz",
        _quiz,
        options=(
            Option("tag", source="tag", free=True),
            Option("company", source="company"),
            Option("round", source="round"),
            Option("difficulty", choices=("easy", "medium", "hard")),
            Option("language", choices=LANGUAGES),
            Option("question", source="question"),
        ),
        where=("channel", "thread", "direct"),
    ),
    Command(
        "settings",
        _settings,
        options=(
            Option("scope", choices=("me", "channel"), free=True),
            Option("language", choices=LANGUAGES),
            Option("zone", source="zone"),
            Option("privacy", choices=PRIVACY),
            Option("reminders", choices=REMINDERS),
        ),
    ),
    Command("help", _help, options=(Option("command", source="command", free=True),)),
)

BY_NAME: Mapping[str, Command] = {command.name: command for command in COMMANDS}


def read(text: str, who: Who) -> Request:
    """The request that a typed line is: a command behind `/`, else words said in a place.

    An unquoted value runs to the next known `name:`, a quoted one to its closing quote. What cannot
    be read is an inquiry too (`Refused`), so that the person is told in their own language.
    """
    line = text.strip()
    if not line.startswith(("/", "／")):
        return who.wants(Say, text=line)
    try:
        name, *more = line[1:].split(maxsplit=1) or [""]
        rest = more[0] if more else ""
        command = find(name)
        if command.role is not Role.MEMBER and command.role not in who.roles:
            raise BadInput("error.not_allowed_role", command=command.name, role=command.role.value)
        if _where(who) not in command.where:
            raise BadInput("error.not_here", command=command.name)
        return command.request(who, values(command, rest))
    except BadInput as error:
        return Refused.of(who, error)


def find(name: str) -> Command:
    """The command of this name, in any case; BadInput with near names for any other."""
    found = BY_NAME.get(name.casefold())
    if found:
        return found
    close = tags.near(name, BY_NAME, most=2) if name else []
    if close:
        raise BadInput(
            "error.unknown_command_near", command=name, near=" ".join(f"/{one}" for one in close)
        )
    raise BadInput("error.unknown_command", command=name)


def values(command: Command, rest: str) -> dict[str, str]:
    """The values of a typed command line by option name; BadInput for what is no option of it."""
    named = re.compile(
        r"(?:(?<=\s)|^)("
        + "|".join(re.escape(one.name) for one in command.options)
        + r")\s*[:：=]\s*",
        re.IGNORECASE,
    )
    found: dict[str, str] = {}
    rest = rest.strip()
    first = named.search(rest)
    loose, position = (rest[: first.start()], first.start()) if first else (rest, len(rest))
    if loose.strip():
        found[_free(command, loose.strip())] = _unquoted(loose.strip())
    while match := named.match(rest, position):
        start = match.end()
        quote = rest[start : start + 1]
        closing = {'"': '"', "“": "”", "'": "'", "「": "」"}.get(quote)
        end = rest.find(closing, start + 1) if closing else -1
        if end > 0:
            value, position = rest[start + 1 : end], end + 1
            position += len(rest[position:]) - len(rest[position:].lstrip())
            if position < len(rest) and not named.match(rest, position):
                raise BadInput("error.after_quote", value=value, rest=rest[position:])
        else:
            following = named.search(rest, start)
            position = following.start() if following else len(rest)
            value = rest[start:position].strip()
        name = match[1].casefold()
        if name in found:
            raise BadInput("error.option_twice", option=name)
        if value:
            found[name] = value
    return {name: _known(command, name, value) for name, value in found.items()}


def _free(command: Command, loose: str) -> str:
    stranger = re.match(r"([\w-]+)\s*[:：=]", loose)
    if stranger:
        near = tags.near(stranger[1], [one.name for one in command.options], most=2)
        hint = " ".join(f"{one}:" for one in near or [one.name for one in command.options])
        raise BadInput("error.unknown_option", option=stranger[1], near=hint)
    free = next((one.name for one in command.options if one.free), None)
    if free is None:
        raise BadInput("error.no_free_text", command=command.name, value=loose)
    return free


def _known(command: Command, name: str, value: str) -> str:
    option = next(one for one in command.options if one.name == name)
    if value == "-":  # takes a choice back
        return value
    if name == "language":
        return language_of(value)
    if not option.choices:
        return value
    known = {tags.key(choice): choice for choice in option.choices}
    if tags.key(value) not in known:
        raise BadInput(
            "error.unknown_choice", option=name, value=value, known=", ".join(option.choices)
        )
    return known[tags.key(value)]


def _unquoted(value: str) -> str:
    return (
        value[1:-1]
        if len(value) > 1 and value[0] + value[-1] in ('""', "''", "“”", "「」")
        else value
    )


def _where(who: Who) -> Where:
    match who.place:
        case Thread():
            return "thread"
        case Direct():
            return "direct"
        case Home():
            return "home"
    return "channel"
