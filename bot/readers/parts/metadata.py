"""The facts beside a question: who asked it, when, in which round, on which topics."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core.account import Edit
from bot.core.errors import BadInput
from bot.core.preferences import language_of
from bot.readers.parts import dates, fields, rounds
from bot.readers.parts.fields import Field
from bot.readers.parts.oddity import Oddity
from bot.readers.parts.tag_list import tags_of

_NOTHING = {
    "", "none", "null", "nil", "~", "n/a", "na", "unknown", "?", "tbd", "todo", "/", "[]", "【】",
    "无", "暂无", "没有", "空", "未知", "不详", "待补充",
}  # fmt: skip
_UNDERLINE = re.compile(r"[ \t>]*(?:-+|=+)[ \t]*")
_DASHES = re.compile(r"[-‐-―—_]+")
_WRAPPED = re.compile(r"(\*{1,3}|_{1,3}|`{1,3})(.+)\1", re.DOTALL)
_DIFFICULTY = {
    "easy": "easy", "简单": "easy", "容易": "easy", "低": "easy",
    "medium": "medium", "中等": "medium", "中": "medium",
    "hard": "hard", "困难": "hard", "难": "hard", "高": "hard",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """What the metadata of a question says; None is unknown. `unread` says by field what could not
    be read."""

    company: str | None = None
    position: str | None = None
    round: str | None = None
    round_text: str | None = None
    date: str | None = None
    tags: tuple[str, ...] = ()
    difficulty: str | None = None
    id: str | None = None
    translation_of: str | None = None
    language: str | None = None
    unread: Mapping[str, str] = field(default_factory=dict)

    @property
    def odd(self) -> tuple[str, ...]:
        """What could not be read."""
        return tuple(self.unread.values())


@dataclass(frozen=True, slots=True)
class Stated:
    """The facts that lines of metadata state, the line (from 0, not included) where they end, and
    what is odd in them."""

    facts: Facts
    end: int
    oddities: list[Oddity]


def is_metadata(text: str) -> bool:
    """Whether a paragraph or a quote begins with metadata."""
    lines = text.split("\n")
    return stated(lines, 0, len(lines)) is not None


def from_line(text: str) -> Facts:
    """The facts of a metadata line: fields apart by bars of either width, or by nothing but
    space."""
    lines = text.split("\n")
    found = stated(lines, 0, len(lines))
    return found.facts if found else Facts()


def from_values(values: Mapping[str, Any]) -> Facts:
    """The facts of named values, as they come from a metadata line or from front matter."""
    unread: dict[str, str] = {}
    round_text = _known(values.get("round"))
    told = rounds.told(round_text) if round_text else rounds.Told(None, None)
    if not told.sure:
        unread["round"] = f"the round {_short(round_text)!r} is none that is known"
    date_text = _known(values.get("date"))
    date = dates.read(date_text) if date_text else None
    if date_text and not date:
        unread["date"] = f"date {_short(date_text)!r} is not read as a date"
    difficulty = _known(values.get("difficulty"))
    if difficulty and difficulty.casefold() not in _DIFFICULTY:
        unread["difficulty"] = f"difficulty {_short(difficulty)!r} is none of easy, medium, hard"
    language_text = _known(values.get("language"))
    language = _language(language_text)
    if language_text and not language:
        unread["language"] = f"language {_short(language_text)!r} is neither en nor zh"
    return Facts(
        company=_known(values.get("company")),
        position=_known(values.get("position")) or told.position,
        round=told.round,
        round_text=round_text,
        date=date,
        tags=tuple(filter(None, map(_known, tags_of(values.get("tags"))))),
        difficulty=_DIFFICULTY.get(difficulty.casefold()) if difficulty else None,
        id=_known(values.get("id")),
        translation_of=_known(values.get("translation_of")),
        language=language,
        unread=unread,
    )


def stated(lines: Sequence[str], first: int, end: int) -> Stated | None:
    """The metadata of a paragraph, a quote or a list at the lines `first` to `end` (from 0, not
    included); None where it does not begin with metadata.

    A paragraph may go on with the answer: only lines of fields are taken.
    """
    found: list[tuple[int, Field]] = []
    at = first
    while at < end:
        here = fields.of(lines[at])
        if here and _are_metadata(here, is_quoted=">" in lines[at][: here[0].key]):
            found += [(at, one) for one in here]
        elif found and _goes_on(found[-1][1], lines[at]):
            line, last = found[-1]
            found[-1] = (line, _longer(last, lines[at]))
        else:
            break
        at += 1
    known = [one.name for _, one in found if one.name]
    is_marked = bool(found) and (found[0][1].is_bold or ">" in lines[first][: found[0][1].key])
    is_list = bool(found) and lines[first][: found[0][1].key].rstrip(" \t").endswith(
        ("-", "*", "+")
    )
    if not known or (len(known) < 2 and (is_list or not is_marked)):
        return None
    values: dict[str, str] = {}
    for _, one in found:
        if one.name:
            values.setdefault(one.name, one.value)
    facts = from_values(values)
    return Stated(facts, at, list(_oddities(lines, found, facts, at, end, is_list=is_list)))


def _oddities(
    lines: Sequence[str],
    found: list[tuple[int, Field]],
    facts: Facts,
    at: int,
    end: int,
    *,
    is_list: bool,
) -> Iterable[Oddity]:
    first = found[0][0]
    if is_list:
        yield Oddity(
            first + 1, "metadata-as-list", "the metadata is a list",
            "write it as one line `> **Company**: … | **Round**: …`",
        )  # fmt: skip
    elif not all(">" in lines[line][: one.key] for line, one in found if one.gap is None):
        edits = [
            Edit(line + 1, begin, begin, "> ")
            for line in range(first, at)
            if ">" not in lines[line][: (begin := len(lines[line]) - len(lines[line].lstrip())) + 1]
        ]
        yield Oddity(
            first + 1, "metadata-unquoted", "the metadata line has no `>`",
            "write `> ` before it", tuple(edits),
        )  # fmt: skip
    yield from _between(lines, found)
    yield from _values(found, facts)
    rest = lines[at] if at < len(lines) else ""
    joins = at < end or rest.lstrip(" ").startswith(">")
    if joins and rest.strip(" \t>") and not is_list:
        drawn = any(_UNDERLINE.fullmatch(one) for one in lines[at : end + 1])
        yield Oddity(
            at + 1,
            "metadata-runs-on",
            "the answer follows the metadata without a blank line",
            "leave a blank line before it",
            () if drawn else (Edit(at + 1, 0, 0, "\n"),),  # apart, it would be a heading
        )


def _between(lines: Sequence[str], found: list[tuple[int, Field]]) -> Iterable[Oddity]:
    """What parts two fields of one line, where it is no bar `|`."""
    wide: dict[int, list[Edit]] = {}
    for line, one in found:
        if one.gap is None:
            continue
        gap = lines[line][one.gap : one.key]
        bars = [at for at, mark in enumerate(gap) if mark in fields.BARS]
        wide.setdefault(line, []).extend(
            Edit(line + 1, one.gap + at, one.gap + at + 1, "|") for at in bars if gap[at] != "|"
        )
        if not bars:
            yield Oddity(
                line + 1, "missing-bar", f"there is no bar before `{one.label}`",
                "write ` | ` between two fields", (Edit(line + 1, one.gap, one.key, " | "),),
            )  # fmt: skip
    for line, edits in wide.items():
        if edits:
            bars_ = "a bar is" if len(edits) == 1 else f"{len(edits)} bars are"
            yield Oddity(
                line + 1, "wide-bar", f"{bars_} not written `|`", "write `|`", tuple(edits)
            )


def _values(found: list[tuple[int, Field]], facts: Facts) -> Iterable[Oddity]:
    seen: set[str] = set()
    for line, one in found:
        if one.name is None:
            yield Oddity(
                line + 1, "unknown-field", f"the field `{one.label}` is not known",
                "see seeds/README.md, or write it into the answer",
            )  # fmt: skip
            continue
        if one.name in seen:
            yield Oddity(
                line + 1, "repeated-field", f"`{one.label}` stands here a second time, unread",
                "write all of it into one field",
            )  # fmt: skip
            continue
        seen.add(one.name)
        if one.name in facts.unread:
            rule = "odd-round" if one.name == "round" else "odd-value"
            fix = "mend the value, or leave it empty"
            yield Oddity(line + 1, rule, facts.unread[one.name], fix)
        elif one.name == "date" and facts.date and one.value != facts.date:
            yield Oddity(
                line + 1, "odd-date", f"the date is written {one.value!r}",
                f"write {facts.date}", (Edit(line + 1, one.start, one.end, facts.date),),
            )  # fmt: skip


def _are_metadata(here: list[Field], *, is_quoted: bool) -> bool:
    """Whether the fields of a line are metadata, and no sentence with a colon."""
    known = [one for one in here if one.name]
    if is_quoted:
        return bool(known) or here[0].is_bold
    if len(known) > 1:
        return True
    return here[0].name is not None and _is_likely(here[0])


def _is_likely(one: Field) -> bool:
    """Whether the value is one that the field may well have."""
    value = _known(one.value)
    if value is None:
        return True
    match one.name:
        case "date":
            return dates.read(value) is not None
        case "difficulty":
            return value.casefold() in _DIFFICULTY
        case "language":
            return _language(value) is not None
        case "tags":
            return len(value) < 200 and not re.search(r"[。！？!?]|\.\s", value)
    return len(value) < 60 and not re.search(r"[。！？!?；;]|\.\s|\.$", value)


def _goes_on(last: Field, line: str) -> bool:
    return fields.opens_bracket(last) and fields.closes_bracket(line)


def _longer(last: Field, line: str) -> Field:
    value = f"{last.value} {line.lstrip(' >').strip()}"
    return Field(
        last.name, last.label, last.is_bold, value, last.gap, last.key, last.start, last.end
    )


def _known(value: Any) -> str | None:
    text = " ".join(str(value).split()) if value is not None else ""
    while wrapped := _WRAPPED.fullmatch(text):
        text = wrapped[2].strip()
    plain = unicodedata.normalize("NFKC", text).casefold() if len(text) < 10 else text
    return None if plain in _NOTHING or _DASHES.fullmatch(plain) else text


def _language(text: str | None) -> str | None:
    try:
        return language_of(text) if text else None
    except BadInput:
        return None


def _short(text: str | None) -> str:
    return text if text is None or len(text) < 60 else text[:60] + "…"  # type: ignore[return-value]
