"""What a Markdown text is made of: its blocks, headings and details, and their lines."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from bot.readers.parts import folded
from bot.readers.parts.blocks import Block, Document
from bot.readers.parts.cleaning import is_junk
from bot.readers.parts.folded import Folded
from bot.readers.parts.headings import Heading, headings, in_html, merged
from bot.readers.parts.wording import asks

LISTS = ("bullets", "numbers")

_FRONT = re.compile(r"---[ \t]*\n(?:.*\n){0,200}?---[ \t]*(?:\n|$)")
_FIELD = re.compile(r"^[A-Za-z_][\w -]*:", re.MULTILINE)
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_BELOW_ALL = 7
"""The level of details that only hold questions, as headings: below that of every heading."""


class Outline:
    """The pieces of a document that questions may be told by."""

    def __init__(self, document: Document) -> None:
        self.text, self.lines = document.text, document.lines
        self.starts = [0]
        for line in self.lines[:-1]:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.stars = "medium" if "👶" in self.text or "🚀" in self.text else None
        self.front = _front(document)
        self.blocks = [one for one in document.blocks if one.first >= self.front]
        self._firsts = [one.first for one in self.blocks]
        every = merged(
            headings(self.blocks, self.stars), in_html(self.lines, self.blocks, self.stars)
        )
        self.folds: list[Folded] = []
        self.headings = every
        if folded.ANY.search(self.text):
            self._fold(every)
        self._fold_firsts = [one.first for one in self.folds]
        self._covered = [(one.first, one.end) for one in self.folds]

    def within(self, first: int, end: int) -> list[Block]:
        """The outermost blocks that begin on the lines `first` to `end` (not included)."""
        return self.blocks[bisect_left(self._firsts, first) : bisect_left(self._firsts, end)]

    def folds_within(self, first: int, end: int) -> list[Folded]:
        """The details that begin on these lines and are no mere sections."""
        firsts = self._fold_firsts
        return self.folds[bisect_left(firsts, first) : bisect_left(firsts, end)]

    def is_folded(self, line: int) -> bool:
        """Whether a line is in such details."""
        return _is_within(self._covered, line)

    def slice(self, first: int, end: int) -> tuple[int, int]:
        """The offsets in the text of the lines `first` to `end` (not included)."""
        return self._offset(first), self._offset(end)

    def _offset(self, line: int) -> int:
        return self.starts[line] if line < len(self.starts) else len(self.text)

    def _fold(self, every: list[Heading]) -> None:
        """Find the details; headings in them are theirs, but one that says itself to be a question
        ends whatever it stands in."""
        firsts = [one.first for one in every]
        roots = folded.folded(self.text, self.starts, self._masked(), firsts)
        sections: list[Heading] = []
        waiting = list(reversed(roots))
        while waiting:
            one = waiting.pop()
            if one.role == "question" and self._is_section(one, every):
                level = _BELOW_ALL + one.depth
                after = min(max(one.after, one.first + 1), one.end)
                sections.append(Heading(one.first, after, level, one.title, "fold", holds=1))
                waiting += reversed(one.within)
                continue
            inner = one.within[-1] if len(one.within) == 1 else None
            if inner is not None and self._is_misplaced(inner, one):
                one.end = inner.first
                waiting.append(inner)
            self.folds.append(one)
        self.folds.sort(key=lambda one: one.first)
        covered = [(one.first, one.end) for one in self.folds]
        kept = [one for one in every if one.marked or not _is_within(covered, one.first)]
        marked = [one.first for one in kept if one.marked]
        for fold in self.folds:
            at = bisect_right(marked, fold.first)
            fold.end = min([fold.end, *marked[at : at + 1]])
        self.headings = merged(kept, sections)

    def _is_misplaced(self, inner: Folded, one: Folded) -> bool:
        """Whether a question was put at the end of another by mistake."""
        if inner.role != "question" or not inner.title.asks == one.title.asks == 2:
            return False
        return all(is_junk(line) for line in self.lines[inner.end : one.end])

    def _is_section(self, one: Folded, every: Sequence[Heading]) -> bool:
        """Whether details only hold questions."""
        inner = [few for few in one.within if few.role == "question"]
        if len(inner) > 1:
            before = self.lines[one.after : inner[0].first]
            outside = sum(not is_junk(line) and "<summary" not in line for line in before)
            return one.title.asks < 2 or outside < 2
        if one.title.asks or one.title.style:
            return False
        firsts = [few.first for few in every]
        headings_in = every[bisect_right(firsts, one.first) : bisect_left(firsts, one.end)]
        asking = sum(few.asks >= 2 for few in headings_in)
        for block in self.within(one.first, one.end):
            if block.kind in LISTS:
                asking += sum(asks(first_words(self.lines, item)) == 2 for item in block.within)
        return asking > 2

    def _masked(self) -> bytearray:
        """Which lines are code."""
        masked = bytearray(len(self.lines) + 1)
        waiting = list(self.blocks)
        while waiting:
            block = waiting.pop()
            waiting += block.within
            if block.kind == "fence":
                masked[block.first : block.end] = b"\x01" * (block.end - block.first)
            elif block.kind == "html":
                inside = ""
                for line in range(block.first, block.end):
                    match = _FENCE.match(self.lines[line])
                    masked[line] = bool(inside or match)
                    if match and (not inside or match[1].startswith(inside)):
                        inside = "" if inside else match[1]
        return masked


def first_words(lines: Sequence[str], item: Block) -> str:
    """The first line of a list's item without its bullet or number."""
    return lines[item.first].strip(" \t-*+0123456789.)")


def _front(document: Document) -> int:
    """How many lines of front matter a text begins with."""
    match = _FRONT.match(document.text)
    if match is None or not _FIELD.search(match[0]):
        return 0
    end = match[0].count("\n") + (not match[0].endswith("\n"))
    for block in document.blocks:
        if block.first >= end:
            break
        if block.end > end or (block.kind == "heading" and block.level == 3):
            return 0
    return end


def _is_within(spans: Sequence[tuple[int, int]], line: int) -> bool:
    """Whether a line is in one of the spans, which are in order."""
    at = bisect_right(spans, (line, 1 << 60)) - 1
    return at >= 0 and spans[at][0] <= line < spans[at][1]
