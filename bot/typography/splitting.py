"""Splits Discord's Markdown into messages that each stand alone: fences and emphasis that a cut
would leave open are closed before it and opened again behind it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.typography.spans import gaps, open_at, spans

LEAST = 100
"""The smallest limit that leaves room for closing and opening again."""

_AHEAD = 1000
"""Characters behind a cut that are looked at: what is open there may be closed in them."""
_BEHIND = 300
"""Characters before the end of what fits in which a line is cut, if it can be there."""
_FENCE = re.compile(r" {0,3}(`{3,})([^`]*)")
_LANGUAGE = re.compile(r"[\w+#.-]{1,20}")
_QUOTE = re.compile(r"> |-# ")
_SENTENCE = re.compile(r"[。！？；…]|[.!?;](?=\s)")
_PARAGRAPH, _LINE, _ROW, _CODE, _END, _SPACE, _WORD, _OPEN, _ANYWHERE = range(9)
"""What a cut costs, by what it parts."""


def size(text: str) -> int:
    """How long Discord may find a text: its UTF-16 units, of which an emoji has two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clipped(text: str, most: int = 100) -> str:
    """The text, with its end left out where it is longer."""
    return text if size(text) <= most else text[: _reach(text, most - 1)].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the text, what opens again before it, and what is closed behind it.

    The pieces of all parts are the whole text.
    """

    before: str
    text: str
    after: str

    @property
    def whole(self) -> str:
        """What is said; empty where there is nothing to see in it."""
        seen = self.text.strip("\n")
        is_code = self.before.endswith("\n")
        if not seen.strip() or (is_code and not self.after and set(seen.strip()) == {"`"}):
            return ""
        return self.before + (seen if is_code else seen.lstrip()).rstrip() + self.after


def split(text: str, limit: int, first: int | None = None) -> list[str]:
    """The text in messages of at most `limit` (the first: `first`) UTF-16 units, none of them
    empty. A text that grows changes only its last messages."""
    return [whole for one in parts(text, limit, first) if (whole := one.whole)]


def parts(text: str, limit: int, first: int | None = None) -> Iterator[Part]:
    """The text in parts, cut where it hurts least: between paragraphs, else lines, sentences,
    words, and only then within a word or emphasis; never within a character of several.

    ValueError for a limit under `LEAST`.
    """
    if min(limit, first or limit) < LEAST:
        raise ValueError(f"a limit is at least {LEAST}")
    at, before, room = 0, "", first or limit
    while not _fits(text, at, before, room):
        near = before + text[at : at + room + _AHEAD]
        cut = _cut(near, len(before), room)
        yield Part(before, near[len(before) : cut.at], cut.after)
        at, before, room = at + cut.at - len(before), cut.before, limit
    yield Part(before, text[at:], "")


def _fits(text: str, at: int, before: str, room: int) -> bool:
    return len(before) + len(text) - at <= room and size(before) + size(text[at:]) <= room


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where to cut and what that costs, what is closed `after` it and opened `before` the rest."""

    at: int
    cost: int
    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line from `start` to `stop`, its line feed included, and the cost of a cut behind it.

    `opening` and `closing` are those of the block of code that it stands in, `is_fence` says that
    it begins or ends one.
    """

    start: int
    stop: int
    cost: int = _LINE
    opening: str = ""
    closing: str = ""
    is_fence: bool = False


def _cut(near: str, least: int, room: int) -> _Cut:
    """The cheapest cut in the later half of what fits; the last of equals. An earlier end of a
    paragraph is better than breaking a line."""
    end = _reach(near, room)
    middle, quarter = (end + least) // 2, (end + 3 * least) // 4

    def best(cuts: Iterable[_Cut], after: int, until: int) -> _Cut | None:
        fitting = [
            one
            for one in cuts
            if max(after, least) < one.at <= until
            and (not one.after or size(near[: one.at].rstrip()) + size(one.after) <= room)
        ]
        return min(fitting, key=lambda one: (one.cost, -one.at), default=None)

    lines = [one for one in _lines(near) if one.start < end]
    between = [_Cut(one.stop, one.cost, one.closing, one.opening) for one in lines]
    found = best(between, middle, end)
    if found is None or found.cost > _LINE:
        early = [one for one in between if one.cost == _PARAGRAPH or (one.before and not found)]
        found = best(early, quarter, middle) or found
    for start in (max(middle, end - _BEHIND), middle):
        found = found or best(_inside(lines, near, max(start, least), end), start, end)
    return found or best(between, 0, end) or _Cut(end, _ANYWHERE)


def _lines(near: str) -> Iterator[_Line]:
    """The lines with what a cut behind each costs; one that is not whole has no cut behind it."""
    texts = near.split("\n")
    ticks = opening = ""
    is_formula = False
    at = 0
    for number, text in enumerate(texts):
        start, at = at, at + len(text) + (number + 1 < len(texts))
        following = texts[number + 1] if number + 1 < len(texts) else ""
        mark = _FENCE.fullmatch(text)
        if ticks:
            closes = mark is not None and mark[1].startswith(ticks) and not mark[2].strip()
            if closes:
                ticks = opening = ""
                yield _Line(start, at, _PARAGRAPH, is_fence=True)
            else:
                yield _Line(start, at, _CODE, opening, f"\n{ticks}")
        elif mark:
            language = _LANGUAGE.fullmatch(mark[2].strip())
            ticks = mark[1]
            opening = f"{ticks}{language[0] if language else ''}\n"
            yield _Line(start, at, _ANYWHERE, is_fence=True)
        else:
            is_formula ^= text.strip().startswith("$$") and text.count("$$") == 1
            yield _Line(start, at, _ROW if is_formula else _behind(text, following))


def _behind(text: str, following: str) -> int:
    """What a cut between two lines costs."""
    if not text.strip() or _FENCE.fullmatch(following):
        return _PARAGRAPH
    is_table = text.lstrip().startswith("|") and following.lstrip().startswith("|")
    belongs = text.startswith("#") or following.startswith(("  ", "\t"))
    return _ROW if is_table or belongs else _LINE


def _inside(lines: Sequence[_Line], near: str, start: int, end: int) -> Iterator[_Cut]:
    """The cuts within lines."""
    for one in lines:
        if one.stop <= start or one.start >= end or one.is_fence:
            continue
        if one.opening:
            for gap in gaps(near, max(one.start, start) + 1, min(one.stop - 1, end)):
                yield _Cut(gap, _ANYWHERE, one.closing, one.opening)
            continue
        text = near[one.start : one.stop]
        quote = _QUOTE.match(text)
        prefix = quote[0] if quote else ""
        held_by = [
            span
            for span in spans(text)
            if span.end > start - one.start and span.start < end - one.start
        ]
        for gap in gaps(near, max(one.start + len(prefix), start) + 1, min(one.stop - 1, end)):
            held = open_at(held_by, gap - one.start)
            if held and held[-1].mark.startswith("`") and _is_beside_a_tick(near, gap):
                continue  # the marks would grow by it
            if held:
                closing = "".join(span.mark for span in reversed(held))
                opening = "".join(span.mark for span in held)
                yield _Cut(gap, _OPEN, closing, prefix + opening)
            elif held is not None:
                yield _Cut(gap, _between(near, gap), before=prefix)


def _is_beside_a_tick(near: str, gap: int) -> bool:
    """Whether a backtick is the next thing on either side of a cut: blanks there are left out."""
    return near[:gap].rstrip().endswith("`") or near[gap : gap + _AHEAD].lstrip().startswith("`")


def _between(near: str, gap: int) -> int:
    """What a cut between two characters of a line costs."""
    left, right = near[gap - 1], near[gap]
    if left.isspace():
        return _END if _SENTENCE.match(near, max(gap - 2, 0)) else _SPACE
    if _SENTENCE.match(near, gap - 1) and not right.isspace():
        return _END
    wide = left > "\u2e7f" and right > "\u2e7f"
    return _SPACE if wide and (left.isalpha() or not right.isalpha()) else _WORD


def _reach(text: str, room: int) -> int:
    """How far a text goes in so many UTF-16 units."""
    end = min(len(text), room)
    while (over := size(text[:end]) - room) > 0:
        end -= (over + 1) // 2
    return end
