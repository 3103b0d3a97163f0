"""Which questions have which tag, company, round, chapter, difficulty, language and date."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot.core import tags
from bot.core.aliases import Aliases
from bot.core.question import Question

Rows = int
"""A set of rows: bit n stands for the question in row n of the bank."""

KINDS = ("tag", "company", "round", "chapter", "difficulty", "language")
_FOREVER = 99991231
_REMEMBERED = 1000


@dataclass(frozen=True, slots=True)
class Value:
    """A tag (or company, ...) that the bank has: its key, the spelling to show, how many questions
    have it, and every name that it may be called by.
    """

    key: str
    label: str
    count: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facets:
    """Made by `facets`; `rows` has, by kind (and `date`) and the key of a value, the rows that have
    it, as unsigned integers of four bytes.
    """

    values: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    rows: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)
    answered: bytes = b""
    _made: dict[tuple[str, str], Rows] = field(default_factory=dict, repr=False, compare=False)

    def having(self, kind: str, key: str) -> Rows:
        """The rows whose value of this kind has this key."""
        found = self._made.get((kind, key))
        if found is None:
            found = bits(array("I", self.rows.get(kind, {}).get(key, b"")))
            if len(self._made) > _REMEMBERED:
                self._made.clear()
            self._made[kind, key] = found
        return found

    def between(self, since: str | None, until: str | None) -> Rows:
        """The rows whose date may lie from `since` to `until`, both included; without a date, none.

        A date without its day lies anywhere in its month, and one without its month in its year.
        """
        begin = _first(since) if since else 0
        end = _last(until) if until else _FOREVER
        found = 0
        for month, dates in self._months.items():
            if _first(month) > end or _last(month) < begin:
                continue
            if begin <= _first(month) and _last(month) <= end:
                found |= self._month(month, dates)
                continue
            for date in dates:
                if _first(date) <= end and _last(date) >= begin:
                    found |= self.having("date", date)
        return found

    @property
    def with_answer(self) -> Rows:
        """The rows that have a reference answer."""
        return int.from_bytes(self.answered, "little")

    def value(self, kind: str, key: str) -> Value | None:
        """The value of this key."""
        return next((one for one in self.values.get(kind, ()) if one.key == key), None)

    @cached_property
    def _months(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for date in self.rows.get("date", {}):
            found.setdefault(date[:7], []).append(date)
        return found

    def _month(self, month: str, dates: list[str]) -> Rows:
        found = self._made.get(("month", month))
        if found is None:
            joined = b"".join(self.rows["date"][date] for date in dates)
            found = self._made["month", month] = bits(array("I", joined))
        return found


def facets(questions: Iterable[Question], originals: Mapping[int, int], aliases: Aliases) -> Facets:
    """The facets of the questions in their order; `originals` has the row of the question that a
    translation is of, for values are counted by question, not by text.
    """
    rows: dict[str, dict[str, array[int]]] = {kind: {} for kind in (*KINDS, "date")}
    spelled: dict[str, dict[str, dict[str, int]]] = {kind: {} for kind in KINDS}
    answered = bytearray()
    for row, question in enumerate(questions):
        for kind, name in _of(question):
            key = aliases.key(kind, name)
            listed = rows[kind].setdefault(key, array("I"))
            if not listed or listed[-1] != row:
                listed.append(row)
            count = spelled[kind].setdefault(key, {})
            count[name] = count.get(name, 0) + 1
        if question.date:
            rows["date"].setdefault(question.date, array("I")).append(row)
        if row % 8 == 0:
            answered.append(0)
        if question.answer:
            answered[-1] |= 1 << row % 8
    return Facets(
        values={
            kind: _values(kind, rows[kind], spelled[kind], originals, aliases) for kind in KINDS
        },
        rows={
            kind: {key: one.tobytes() for key, one in keyed.items()} for kind, keyed in rows.items()
        },
        answered=bytes(answered),
    )


def bits(rows: Iterable[int]) -> Rows:
    """The set of these rows."""
    marked = bytearray()
    for row in rows:
        byte = row >> 3
        if byte >= len(marked):
            marked.extend(bytes(byte + 1 - len(marked)))
        marked[byte] |= 1 << (row & 7)
    return int.from_bytes(marked, "little")


def listed(rows: Rows) -> Iterator[int]:
    """The rows of a set in their order."""
    marks = bin(rows)[:1:-1]
    at = marks.find("1")
    while at >= 0:
        yield at
        at = marks.find("1", at + 1)


def _values(
    kind: str,
    rows: Mapping[str, "array[int]"],
    spelled: Mapping[str, Mapping[str, int]],
    originals: Mapping[int, int],
    aliases: Aliases,
) -> tuple[Value, ...]:
    found = []
    for key, having in rows.items():
        count = len({originals.get(row, row) for row in having}) if originals else len(having)
        others = aliases.names(kind, key)
        place = {tags.key(name): at for at, name in enumerate(others)}
        spellings = sorted(
            spelled[key],
            key=lambda name: (-spelled[key][name], place.get(tags.key(name), 0), name),
        )
        names = dict.fromkeys([*spellings, *others])
        found.append(Value(key, spellings[0], count, tuple(names)))
    found.sort(key=lambda one: (-one.count, one.label))
    return tuple(found)


def _of(question: Question) -> Iterator[tuple[str, str]]:
    for tag in question.tags:
        yield "tag", tag
    if question.company:
        yield "company", question.company
    if question.round:
        yield "round", question.round
    if question.chapter:
        yield "chapter", question.chapter
    if question.difficulty:
        yield "difficulty", question.difficulty
    yield "language", question.language


def _first(date: str) -> int:
    parts = [int(one) for one in date.split("-")]
    return (
        parts[0] * 10000
        + (parts[1] if len(parts) > 1 else 1) * 100
        + (parts[2] if len(parts) > 2 else 1)
    )


def _last(date: str) -> int:
    parts = [int(one) for one in date.split("-")]
    return (
        parts[0] * 10000
        + (parts[1] if len(parts) > 1 else 12) * 100
        + (parts[2] if len(parts) > 2 else 31)
    )
