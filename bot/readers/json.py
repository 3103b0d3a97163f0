"""Reads JSON in the shapes that people keep questions in: lists, chapters, pairs, lines."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from json import JSONDecodeError, JSONDecoder
from typing import Any

from bot.readers.parts import columns
from bot.readers.parts import json_shapes as shapes
from bot.readers.parts.found import Found
from bot.readers.parts.records import Record, Records
from bot.readers.parts.source import Source

_ENDINGS = (".json", ".jsonl", ".ndjson")
_BEGINS = re.compile(r'\s*(?:\{\s*["}]|\[\s*["{\[\]]|//|/\*)')
_SURE = re.compile(
    r'\s*(?:\{\s*"[^"\n]*"\s*:|\[\s*\{\s*"[^"\n]*"\s*:|\[\s*(?:\[\s*)?"[^"\n]*"\s*,)'
)
_SPACE = re.compile(r"[ \t\n\r]*")
_DEEPEST = 12
_SHARED = ("company", "position", "round", "date", "tags", "difficulty", "language", "sources")
_DECODER = JSONDecoder()


def suits(source: Source) -> int:
    """A text that begins as JSON does; a file's ending says how sure that is."""
    head = source.text[:2000]
    named = source.name.casefold().endswith(_ENDINGS)
    if not head.strip():
        return 0
    if _SURE.match(head):
        return 100 if named else 90
    return 60 if named and _BEGINS.match(head) else 30 * named


def read(source: Source) -> Found:
    """The questions of a JSON document, or of one document a line."""
    found = Found()
    try:
        records = list(_lined(source) if _is_lines(source) else _document(source))
    except (RecursionError, ValueError) as exc:
        return _no_json(source, exc)
    Records(source.label, found).read(records)
    if records and not found.questions:
        message = "this is JSON, but nothing in it has a question that we know by its name"
        fix = "name the fields `question` and `answer` (docs/moving-a-bank.md has other names)"
        found = Found()
        found.say(source.label, 1, "no-question", message, fix)
        found.span(1, max(1, len(source.lines)), "not_understood")
        return found
    reached = 0  # what lies between: brackets, and the names of chapters
    for first, last in [*((one.first, one.last) for one in found.read), (len(source.lines) + 1, 0)]:
        if first > reached + 1:
            found.span(reached + 1, first - 1, "intro")
        reached = last
    return found


def _is_lines(source: Source) -> bool:
    """Whether every line is a document of its own: the first one is, and there are more."""
    filled = [line for line in source.lines[:50] if line.strip()]
    if len(filled) < 2:
        return False
    named = source.name.casefold().endswith(_ENDINGS[1:])
    return any(_is_whole(line) for line in (filled[:5] if named else filled[:1]))


def _is_whole(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict | list)
    except (ValueError, RecursionError):
        return False


def _lined(source: Source) -> Iterator[Record]:
    for number, line in enumerate(source.lines, 1):
        if line.strip():
            try:
                value = json.loads(line)
            except (ValueError, RecursionError):
                value = None
            record = value if isinstance(value, dict) else shapes.pair(value)
            yield Record(record, number, number)


def _document(source: Source) -> Iterator[Record]:
    walk = _Walk(source.text)
    at = walk.space(0)
    while at < len(source.text):
        value, end = _DECODER.raw_decode(source.text, at)
        if not isinstance(value, dict | list):
            raise JSONDecodeError("a list or an object is expected", source.text, at)
        yield from walk.within(value, _Where(at, end))
        at = walk.space(end)
        if source.text[at : at + 1] not in ("", "{", "["):
            raise JSONDecodeError("nothing more is expected", source.text, at)


@dataclass(frozen=True, slots=True)
class _Where:
    """Where a value stands in the text, in which chapters, and what holds for all that is in it.

    `title` names the whole document; `asked` says that its name calls it a list of questions.
    """

    start: int
    end: int
    path: tuple[str, ...] = ()
    title: str | None = None
    shared: tuple[tuple[str, Any], ...] = ()
    depth: int = 0
    asked: bool = False

    def at(self, start: int, end: int, name: str | None = None) -> "_Where":
        """The place of a member, in a chapter of this name."""
        path = (*self.path, name) if name else self.path
        return replace(self, start=start, end=end, path=path, depth=self.depth + 1, asked=False)


