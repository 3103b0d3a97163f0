"""Puts edits into the bytes of a file and leaves every other byte as it is."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bot.core.account import Diagnostic, Edit
from bot.core.question import identify
from bot.readers.parts.found import Found
from bot.readers.parts.source import Source

_ENDING = re.compile(rb"\r\n|\n|\r")
_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Mended:
    """The bytes of a mended file, the diagnostics that were mended, and how many questions it had.

    `is_safe` is False where mending would have lost a question: the bytes are those of before.
    """

    data: bytes
    done: list[Diagnostic]
    questions: int
    is_safe: bool = True


def mend(source: Source, read: Callable[[Source], Found]) -> Mended:
    """The source with every edit done that its reader proposes, until it proposes no more: a mended
    heading may show what is odd below it."""
    done: list[Diagnostic] = []
    now, found = source, read(source)
    before = _names(found)
    for _ in range(_ROUNDS):
        proposed = [one for one in found.diagnostics if one.edits]
        edits = [edit for one in proposed for edit in one.edits]
        data = mended(now.data, edits, encoding=now.encoding)
        if data == now.data:
            break
        done += proposed
        now = replace(now, data=data)
        found = read(now)
    if before - _names(found):
        return Mended(source.data, [], before.total(), is_safe=False)
    return Mended(now.data, done, before.total())


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


def _names(found: Found) -> Counter[str]:
    return Counter(one.explicit_id or identify(one.title) for one in found.questions)
