"""What may complete a line that somebody is typing, made from the catalogue of commands."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core import tags
from bot.core.called import in_chinese
from bot.core.chat import Choice, Role
from bot.core.commands import COMMANDS, GROUPS, Command
from bot.core.filters import beginnings
from bot.core.options import Option, names_of
from bot.core.ports import Say, Suggest
from bot.core.requests import Who

_CLOSED = re.compile(r'"[^"]*"|“[^”]*”|「[^」]*」')
"""A value that its second quote has ended."""


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
    allowed = [command for command in COMMANDS if command.allows(who)]
    typed = line[1:].casefold().split(" ")
    command = next((one for one in allowed if typed[: _words(one)] == one.name.split()), None)
    if command is None or len(typed) == _words(command):
        return _named(" ".join(typed), allowed, who, say)[:most]
    rest = line.split(" ", _words(command))[-1]
    return _inside(command, line, rest, who, suggest, say)[:most]


def _words(command: Command) -> int:
    return command.name.count(" ") + 1


def _named(begun: str, allowed: Sequence[Command], who: Who, say: Say) -> list[Suggestion]:
    """The commands whose name goes on from what was typed, or else those whose second word does;
    where nothing was typed yet, a group stands for its commands.
    """
    language = who.language or "en"
    found: dict[str, str] = {}
    for one in allowed:
        group = one.name.split()[0]
        if not begun and group in GROUPS:
            found[group] = group
        elif one.name.startswith(begun):
            found[one.name] = one.key
    if not found:
        found = {one.name: one.key for one in allowed if one.name.split()[-1].startswith(begun)}
    return [
        Suggestion(f"/{name} ", f"/{name}", say(language, f"command.{key}"))
        for name, key in found.items()
    ]


def _inside(
    command: Command, line: str, rest: str, who: Who, suggest: Suggest, say: Say
) -> list[Suggestion]:
    language = who.language or "en"
    known = names_of(command.options)
    names = "|".join(map(re.escape, sorted(known, key=len, reverse=True))) or r"(?!)"
    given = list(re.finditer(rf"(?:(?<=\s)|^)({names})[:：]\s*", rest, re.IGNORECASE))
    used = {known[match[1].casefold()] for match in given}
    last = given[-1] if given else None
    typed = rest[last.end() :] if last else rest
    option = next(
        (one for one in command.options if last and one.name == known[last[1].casefold()]),
        None,
    )
    word = re.search(r"\S*$", rest)
    begun = word[0] if word else ""
    found: list[Suggestion] = []
    if option is not None:
        head = line[: len(line) - len(typed)]
        quotes = command.typed is not None
        if not _CLOSED.match(typed):
            found += _values(option, head, typed.lstrip('"“'), who, suggest, quotes=quotes)
    if option is None or not typed or begun != typed:
        head = line[: len(line) - len(begun)]
        found += [
            Suggestion(f"{head}{typed}:", f"{typed}:", say(language, f"option.{name}"))
            for name, typed in _begun(begun, command.options, known).items()
            if name not in used
        ]
    free = next((one for one in command.options if one.free and one.name not in used), None)
    if free is not None and not given and rest.strip():
        found += _values(free, f"{line[: len(line) - len(rest)]}{free.name}:", rest, who, suggest)
    return found


def _begun(begun: str, options: Sequence[Option], known: Mapping[str, str]) -> Mapping[str, str]:
    """The options whose name, or what else they are called, goes on from what was typed, each with
    that name."""
    wanted = begun.casefold()
    own = {one.name: one.name for one in options if one.name.startswith(wanted)}
    return own or {name: typed for typed, name in known.items() if typed.startswith(wanted)}


def _values(
    option: Option, head: str, typed: str, who: Who, suggest: Suggest, *, quotes: bool = False
) -> list[Suggestion]:
    """The values of an option; with `quotes`, one with a space in it is written between quotes, for
    free words may follow it."""
    wanted = typed.strip()
    choices: Sequence[Choice] = ()
    if option.choices:
        choices = [Choice(one, one) for one in _fitting(option, tags.key(wanted), who.language)]
    elif option.source:
        choices = suggest(option.source, wanted, who.member)
        if quotes and _goes_on(option.source, wanted, who, suggest):
            key = tags.key(wanted)
            choices = [one for one in choices if tags.key(one.value).startswith(key)]
    return [
        Suggestion(
            f'{head}"{one.value}" ' if quotes and " " in one.value else f"{head}{one.value} ",
            one.label,
        )
        for one in choices
        if one.value.casefold() != wanted.casefold() or not typed.endswith(" ")
    ]


def _fitting(option: Option, wanted: str, language: str | None) -> Iterator[str]:
    """The choices that go on from what is wanted, called as in the language in which they are
    typed, or else as they are read."""
    for one in option.choices:
        chinese = in_chinese(option.name, one)
        is_chinese = tags.key(chinese).startswith(wanted)
        if is_chinese and (language == "zh" or not tags.key(one).startswith(wanted)):
            yield chinese
        elif tags.key(one).startswith(wanted):
            yield one


def _goes_on(source: str, wanted: str, who: Who, suggest: Suggest) -> bool:
    """Whether a known value ends within what was typed, so that free words have begun."""
    return any(
        tags.key(one.value) == tags.key(begun)
        for begun in beginnings(wanted)
        if begun != wanted
        for one in suggest(source, begun, who.member)[:1]
    )


def command_choices(typed: str, roles: frozenset[Role]) -> list[Choice]:
    """The commands and groups whose names go on from what was typed."""
    names = [
        *GROUPS,
        *(one.name for one in COMMANDS if one.role is Role.MEMBER or one.role in roles),
    ]
    return [Choice(one, f"/{one}") for one in names if one.startswith(typed.casefold())]
