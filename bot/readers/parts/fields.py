"""The fields of a metadata line, `**Company**: … | **Round**: …`, and the columns they stand at."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

NAMES = {
    "company": "company",
    "公司": "company",
    "面试公司": "company",
    "round": "round",
    "轮次": "round",
    "面试轮次": "round",
    "date": "date",
    "日期": "date",
    "时间": "date",
    "面试日期": "date",
    "面试时间": "date",
    "tags": "tags",
    "tag": "tags",
    "标签": "tags",
    "keywords": "tags",
    "关键词": "tags",
    "difficulty": "difficulty",
    "难度": "difficulty",
    "id": "id",
    "编号": "id",
    "translation of": "translation_of",
    "译自": "translation_of",
    "language": "language",
    "语言": "language",
    "position": "position",
    "岗位": "position",
    "职位": "position",
}
BARS = "|｜│┃丨︱¦"
"""What stands between two fields; all but the first look like it."""

LONGEST = 5000
"""A line of more characters than this is no metadata."""

_KNOWN = "|".join(sorted(NAMES, key=len, reverse=True)).replace(" ", "[ _]+")
_KEY = re.compile(
    rf"""
    (?P<bold>\*\*|__)[ \t]*(?P<label>[^*|｜:：\n\[\]]{{1,40}}?)[ \t]*
        (?:(?P=bold)[ \t]*[:：]|[:：][ \t]*(?P=bold))
    | (?<![\w*])(?P<plain>{_KNOWN})[ \t]*[:：]
    | (?<=[{BARS}])[ \t]*(?P<other>[^\W\d_][^{BARS}:：\[\]*/]{{0,19}})[:：](?!//)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_PREFIX = re.compile(rf"[ \t>{BARS}]*(?:[-+*][ \t]+)?")
_SPACE = " \t\u3000"
_COMMAS = ",，;；"
_OPENING, _CLOSING = "[【［", "]】］"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a line: `name` is ours (None for one that is not known), `label` the file's.

    The value stands at `start` to `end`. What parts it from the field before on its line stands at
    `gap` (None for the first of a line) to `key`.
    """

    name: str | None
    label: str
    is_bold: bool
    value: str
    gap: int | None
    key: int
    start: int
    end: int


def of(line: str) -> list[Field]:
    """The fields of a line, if it begins with one; none otherwise."""
    begin = _PREFIX.match(line)
    if begin is None or len(line) > LONGEST:
        return []
    keys = list(_keys(line, begin.end()))
    if not keys or _key_start(keys[0]) != begin.end():
        return []
    found: list[Field] = []
    gap: int | None = None
    for match, following in zip(keys, [*keys[1:], None], strict=True):
        limit = _key_start(following) if following else len(line)
        raw = line[match.end() : limit]
        value = raw.rstrip(_SPACE + BARS + "\\")
        if following and following["plain"] and not set(raw[len(value) :]) & set(BARS):
            value = value.rstrip(_COMMAS + _SPACE)
        end = match.end() + len(value)
        value = value.lstrip(_SPACE)
        found.append(
            Field(
                _name(match),
                _label(match),
                match["label"] is not None,
                value,
                gap,
                _key_start(match),
                end - len(value),
                end,
            )
        )
        gap = end
    return found


def opens_bracket(field: Field) -> bool:
    """Whether the value holds a bracket that is not closed in it."""
    return _depth(field.value) > 0


def closes_bracket(line: str) -> bool:
    """Whether a line goes on with the value of the line before, up to its closing bracket."""
    return len(line) <= LONGEST and _depth(line) < 0


def _keys(line: str, begin: int) -> Iterator[re.Match[str]]:
    """The keys of the line that begin a field, and do not just stand within a value."""
    matches = list(_KEY.finditer(line, begin))
    has_bold = any(match["label"] and _name(match) for match in matches)
    last_closing = max(line.rfind(one) for one in _CLOSING)
    seen: set[str | None] = set()
    depth, counted = 0, begin
    for match in matches:
        start = _key_start(match)
        depth += _depth(line[counted:start])
        counted = start
        if depth > 0 and start < last_closing:
            continue
        before = line[:start].rstrip(_SPACE)
        space = start - len(before)
        if len(before) <= begin or before[-1] in BARS:
            begins = True
        elif match["label"]:
            begins = space > 1 or _name(match) is not None
        else:
            is_near = not has_bold and (space > 0 or before[-1] in _COMMAS)
            begins = space > 1 or (is_near and _name(match) not in seen)
        if begins:
            depth = 0
            seen.add(_name(match))
            yield match


def _label(match: re.Match[str]) -> str:
    return match["label"] or match["plain"] or match["other"]


def _name(match: re.Match[str]) -> str | None:
    return NAMES.get(" ".join(_label(match).casefold().replace("_", " ").split()))


def _key_start(match: re.Match[str]) -> int:
    return match.start("other") if match["other"] else match.start()


def _depth(text: str) -> int:
    return sum(map(text.count, _OPENING)) - sum(map(text.count, _CLOSING))
