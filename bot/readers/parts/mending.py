"""Puts edits into the bytes of a file and leaves every other byte as it is."""

import re
from collections.abc import Iterable

from bot.core.account import Edit
from bot.readers.parts.source import BOM

_ENDING = re.compile(rb"\r\n|\n|\r")


def mended(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes with the edits done. Of edits that overlap, the first is done."""
    by_line: dict[int, list[Edit]] = {}
    for edit in edits:
        by_line.setdefault(edit.line, []).append(edit)
    mark = BOM if data.startswith(BOM) else b""
    done = [mark]
    at, number = len(mark), 0
    while at < len(data):
        number += 1
        ending = _ENDING.search(data, at)
        stop, after = ending.span() if ending else (len(data), len(data))
        line = data[at:stop]
        done.append(_line(line, by_line[number]) if number in by_line else line)
        done.append(data[stop:after])
        at = after
    return b"".join(done)


def _line(line: bytes, edits: list[Edit]) -> bytes:
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return line  # its columns cannot be counted
    done, reached = [], 0
    for edit in sorted(edits, key=lambda one: (one.start, one.end)):
        if edit.start >= reached:
            done += [text[reached : edit.start], edit.text]
            reached = edit.end
    return "".join([*done, text[reached:]]).encode()
