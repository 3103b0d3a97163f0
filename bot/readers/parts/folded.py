"""The `<details>` of a text: where each begins and ends, what its summary says, what is in it."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.readers.parts.plain_titles import LONGEST, Title, title
from bot.readers.parts.wording import is_structure, opens_answer, opens_hint

_TAG = re.compile(r"<(/?)(details|summary)\b[^<>]*>", re.IGNORECASE)
ANY = re.compile(r"<details\b", re.IGNORECASE)


@dataclass(slots=True)
class Folded:
    """A `<details>`: the lines `first` to `end` (from 0, end not included), those that its content
    begins on, and the text behind its summary on that line.
    """

    first: int
    end: int
    after: int
    lead: str
    title: Title
    depth: int
    within: list["Folded"] = field(default_factory=list)

    @property
    def role(self) -> str:
        """`answer` or `hint` where its summary is only that label, `frame` where it names a part
        that holds no questions, else `question`.
        """
        named = self.title.text or self.title.label
        if opens_answer(named) or not named:
            return "answer"
        if opens_hint(named):
            return "hint"
        return "frame" if is_structure(named) else "question"


def folded(
    text: str, starts: Sequence[int], masked: bytearray, ends: Sequence[int]
) -> list[Folded]:
    """The outermost `<details>`, with those in them. `starts` are the offsets of the lines;
    `masked` says which lines are code; one that is never closed ends at its first child or at the
    next of the lines `ends`.
    """
    if not ANY.search(text):
        return []
    roots: list[Folded] = []
    stack: list[_Open] = []
    counted, line, ticks = 0, -1, 0  # to where, in which line, and how many backticks
    for tag in _TAG.finditer(text):
        at = bisect_right(starts, tag.start()) - 1
        if at != line:
            counted, line, ticks = starts[at], at, 0
        ticks += text.count("`", counted, tag.start())
        counted = tag.start()
        if masked[line] or ticks % 2:
            continue
        closes, name = bool(tag[1]), tag[2].casefold()
        if name == "details" and not closes:
            stack.append(_Open(tag.start(), line))
        elif not stack:
            continue
        elif name == "summary" and stack[-1].summary_end is None:
            if closes and stack[-1].summary is not None:
                stack[-1].summary_end = (tag.start(), tag.end())
            elif not closes:
                stack[-1].summary = tag.end()
        elif name == "details":
            one = stack.pop()
            made = _folded(one, text, starts, line + 1, tag.start(), len(stack))
            (stack[-1].within if stack else roots).append(made)
    for one, inner in zip(stack, [*stack[1:], None], strict=False):
        cuts = [few.first for few in one.within[:1]] + ([inner.line] if inner else [])
        following = bisect_right(ends, one.line)
        end = min([*cuts, *ends[following : following + 1]], default=len(starts))
        roots += [_folded(one, text, starts, max(end, one.line), len(text), 0), *one.within]
        roots[-1 - len(one.within)].within = []
    roots.sort(key=lambda one: one.first)
    return roots


@dataclass(slots=True)
class _Open:
    at: int
    line: int
    summary: int | None = None
    summary_end: tuple[int, int] | None = None
    within: list[Folded] = field(default_factory=list)


def _folded(one: _Open, text: str, starts: Sequence[int], end: int, at: int, depth: int) -> Folded:
    """The details that end before the line `end`, at the offset `at` in the text."""
    if one.summary is not None and one.summary_end is not None:
        said = text[one.summary : min(one.summary_end[0], one.summary + LONGEST)]
        line = bisect_right(starts, one.summary_end[1] - 1) - 1
        stop = starts[line + 1] - 1 if line + 1 < len(starts) else len(text)
        lead = text[one.summary_end[1] : min(stop, at)]
        after = line + 1
    else:
        said, lead, after = "", "", one.line + 1
    return Folded(one.line, end, after, lead, title(said), depth, one.within)
