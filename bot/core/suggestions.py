"""What may complete a line that somebody is typing, made from the catalogue of commands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core import tags
from bot.core.chat import Choice, Role
from bot.core.commands import COMMANDS, Command, Option
from bot.core.ports import Say, Suggest
from bot.core.requests import Who


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`line` is the whole line once it is taken, `label` what is shown, `detail` what it means."""

    line: str
    label: str
    detail: str = ""


def complete(
    line: str, who: Who, suggest: Suggest, say: Say, *, most: int = 12
) -> list[Suggestion]:
    """What may come next in a line that begins with `/`: commands, then option names, then values.

    `who.language` is the language of the details. A line of plain words has no completions.
    """
    if not line.startswith("/"):
        return []
    language = who.language or "en"
    allowed = [command for command in COMMANDS if command.allows(who)]
    name, gap, rest = line[1:].partition(" ")
    if not gap:
        return [
            Suggestion(f"/{one.name} ", f"/{one.name}", say(language, f"command.{one.name}"))
            for one in allowed
            if one.name.startswith(name.casefold())
        ][:most]
    command = next((one for one in allowed if one.name == name.casefold()), None)
    if command is None:
        return []
    return _inside(command, line, rest, who, suggest, say)[:most]


def _inside(
    command: Command, line: str, rest: str, who: Who, suggest: Suggest, say: Say
) -> list[Suggestion]:
    language = who.language or "en"
    names = "|".join(re.escape(one.name) for one in command.options) or r"(?!)"
    given = list(re.finditer(rf"(?:(?<=\s)|^)({names})[:：]\s*", rest, re.IGNORECASE))
    used = {match[1].casefold() for match in given}
    last = given[-1] if given else None
    typed = rest[last.end() :] if last else rest
    option = next(
        (one for one in command.options if (last and one.name == last[1].casefold())),
        None,
    )
    word = re.search(r"\S*$", rest)
    begun = word[0] if word else ""
    found: list[Suggestion] = []
    if option is not None:
        head = line[: len(line) - len(typed)]
        found += _values(option, head, typed.lstrip('"“'), who, suggest)
    if option is None or not typed or begun != typed:
        head = line[: len(line) - len(begun)]
        found += [
            Suggestion(f"{head}{one.name}:", f"{one.name}:", say(language, f"option.{one.name}"))
            for one in command.options
            if one.name not in used and one.name.startswith(begun.casefold())
        ]
    free = next((one for one in command.options if one.free and one.name not in used), None)
    if free is not None and not given and rest.strip():
        found += _values(free, f"{line[: len(line) - len(rest)]}{free.name}:", rest, who, suggest)
    return found


def _values(option: Option, head: str, typed: str, who: Who, suggest: Suggest) -> list[Suggestion]:
    wanted = typed.strip()
    choices: Sequence[Choice]
    if option.choices:
        choices = [
            Choice(one, one) for one in option.choices if tags.key(one).startswith(tags.key(wanted))
        ]
    else:
        choices = suggest(option.source or "", wanted, who.member)
    return [
        Suggestion(f"{head}{one.value} ", one.label)
        for one in choices
        if one.value.casefold() != wanted.casefold() or not typed.endswith(" ")
    ]


def command_choices(typed: str, roles: frozenset[Role]) -> list[Choice]:
    """The commands whose names go on from what was typed."""
    return [
        Choice(one.name, f"/{one.name}")
        for one in COMMANDS
        if one.name.startswith(typed.casefold()) and (one.role is Role.MEMBER or one.role in roles)
    ]
