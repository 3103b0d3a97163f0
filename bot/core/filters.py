"""The one filter language: `tag:"KV Cache" company:阿里 since:2025-08 and free words`."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
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
    "至": "until", "章": "chapter", "章节": "chapter", "面试轮次": "round",
    "起始日期": "since", "截止日期": "until",
}  # fmt: skip
"""What may be typed for each filter, in either language."""

DIFFICULTIES: Mapping[str, str] = {
    "easy": "easy", "简单": "easy", "容易": "easy", "低": "easy", "初级": "easy",
    "medium": "medium", "中等": "medium", "中": "medium", "中级": "medium",
    "hard": "hard", "困难": "hard", "难": "hard", "高": "hard", "高级": "hard",
}  # fmt: skip

_CLOSED = ("since", "until", "difficulty", "language")
_LONGEST = 500
"""Characters between quotes."""
_WORDS = 12
"""How many of the first words of a value may be all of it."""
_SEPARATORS = ",，、;；"
_ENDS = f"{_SEPARATORS} \t\n\r\u3000"
_DOUBLE, _SINGLE = '"“”＂', "'‘’"
_QUOTED = {
    **dict.fromkeys(
        _DOUBLE,
        re.compile(rf"((?:[^{_DOUBLE}]|([{_DOUBLE}])\2){{0,{_LONGEST}}})[{_DOUBLE}]"),
    ),
    **dict.fromkeys(_SINGLE, re.compile(rf"([^\n]{{0,{_LONGEST}}}?)[{_SINGLE}](?!\w)")),
    "「": re.compile(rf"([^」]{{0,{_LONGEST}}})」"),
    "『": re.compile(rf"([^』]{{0,{_LONGEST}}})』"),
}
"""By the quote that opens a value: the value and the quote that ends it."""
_NEXT = re.compile(rf"\s*[{_SEPARATORS}]\s*(?=[{''.join(_QUOTED)}])")
_ANY = f"((?ai:{'|'.join(sorted(NAMES, key=len, reverse=True))}))"
_NAMED = re.compile(rf"(?:(?<=[\s{_SEPARATORS}{_DOUBLE}{_SINGLE}」』])|^){_ANY}\s*[:：]\s*")
_DATE = re.compile(
    r"(\d{4})(?:\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2}))?)?\s*[年月日]?"
    r"|(\d{4})(\d{2})(\d{2})?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Query:
    """Free words, and filters as pairs of a name of `FILTERS` and a value."""

    words: str = ""
    filters: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return " ".join([_free(self.words), *(written(*one) for one in self.filters)]).strip()


def read(text: str) -> Query:
    """The query that was typed; BadInput for a date, a difficulty or a language that is none.

    A quoted value ends at its quote (a doubled one stands for itself), a date, a difficulty or a
    language where it is one, another value at the next `name:` or at the end of the text; so free
    words stand in front of the filters, or behind a value that has its end.
    """
    match = _NAMED.search(text)
    words = [text[: match.start()] if match else text]
    filters: list[tuple[str, str]] = []
    while match:
        name, start = NAMES[match[1].lower()], match.end()
        quoted, end = _quoted(text, start)
        match = _NAMED.search(text, end)
        rest = text[end : match.start() if match else len(text)]
        if quoted is not None:
            value, rest = quoted, rest.lstrip(_ENDS)
        elif name in _CLOSED:
            value, rest = _ended(name, rest)
        else:
            value, rest = rest, ""
        value = value.strip() if quoted is not None else value.strip().strip(_ENDS).strip()
        if value:
            filters.append((name, checked(name, value)))
        words.append(rest)
    return Query(_free(" ".join(words)), tuple(filters))


def _quoted(text: str, start: int) -> tuple[str | None, int]:
    """The quoted value (several, with commas between) that begins here, and where it ends; None
    where there is none, and where a value without quotes begins: behind a quote that does not end.
    """
    values: list[str] = []
    end = start
    while (pattern := _QUOTED.get(text[end : end + 1])) and (match := pattern.match(text, end + 1)):
        values.append(re.sub(rf"([{_DOUBLE}])\1", r"\1", match[1]))
        end = match.end()
        following = _NEXT.match(text, end)
        if following is None:
            break
        end = following.end()
    if values:
        return ",".join(values), end
    return None, start + (text[start : start + 1] in ("「", "『", *_DOUBLE))


def _ended(name: str, value: str) -> tuple[str, str]:
    """The value and the words behind it: as much as can be read, else its first word."""
    begun = value.strip(_ENDS)
    for one in beginnings(begun):
        try:
            checked(name, one.strip(_ENDS))
        except BadInput:
            continue
        return one, " ".join(begun.split()[len(one.split()) :])
    first, _, rest = begun.partition(" ")
    return first, rest


def _free(words: str) -> str:
    """Free words as they can be typed again: without what would be read as a filter."""
    if _NAMED.search(words := " ".join(words.split())):
        words = re.sub(rf"{_ANY}\s*(?:[:：]\s*)+", r"\1 ", words).strip()
    return words


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
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", value).strip())
    if match:
        year, *rest = [one for one in match.groups() if one]
        month, day = [*map(int, rest), 1, 1][:2]
        if 1 <= month <= 12 and 1 <= day <= 31:
            return "-".join([year, *(f"{int(one):02}" for one in rest)])
    raise BadInput("error.unknown_date", value=value)


def either(value: str) -> list[str]:
    """The values of which one must hold, for they stand between commas."""
    return [one.strip() for one in re.split("[,，、]", value) if one.strip()] or [value]


def beginnings(value: str) -> Iterator[str]:
    """The value, then its first words, from many to one."""
    yield value
    words = value.split()
    for taken in range(min(len(words) - 1, _WORDS), 0, -1):
        yield " ".join(words[:taken])


def written(name: str, value: str) -> str:
    """A filter as it can be typed again."""
    is_plain = value == value.strip(_ENDS) and value[:1] not in _QUOTED
    if is_plain and not re.search(r"\s", value) and not _NAMED.search(value):
        return f"{name}:{value}"
    doubled = "".join(one * 2 if one in _DOUBLE else one for one in value)
    return f'{name}:"{doubled}"'


def _difficulty(value: str) -> str:
    found = {tags.key(name): known for name, known in DIFFICULTIES.items()}.get(tags.key(value))
    if found is None:
        known = ", ".join(dict.fromkeys(DIFFICULTIES.values()))
        raise BadInput("error.unknown_choice", option="difficulty", value=value, known=known)
    return found


def keeps(filters: Iterable[tuple[str, str]], name: str) -> bool:
    """Whether a filter of this name is among them."""
    return any(one == name for one, _ in filters)
