"""Which questions have which tag, company, round, chapter, difficulty, language and date."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bot.core.aliases import Aliases
from bot.core.question import Question

Rows = int
"""A set of rows: bit n stands for the question in row n of the bank."""

KINDS = ("tag", "company", "round", "chapter", "difficulty", "language")
SINCE_ALWAYS, UNTIL_ALWAYS = 0, 99991231


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
    """Made by `facets`; `rows` has, by kind and the key of a value, the rows that have it."""

    values: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    rows: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)
    first: bytes = b""
    last: bytes = b""
    answered: bytes = b""
    size: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "_having", lru_cache(maxsize=512)(self._having_key))
        object.__setattr__(self, "_dates", None)

    def having(self, kind: str, key: str) -> Rows:
        """The rows whose value of this kind has this key."""
        return int(self.__dict__["_having"](kind, key))

    def between(self, since: str | None, until: str | None) -> Rows:
        """The rows whose date may lie from `since` to `until`, both included; without a date, none.

        A date without its day lies anywhere in its month, and one without its month in its year.
        """
        begin = _first(since) if since else SINCE_ALWAYS
        end = _last(until) if until else UNTIL_ALWAYS
        first, last = array("I", self.first), array("I", self.last)
        return bits(
            row
            for row in range(len(first))
            if first[row] and first[row] <= end and last[row] >= begin
        )

    @property
    def with_answer(self) -> Rows:
        """The rows that have a reference answer."""
        return int.from_bytes(self.answered, "little")

    def value(self, kind: str, key: str) -> Value | None:
        """The value of this key."""
        return next((one for one in self.values.get(kind, ()) if one.key == key), None)

    def _having_key(self, kind: str, key: str) -> Rows:
        return bits(array("I", self.rows.get(kind, {}).get(key, b"")))


def facets(questions: Iterable[Question], originals: Mapping[int, int], aliases: Aliases) -> Facets:
    """The facets of the questions in their order; `originals` has the row of the question that a
    translation is of, for values are counted by question, not by text.
    """
    rows: dict[str, dict[str, array[int]]] = {kind: {} for kind in KINDS}
    spelled: dict[str, dict[str, dict[str, int]]] = {kind: {} for kind in KINDS}
    first, last, answered, size = array("I"), array("I"), bytearray(), 0
    for row, question in enumerate(questions):
        size += 1
        for kind, name in _of(question):
            key = aliases.key(kind, name)
            listed = rows[kind].setdefault(key, array("I"))
            if not listed or listed[-1] != row:
                listed.append(row)
            count = spelled[kind].setdefault(key, {})
            count[name] = count.get(name, 0) + 1
        first.append(_first(question.date) if question.date else 0)
        last.append(_last(question.date) if question.date else 0)
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
        first=first.tobytes(),
        last=last.tobytes(),
        answered=bytes(answered),
        size=size,
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
        spellings = sorted(spelled[key], key=lambda name: (-spelled[key][name], name))
        names = dict.fromkeys([*spellings, *aliases.names(kind, key)])
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
