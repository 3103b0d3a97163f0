"""Records of named values (JSON objects, rows, notes) to questions: the same for every format."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core.account import Kind
from bot.core.question import Question, identify
from bot.core.rubric import Checkpoint, cut
from bot.core.rubric_list import numbered
from bot.readers.parts import columns, metadata, record_choices, record_values
from bot.readers.parts.answers import is_unfinished
from bot.readers.parts.checkpoint_values import checkpoints
from bot.readers.parts.found import Found
from bot.readers.parts.marks import core_of
from bot.readers.parts.pieces import language_of
from bot.readers.parts.record_fields import RecordFields
from bot.readers.parts.record_values import text

_SINGLE = (
    "id", "company", "position", "round", "date", "difficulty", "language", "translation_of",
)  # fmt: skip
_MANY = 20


@dataclass(frozen=True, slots=True)
class Record:
    """Named values, and the lines (from 1) that they stand on."""

    values: Mapping[str, Any]
    first: int
    last: int
    chapter: str | None = None
    section: str | None = None


@dataclass
class Records:
    """Turns the records of one file into questions, and says at the end what was not read."""

    file: str
    found: Found
    noun: str = "record"
    numbered: int | None = None
    unknown: dict[str, list[int]] = field(default_factory=dict)
    odd: Counter[tuple[str, str]] = field(default_factory=Counter)

    def read(self, records: Sequence[Record]) -> None:
        """Add the question of every record; one in which there is none is `not_understood`."""
        fields = [RecordFields.of(one.values) for one in records]
        first = self._first_number(records, fields)
        reached = 0
        for record, one in zip(records, fields, strict=True):
            kind: Kind = "question"
            if one.title[0]:
                self.found.questions.append(self._question(record, one, first))
            else:
                kind = "not_understood"
                self._refuse(record, one)
            if record.last > reached:
                self.found.span(max(record.first, reached + 1), record.last, kind)
                reached = record.last
        self._close()

    def _question(self, record: Record, fields: RecordFields, first: int) -> Question:
        title = fields.title[0]
        body, answer, told = fields.parts(first)
        if not told:
            self._odd(record, "answer", "it is not told which choice is right")
        facts = metadata.from_values(self._facts(record, fields))
        for name, message in facts.unread.items():
            self._odd(record, name, message)
        for name in fields.unknown:
            self.unknown.setdefault(name, []).append(record.first)
        explicit = self._id(record, fields, facts.id)
        if is_unfinished(answer):
            answer = ""
        core = core_of(answer) if "<" in answer else None
        return Question(
            id=explicit or identify(title),
            explicit_id=explicit,
            translation_of=facts.translation_of,
            title=title,
            body=body,
            answer=answer,
            language=facts.language or language_of(title + answer[:200]),
            file=self.file,
            line=record.first,
            chapter=fields.line("chapter") or record.chapter,
            section=fields.line("section") or record.section,
            company=facts.company,
            position=facts.position,
            round=facts.round,
            round_text=facts.round_text,
            date=facts.date,
            tags=facts.tags,
            difficulty=facts.difficulty,
            core=core,
            hint=fields.joined("hint").strip() or None,
            rubric=self._rubric(record, fields, answer, core),
            sources=tuple(record_values.lines(fields["sources"])),
        )

    def _facts(self, record: Record, fields: RecordFields) -> dict[str, Any]:
        facts: dict[str, Any] = {
            "tags": [tag for one in fields["tags"] for tag in record_values.tags(one)]
        }
        for name in _SINGLE:
            given = [one for value in fields[name] for one in record_values.several(value)]
            if given:
                facts[name] = given[0]
            if any(one != given[0] for one in given):
                message = f"{name} has several values, of which the first was taken"
                self._odd(record, name, message)
        return facts

    def _id(self, record: Record, fields: RecordFields, named: str | None) -> str | None:
        """The id that the record states; a bare number is a row's, unless we wrote the file."""
        if named and named.isdecimal() and not columns.is_own(fields.names):
            if self.numbered is None:
                self.numbered = record.first
            return None
        return named

    def _rubric(
        self, record: Record, fields: RecordFields, answer: str, core: str | None
    ) -> tuple[Checkpoint, ...]:
        made: list[Checkpoint] = []
        for one in (one for value in fields["rubric"] for one in checkpoints(value)):
            if isinstance(one, Checkpoint):
                made.append(one)
            else:
                self._odd(record, "rubric", f"the rubric: {one}")
        found = numbered(made)
        pieces = cut(answer, core) if made and all(one.id for one in made) else ()
        # `coach bank list --json` shows what is cut from an answer, too
        return () if found == pieces else found

    def _first_number(self, records: Sequence[Record], fields: Sequence[RecordFields]) -> int:
        """From where right choices are counted in this file; said where it had to be guessed."""
        named = [
            (one.number, len(one.offered), record.first)
            for record, one in zip(records, fields, strict=True)
            if one.number is not None
        ]
        first = record_choices.first_number((number, many) for number, many, _ in named)
        if named and first is None:
            message = "the right choices are numbers that could count from 0 or from 1; 0 was taken"
            fix = "give the right choice by its letter"
            self.found.say(self.file, named[0][2], "ambiguous-choice", message, fix)
        return first or 0

    def _refuse(self, record: Record, fields: RecordFields) -> None:
        named = text(", ".join(fields.names[:8]))
        why = f"none of its fields ({named}) is a question" if named else "it names no question"
        fix = "name its question and its answer, or leave it out"
        self.say(record.first, "not-understood", f"this {self.noun}: {why}", fix)

    def _odd(self, record: Record, about: str, message: str) -> None:
        fix = "mend the value, or leave it out"
        self.say(record.first, "odd-value", message, fix, about=about)

    def say(self, line: int, rule: str, message: str, fix: str, *, about: str = "") -> None:
        """Say what is odd in a record; of what is odd in many, only of the first ones."""
        self.odd[rule, about] += 1
        if self.odd[rule, about] <= _MANY:
            self.found.say(self.file, line, rule, message, fix)

    def _close(self) -> None:
        if self.numbered is not None:
            message = "ids that are bare numbers are taken for row numbers, not for identities"
            fix = "write ids with a letter, such as kv-1, to settle identities"
            self.found.say(self.file, self.numbered, "row-number", message, fix)
        for (rule, about), count in self.odd.items():
            if count > _MANY:
                where = f" in `{about}`" if about else ""
                message = f"{count - _MANY} more {self.noun}s are odd{where} like these"
                self.found.say(self.file, 1, rule, message, "mend them all alike")
        for name, lines in self.unknown.items():
            many = "its value was" if len(lines) == 1 else f"its {len(lines)} values were"
            message = f"`{text(name)[:80]}` is no field that we know: {many} not read"
            fix = "rename it, or leave it (docs/moving-a-bank.md has the names)"
            self.found.say(self.file, lines[0], "unknown-field", message, fix)
