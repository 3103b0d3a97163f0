"""What was read of a file: as what each of its lines was understood, and what was odd in it."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

Kind = Literal["question", "intro", "not_understood"]
KINDS: tuple[Kind, ...] = ("question", "intro", "not_understood")


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of one line: the characters `start` to `end` (from 0, ending not included) become
    `text`.

    `line` counts from 1; a line's own ending and a byte order mark are no part of it.
    """

    line: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something odd in a file of questions: where, what, and how to mend it.

    `edits` mend it without a person's judgement, where that is possible.
    """

    file: str
    line: int
    rule: str
    level: Literal["warning", "error"]
    message: str
    fix: str
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """Lines `first` to `last` of a file (from 1, both included), and as what they were read."""

    first: int
    last: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Account:
    """A file line by line: the spans follow each other and together are the whole file.

    `reader` is the name of the reader that read it. For a format without lines (a deck of cards)
    a line is a record.
    """

    file: str
    reader: str
    spans: tuple[Span, ...] = ()

    @property
    def lines(self) -> int:
        """How many lines the file has."""
        return self.spans[-1].last if self.spans else 0

    def count(self) -> dict[str, int]:
        """The number of spans of each kind."""
        counted = Counter(span.kind for span in self.spans)
        return {kind: counted[kind] for kind in KINDS}
