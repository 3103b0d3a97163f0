"""The one filter language: `tag:"KV Cache" company:阿里 since:2025-08 and free words`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core import tags
from bot.core.errors import BadInput
from bot.core.preferences import language_of

FILTERS = ("tag", "company", "round", "difficulty", "language", "since", "until", "chapter")
"""The names of filters. Different names must all hold; a comma within a value means either."""

NAMES: Mapping[str, str] = {
    **{name: name for name in FILTERS},
    "tags": "tag", "标签": "tag", "公司": "company", "轮次": "round", "难度": "difficulty",
    "语言": "language", "lang": "language", "从": "since", "自": "since", "到": "until",
    "至": "until", "章": "chapter", "章节": "chapter",
}  # fmt: skip
"""What may be typed for each filter, in either language."""

DIFFICULTIES: Mapping[str, str] = {
    "easy": "easy", "简单": "easy", "容易": "easy", "低": "easy", "初级": "easy",
    "medium": "medium", "中等": "medium", "中": "medium", "中级": "medium",
    "hard": "hard", "困难": "hard", "难": "hard", "高": "hard", "高级": "hard",
}  # fmt: skip

_QUOTES = {'"': '"', "“": "”", "'": "'", "「": "」", "『": "』"}
_NAMED = re.compile(
    r"(?:(?<=\s)|^)(" + "|".join(sorted(NAMES, key=len, reverse=True)) + r")\s*[:：]\s*",
    re.IGNORECASE,
)
_DATE = re.compile(r"^(\d{4})(?:\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2}))?)?\s*[年月日]?$")
_COMMA = re.compile(r"\s*[,，、]\s*")


@dataclass(frozen=True, slots=True)
class Query:
    """Free words, and filters as pairs of a name of `FILTERS` and a value."""

    words: str = ""
    filters: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return " ".join([*(written(*one) for one in self.filters), self.words]).strip()


def read(text: str) -> Query:
    """The query that was typed; BadInput for a date, a difficulty or a language that is none.

    A quoted value ends at its quote, another one at the next `name:` or at the end of the text; so
    free words stand in front of the filters, or behind a quoted value.
    """
    words: list[str] = []
    filters: list[tuple[str, str]] = []
    match = _NAMED.search(text)
    words.append(text[: match.start()] if match else text)
    while match:
        name, start = NAMES[match[1].casefold()], match.end()
        closing = _QUOTES.get(text[start : start + 1])
        end = text.find(closing, start + 1) if closing else -1
        following = _NAMED.search(text, end + 1 if end > 0 else start)
        stop = following.start() if following else len(text)
        value = text[start + 1 : end] if end > 0 else text[start:stop]
        if end > 0:
            words.append(text[end + 1 : stop])
        if value.strip():
            filters.append((name, checked(name, value.strip())))
        match = following
    return Query(" ".join(" ".join(words).split()), tuple(filters))


def checked(name: str, value: str) -> str:
    """The value of a filter as it is compared; BadInput for one that the filter cannot have."""
    match name:
        case "since" | "until":
            return date(value)
        case "difficulty":
            return ",".join(_difficulty(one) for one in either(value))
        case "language":
            return ",".join(language_of(one) for one in either(value))
    return value


def date(value: str) -> str:
    """`2025`, `2025-08` or `2025-08-26` from what people write; BadInput for another text."""
    match = _DATE.match(value.strip())
    if match:
        year, month, day = match.groups()
        if (month is None or 1 <= int(month) <= 12) and (day is None or 1 <= int(day) <= 31):
            return "-".join([year, *(f"{int(one):02}" for one in (month, day) if one)])
    raise BadInput("error.unknown_date", value=value)


def either(value: str) -> list[str]:
    """The values of which one must hold, for they stand between commas."""
    return [one for one in _COMMA.split(value) if one] or [value]


def written(name: str, value: str) -> str:
    """A filter as it can be typed again."""
    return f'{name}:"{value}"' if re.search(r"\s", value) else f"{name}:{value}"


def _difficulty(value: str) -> str:
    found = {tags.key(name): known for name, known in DIFFICULTIES.items()}.get(tags.key(value))
    if found is None:
        known = ", ".join(dict.fromkeys(DIFFICULTIES.values()))
        raise BadInput("error.unknown_choice", option="difficulty", value=value, known=known)
    return found


def keeps(filters: Iterable[tuple[str, str]], name: str) -> bool:
    """Whether a filter of this name is among them."""
    return any(one == name for one, _ in filters)
