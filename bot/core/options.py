"""The options of a command, and how their values are read from what stands behind its name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core import called, filters, tags
from bot.core.errors import BadInput

_QUOTES = {'"': '"', "“": "”", "'": "'", "「": "」"}


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


def values(command: str, options: Sequence[Option], rest: str) -> dict[str, str]:
    """The values of a typed command line by option name; BadInput for what is no option of it, and
    where one that is required is missing.
    """
    names = names_of(options)
    either = "|".join(sorted(map(re.escape, names), key=len, reverse=True)) or r"(?!)"
    named = re.compile(rf"(?:(?<=\s)|^)((?ai:{either}))\s*[:：=]\s*")
    found: dict[str, str] = {}
    rest = rest.strip()
    first = named.search(rest)
    loose, position = (rest[: first.start()], first.start()) if first else (rest, len(rest))
    if loose.strip():
        found[_free(command, options, loose.strip())] = _unquoted(loose.strip())
    while match := named.match(rest, position):
        start = match.end()
        closing = _QUOTES.get(rest[start : start + 1])
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
        name = names[match[1].casefold()]
        if name in found:
            raise BadInput("error.option_twice", option=name)
        if value:
            found[name] = value
    return checked(command, options, found)


def checked(command: str, options: Sequence[Option], given: Mapping[str, str]) -> dict[str, str]:
    """Values that came by option name, as the command takes them; BadInput for one that its option
    cannot have, for what is no option, and where one that is required is missing.
    """
    by_name = {one.name: one for one in options}
    found = {name: text for name, value in given.items() if (text := value.strip())}
    stranger = next((name for name in found if name not in by_name), None)
    if stranger is not None:
        near = " ".join(f"{one}:" for one in tags.near(stranger, by_name, most=2) or by_name)
        raise BadInput("error.unknown_option", option=stranger, near=near)
    missing = next((one.name for one in options if one.required and one.name not in found), None)
    if missing:
        raise BadInput("error.option_missing", command=command, option=missing)
    return {name: _known(by_name[name], value) for name, value in found.items()}


def names_of(options: Sequence[Option]) -> Mapping[str, str]:
    """What may be typed for each option: its name, and what else it is called."""
    own = {one.name: one.name for one in options}
    others = {typed: one for one in reversed(own) for typed in called.OPTIONS.get(one, ())}
    return {typed: name for typed, name in filters.NAMES.items() if name in own} | others | own


def _free(command: str, options: Sequence[Option], loose: str) -> str:
    known = [one.name for one in options]
    stranger = re.match(r"([\w-]+)\s*[:：=]", loose)
    if stranger and known:
        near = tags.near(stranger[1], known, most=2)
        hint = " ".join(f"{one}:" for one in near or known)
        raise BadInput("error.unknown_option", option=stranger[1], near=hint)
    free = next((one.name for one in options if one.free), None)
    if free is None:
        raise BadInput("error.no_free_text", command=command, value=loose)
    return free


def _known(option: Option, value: str) -> str:
    if value == "-":  # takes a choice back
        return value
    if option.name in filters.FILTERS:
        return filters.checked(option.name, value)
    if not option.choices:
        return value
    known = {tags.key(choice): choice for choice in option.choices}
    found = known.get(tags.key(value)) or called.value_of(option.name, value)
    if found not in option.choices:
        raise BadInput(
            "error.unknown_choice",
            option=option.name,
            value=value,
            known=", ".join(option.choices),
        )
    return str(found)


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] + value[-1] in ('""', "''", "“”", "「」")
    return value[1:-1] if quoted else value
