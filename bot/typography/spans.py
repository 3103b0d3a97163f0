"""Where in a line of Markdown emphasis, code and links are open, and where characters may part."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_LINK = re.compile(r"<https?://[^\s>]+>|https?://\S+|!?\[[^\[\]\n]*\]\([^()\s]*\)")
_MARK = re.compile(r"\*{1,3}|_{1,2}|~~|\|\|")
_CODE = re.compile(r"`+")
_MATHS = re.compile(r"\$\$?(?=\S)[^$`\n]{1,500}?(?<=\S)\$\$?")
_JOINS = "\u200b\u200d\ufe0e\ufe0f"
"""Stand with what is before them; the first keeps a mention from being one."""


@dataclass(frozen=True, slots=True)
class Span:
    """What stands from `start` to `end` between two marks; without a mark it cannot be parted."""

    start: int
    end: int
    mark: str = ""


def spans(line: str) -> list[Span]:
    """The spans of a line, outer before inner; a mark that nothing closes is a character."""
    found: list[Span] = []
    opened: list[tuple[str, int]] = []
    at = 0
    while at < len(line):
        if line[at] == "\\":
            found.append(Span(at, min(at + 2, len(line))))
            at += 2
        elif line[at] == "`":
            at = _code(line, at, found)
        elif (link := _LINK.match(line, at)) or (link := _MATHS.match(line, at)):
            found.append(Span(at, link.end()))
            at = link.end()
        elif mark := _MARK.match(line, at):
            _emphasis(line, mark[0], at, opened, found)
            at = mark.end()
        else:
            at += 1
    return sorted(found, key=lambda one: (one.start, -one.end))


def open_at(found: Sequence[Span], at: int) -> list[Span] | None:
    """The spans with a mark that are open at a place, outer first; None where it cannot be cut:
    within a mark, beside the inner side of one, or within what cannot be parted."""
    held = []
    for one in found:
        if one.start < at < one.end:
            inner = len(one.mark)
            if not inner or not one.start + inner < at < one.end - inner:
                return None
            held.append(one)
    return held


def gaps(text: str, start: int, end: int) -> Iterator[int]:
    """The places from `start` to `end` between two characters as a reader sees them: no accent,
    joined emoji or flag is parted."""
    for at in range(start, min(end, len(text) - 1) + 1):
        if _parts(text, at):
            yield at


def _parts(text: str, at: int) -> bool:
    left, right = text[at - 1], text[at]
    if right in _JOINS or left in "\u200b\u200d" or "\U0001f3fb" <= right <= "\U0001f3ff":
        return False
    if right > "\u02ff" and unicodedata.category(right)[0] == "M":
        return False
    if left == "\r" and right == "\n":
        return False
    if _flag(left) and _flag(right):
        before = 0
        while at - before > 0 and _flag(text[at - before - 1]):
            before += 1
        return before % 2 == 0
    return True


def _flag(one: str) -> bool:
    return "\U0001f1e6" <= one <= "\U0001f1ff"


def _code(line: str, at: int, found: list[Span]) -> int:
    run = _CODE.match(line, at)
    ticks = run[0] if run else "`"
    closing = re.compile(rf"(?<!`){ticks}(?!`)").search(line, at + len(ticks))
    if closing is None:
        return at + len(ticks)
    found.append(Span(at, closing.end(), ticks))
    return closing.end()


def _emphasis(
    line: str, mark: str, at: int, opened: list[tuple[str, int]], found: list[Span]
) -> None:
    after = line[at + len(mark) : at + len(mark) + 1]
    before = line[at - 1 : at] if at else ""
    marks = [one for one, _ in opened]
    if before.strip() and mark in marks:
        while opened:
            name, start = opened.pop()
            if name == mark:
                found.append(Span(start, at + len(mark), mark))
                return
    if after.strip():
        opened.append((mark, at))
