"""Puts edits into the bytes of a file and leaves every other byte as it is."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bot.core.account import Diagnostic, Edit
from bot.core.gathering import gather
from bot.readers.parts.found import Found
from bot.readers.parts.source import Source

_ENDING = re.compile(rb"\r\n|\n|\r")
_ROUNDS = 20
_CHANGES_ANSWERS = frozenset(
    ["heading-without-space", "underlined-paragraph", "metadata-runs-on", "unclosed-mark",
     "mark-closed-by-mark"]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mended:
    """The bytes of a mended file, the diagnostics that were mended, and those that could be and
    were left; `questions` is how many the file had."""

    data: bytes
    done: list[Diagnostic]
    left: list[Diagnostic]
    questions: int


def mend(source: Source, read: Callable[[Source], Found]) -> Mended:
    """The source with every edit done that its reader proposes, until it proposes no more: a mended
    heading may show what is odd below it.

    Every question is there afterwards under the same id. Where one would not be (of two that have
    all but their answers in common, the answer is what tells them apart), what changes headings and
    answers is left; where that does not help, everything is.
    """
    found = read(source)
    if not any(one.edits for one in found.diagnostics):
        return Mended(source.data, [], [], len(found.questions))
    before = _ids(found)
    for left_alone in (frozenset[str](), _CHANGES_ANSWERS):
        result, after = _mend(source, found, read, left_alone)
        if before <= _ids(after):
            return result
    left = [one for one in found.diagnostics if one.edits]
    return Mended(source.data, [], left, len(found.questions))


def _mend(
    source: Source,
    found: Found,
    read: Callable[[Source], Found],
    left_alone: frozenset[str],
) -> tuple[Mended, Found]:
    """The source with the edits of all rules but these done, and what is found in it then."""
    done: list[Diagnostic] = []
    questions, now = len(found.questions), source
    for _ in range(_ROUNDS):
        fixable = [one for one in found.diagnostics if one.edits]
        chosen = [one for one in fixable if one.rule not in left_alone]
        edits = [edit for one in chosen for edit in one.edits]
        data = mended(now.data, edits, encoding=now.encoding)
        if data == now.data:
            break
        done += chosen
        now = replace(now, data=data)
        found = read(now)
    left = [one for one in found.diagnostics if one.edits]
    return Mended(now.data, done, left, questions), found


def mended(data: bytes, edits: Iterable[Edit], *, encoding: str = "utf-8") -> bytes:
    """The bytes with the edits done. Of edits that overlap, the first is done.

    A newline in an edit is written as the line before it ends. A line that is not of the
    encoding (UTF-8 or GB18030) stays as it is.
    """
    by_line: dict[int, list[Edit]] = {}
    for edit in edits:
        by_line.setdefault(edit.line, []).append(edit)
    mark = "\ufeff".encode(encoding)
    mark = mark if data.startswith(mark) else b""
    done = [mark]
    at, number = len(mark), 0
    last_ending = b""
    while at < len(data):
        number += 1
        ending = _ENDING.search(data, at)
        stop, after = ending.span() if ending else (len(data), len(data))
        line = data[at:stop]
        here = by_line.get(number)
        before = last_ending or data[stop:after] or b"\n"
        done.append(_line(line, here, before.decode(), encoding) if here else line)
        last_ending = data[stop:after]
        done.append(last_ending)
        at = after
    return b"".join(done)


def _line(line: bytes, edits: list[Edit], ending: str, encoding: str) -> bytes:
    text = line.decode(encoding, errors="replace")
    if text.encode(encoding) != line:
        return line  # its columns cannot be counted
    done, reached = [], 0
    for edit in sorted(edits, key=lambda one: (one.start, one.end)):
        if edit.start >= reached:
            done += [text[reached : edit.start], edit.text.replace("\n", ending)]
            reached = edit.end
    return "".join([*done, text[reached:]]).encode(encoding)


def _ids(found: Found) -> set[str]:
    return {one.id for one in gather(found.questions).questions}
