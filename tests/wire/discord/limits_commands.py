"""The bounds of application commands: names (D6), sizes (D7), counts (D8), choices (D5), locales
(D31)."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from tests.wire.discord.world import Json

_EUROPE = "da de en-GB en-US es-ES fr hr it lt hu nl no pl ro fi sv-SE cs el bg ru uk tr"
_ELSEWHERE = "id es-419 pt-BR vi hi th zh-CN ja zh-TW ko"
LOCALES = frozenset([*_EUROPE.split(), *_ELSEWHERE.split()])
SLASH, OF_USER, OF_MESSAGE = 1, 2, 3


def is_name(text: object) -> bool:
    """Whether Discord takes this as the name of a slash command or of an option (D6)."""
    if not isinstance(text, str) or not 1 <= len(text) <= 32:
        return False
    return text == text.lower() and all(_of_name(one) for one in text)


def _of_name(one: str) -> bool:
    if one in "-_'" or unicodedata.category(one)[0] in "LN":
        return True
    return "\u0900" <= one <= "\u097f" or "\u0e00" <= one <= "\u0e7f"  # Devanagari, Thai


def _parts(one: Json) -> Iterator[Json]:
    """The options of a command and of what is under it."""
    for option in one.get("options") or []:
        yield option
        yield from _parts(option)


def _names(one: Json) -> Iterator[str]:
    yield str(one.get("name", ""))
    yield from (one.get("name_localizations") or {}).values()


def command_names(commands: Sequence[Json]) -> Iterator[str]:
    """What of D6 these commands break."""
    for command in commands:
        slash = command.get("type", SLASH) == SLASH
        for name in _names(command):
            if not (is_name(name) if slash else 1 <= len(name) <= 32):
                yield f"{name!r} is no name of a command"
        for option in _parts(command):
            yield from (
                f"{name!r} is no option's name" for name in _names(option) if not is_name(name)
            )
        for scope in (command, *_parts(command)):
            seen = Counter(str(one.get("name")) for one in scope.get("options") or [])
            yield from (f"{name!r} twice in one command" for name, n in seen.items() if n > 1)


def command_sizes(commands: Sequence[Json]) -> Iterator[str]:
    """What of D7 these commands break."""
    for command in commands:
        name, slash = command.get("name"), command.get("type", SLASH) == SLASH
        if not slash and (command.get("description") or command.get("options")):
            yield f"{name}: a menu's command has neither description nor options"
        described = [command, *_parts(command)] if slash else []
        for one in described:
            texts = [one.get("description"), *(one.get("description_localizations") or {}).values()]
            for text in texts:
                if not 1 <= len(text or "") <= 100:
                    yield f"{name}: a description of {len(text or '')} characters, not 1 to 100"
            options = one.get("options") or []
            if len(options) > 25:
                yield f"{name}: {len(options)} options, not 25"
            needed = [bool(option.get("required")) for option in options]
            if needed != sorted(needed, reverse=True):
                yield f"{name}: a required option after one that is not"
            if one.get("choices") and one.get("autocomplete"):
                yield f"{name}: choices and completion for one option"
        if (size := _size(command)) > 8000:
            yield f"{name}: {size} characters in all, not 8000"


def _longest(one: Json, key: str) -> int:
    texts = [one.get(key), *(one.get(f"{key}_localizations") or {}).values()]
    return max(len(text or "") for text in texts)


def _size(one: Json) -> int:
    size = _longest(one, "name") + _longest(one, "description")
    for choice in one.get("choices") or []:
        size += _longest(choice, "name") + len(str(choice.get("value", "")))
    return size + sum(_size(option) for option in one.get("options") or [])


def command_counts(commands: Sequence[Json]) -> Iterator[str]:
    """What of D8 a whole set of commands breaks."""
    kinds = Counter(command.get("type", SLASH) for command in commands)
    for kind, most in ((SLASH, 100), (OF_USER, 15), (OF_MESSAGE, 15)):
        if kinds[kind] > most:
            yield f"{kinds[kind]} commands of type {kind}, not {most}"
    names = Counter((command.get("type", SLASH), command.get("name")) for command in commands)
    yield from (f"{name!r} is two commands" for (_, name), count in names.items() if count > 1)


def choices(offered: Sequence[Json]) -> Iterator[str]:
    """What of D5 these choices break, of an option or of a completion."""
    if len(offered) > 25:
        yield f"{len(offered)} choices, not 25"
    for one in offered:
        for name in _names(one):
            if not 1 <= len(name) <= 100:
                yield f"a choice's name of {len(name)} characters, not 1 to 100"
        value = one.get("value")
        if isinstance(value, str) and not 1 <= len(value) <= 100:
            yield f"a choice's value of {len(value)} characters, not 1 to 100"


def localizations(commands: Sequence[Json]) -> Iterator[str]:
    """What of D31 these commands break: locales that Discord knows, the default among them."""
    for command in commands:
        parts = [command, *_parts(command)]
        parts += [choice for part in parts for choice in part.get("choices") or []]
        for part in parts:
            for key in ("name", "description"):
                said = part.get(f"{key}_localizations") or {}
                if unknown := sorted(set(said) - LOCALES):
                    yield f"{command.get('name')}: Discord knows no locale {', '.join(unknown)}"
                if said and part.get(key) not in said.values():
                    yield f"{command.get('name')}: the default {key} stands under no locale"