class _Walk:
    """Goes through a document for its records, with the lines that they stand on."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.ends = [match.start() for match in re.finditer("\n", text)]

    def space(self, at: int) -> int:
        """Where the next thing behind white space stands."""
        return _SPACE.match(self.text, at).end()  # type: ignore[union-attr]

    def within(self, value: Any, where: _Where) -> Iterator[Record]:
        """The records of a list or an object."""
        if where.depth > _DEEPEST:
            yield self._record({}, where)
        elif isinstance(value, list):
            yield from self._list(value, where)
        elif shapes.is_question(value) or not (
            shapes.names_are_questions(value)
            or any(isinstance(one, dict | list) for one in value.values())
        ):
            yield self._record(value, where)
        elif rows := shapes.rows(value):
            yield from (self._record(row, where) for row in rows)
        else:
            yield from self._object(value, self._chapter(value, where))

    def _list(self, listed: list[Any], where: _Where) -> Iterator[Record]:
        header = listed[0] if listed and shapes.is_header(listed[0]) else None
        asks = where.asked or shapes.holds_questions(listed)
        for number, (_, value, start, end) in enumerate(self._members(where.start)):
            inside = where.at(start, end)
            if header and isinstance(value, list):
                if number > 0:
                    yield self._record(shapes.row(header, value), inside)
            elif isinstance(value, str) and asks:
                yield self._record({"question": value}, inside)
            elif pair := shapes.pair(value):
                yield self._record(pair, inside)
            elif isinstance(value, dict | list) and not shapes.is_text(value):
                yield from self.within(value, inside)
            else:
                yield self._record({}, inside)

    def _object(self, value: dict[str, Any], where: _Where) -> Iterator[Record]:
        asks = shapes.names_are_questions(value)
        for name, one, start, end in self._members(where.start):
            inside = where.at(start, end)
            if asks and shapes.is_text(one):
                yield self._record({"question": name, "answer": one}, inside)
            elif shapes.is_answer_to(name, one):
                yield self._record({"question": name, **one}, inside)
            elif isinstance(one, dict | list) and (shapes.holds_questions(one) or _asked(name)):
                chapter = None if shapes.is_shelf(name) else name
                inside = where.at(start, end, chapter)
                yield from self.within(one, replace(inside, asked=_asked(name)))
            elif isinstance(one, list) and columns.role(name or "") is None:
                yield self._record({}, inside)

    def _chapter(self, value: dict[str, Any], where: _Where) -> _Where:
        """Where the members of an object stand: in a chapter, with what it says for them all."""
        named = shapes.name_of(value)
        path = (*where.path, named) if named and where.depth else where.path
        shared = dict(where.shared)
        for name, role in zip(value, columns.roles(value), strict=True):
            one = value[name]
            if role in _SHARED and one != named and not shapes.holds_questions(one):
                shared[role] = one
        title = named if where.depth == 0 else where.title
        return replace(where, path=path, title=title, shared=tuple(shared.items()))

    def _record(self, values: dict[str, Any], where: _Where) -> Record:
        """A record with what holds for all that it is among."""
        own = set(columns.roles(values))
        shared = {name: one for name, one in where.shared if name not in own}
        path = where.path or ((where.title,) if where.title else ())
        return Record(
            {**shared, **values} if values else {},
            bisect_right(self.ends, where.start - 1) + 1,
            bisect_right(self.ends, where.end - 1) + 1,
            chapter=path[0] if path else None,
            section=" / ".join(path[1:]) or None,
        )

    def _members(self, start: int) -> Iterator[tuple[str | None, Any, int, int]]:
        """The members of the list or object at `start`: name, value, where they begin and end."""
        at = self.space(start + 1)
        while self.text[at] not in "]}":
            begin, name = at, None
            if self.text[start] == "{":
                name, at = _DECODER.raw_decode(self.text, at)
                at = self.space(self.space(at) + 1)
            value, end = _DECODER.raw_decode(self.text, at)
            is_text = shapes.is_text(value) or shapes.is_answer_to(name, value)
            yield name, value, begin if is_text else at, end
            at = self.space(end)
            if self.text[at] == ",":
                at = self.space(at + 1)


def _asked(name: str | None) -> bool:
    return columns.role(name or "") == "title"


def _no_json(source: Source, exc: Exception) -> Found:
    """The error that a text is no JSON, with its line."""
    line, fix = 1, "check the commas, quotes and brackets there"
    if isinstance(exc, RecursionError):
        why, fix = "it is nested too deeply", "write it flatter"
    elif isinstance(exc, JSONDecodeError):
        line = exc.lineno
        whole = source.lines[line - 1].strip() if line <= len(source.lines) else ""
        if whole.startswith(("//", "/*", "#")) or source.text.startswith(
            ("//", "/*", "#"), exc.pos
        ):
            why, fix = "JSON has no comments", "take the comment out"
        else:
            why = f"{exc.msg[:1].lower()}{exc.msg[1:]} (column {exc.colno})"
    else:
        why = "it holds a number of too many digits"
    return Found.trouble(source.label, "bad-json", f"this is no JSON: {why}", fix, line=line)
