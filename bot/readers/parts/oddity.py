"""Something odd that a part of a reader saw, before it is known in which file."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.core.account import Edit
from bot.readers.parts.found import Found
from bot.readers.parts.source import Source

_EDITABLE = ("utf-8", "gb18030")


@dataclass(frozen=True, slots=True)
class Oddity:
    """`line` counts from 1; `edits` mend it without a person's judgement, where that is
    possible."""

    line: int
    rule: str
    message: str
    fix: str
    edits: tuple[Edit, ...] = ()


def moved(oddities: Iterable[Oddity], by: int) -> list[Oddity]:
    """The oddities of a text that was cut out `by` lines below the top of a file, and out of a
    list or a quote: without their edits, whose columns no longer hold."""
    return [replace(one, line=one.line + by, edits=()) for one in oddities]


def say(found: Found, source: Source, oddities: Iterable[Oddity]) -> None:
    """Add the oddities to what was found, with the edits that can be done: a line with a byte that
    is not of the file's encoding has no columns."""
    can_edit = source.encoding in _EDITABLE
    lines = source.lines
    for one in oddities:
        edits = one.edits if can_edit else ()
        if any("\ufffd" in lines[edit.line - 1] for edit in edits):
            edits = ()
        found.say(source.label, one.line, one.rule, one.message, one.fix, edits=edits)
