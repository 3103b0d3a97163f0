"""The items of lists as questions: which of them ask, which only name what others are about."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.readers.parts.blocks import Block
from bot.readers.parts.openings import BULLET, Opening, bold
from bot.readers.parts.plain_titles import title
from bot.readers.parts.wording import is_frame, opens_answer

_BOX = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])?\s*\[[ xX]\](?=\s|$|[^(\[])")
_ELLIPSIS = re.compile(r"[\s.…。—\-_*]*$")


@dataclass(slots=True)
class Entry:
    """An item of a list as a question, if it is one: its title is None where it has none."""

    item: Block
    opening: Opening | None
    is_index: bool
    is_skipped: bool
    lists: tuple["Entries", ...]

    @property
    def asks(self) -> int:
        """How surely it asks."""
        return self.opening.asks if self.opening else 0


@dataclass(slots=True)
class Entries:
    """A list: its items as entries, how many of them count, and how much these ask (0 to 1); and
    whether most of them ask, or the lists in them do."""

    entries: list[Entry]
    many: int
    likeness: float
    is_index: bool
    is_choices: bool
    holds_questions: bool


def entries(block: Block, lines: Sequence[str], stars: str | None) -> Entries:
    """A list of the text, with the lists in it."""
    found = [_entry(item, lines, stars) for item in block.within if item.kind == "item"]
    boxed = sum(bool(_BOX.match(lines[one.item.first])) for one in found)
    ticked = any("[x]" in lines[one.item.first][:12].casefold() for one in found if boxed)
    sections = [_is_section(one) for one in found]
    leaves = [
        one
        for one, is_section in zip(found, sections, strict=True)
        if not (is_section or one.is_skipped)
    ]
    index = sum(one.is_index for one in found)
    score = sum(min(one.asks, 2) for one in leaves if not one.is_index)
    likeness = score / (2 * len(leaves)) if leaves else 0.0
    is_choices = boxed * 2 > len(found) and (ticked or likeness < 0.6)
    is_index = index * 2 > len(found)
    holds = bool(leaves and likeness >= 0.5) or any(sections)
    return Entries(found, len(leaves), likeness, is_index, is_choices, holds)


def _is_section(one: Entry) -> bool:
    """Whether an item only names what the questions in its own list are about."""
    return one.asks < 2 and any(few.holds_questions for few in one.lists)


def _entry(item: Block, lines: Sequence[str], stars: str | None) -> Entry:
    first = item.within[0] if item.within else None
    lists = tuple(
        entries(one, lines, stars) for one in item.within if one.kind in ("bullets", "numbers")
    )
    opening = _item_opening(first, lines, stars) if first else None
    if opening is not None and not opening.title.text and not opening.title.label:
        opening = None
    words = (opening.title.text or opening.title.label) if opening else ""
    index = bool(opening and opening.title.is_link and not opening.title.links)
    skipped = not words or bool(_ELLIPSIS.match(words)) or opens_answer(words)
    if opening is not None and (skipped or is_frame(words)):
        opening.shape = ""
    return Entry(item, opening, index, skipped, lists)


def _item_opening(first: Block, lines: Sequence[str], stars: str | None) -> Opening | None:
    if first.kind == "heading":
        return Opening("bullets", first.first, first.end, title(first.text, stars=stars))
    if first.kind != "paragraph":
        return None
    number = BULLET.match(lines[first.first])
    before = number[0].strip() if number and number[0].strip()[:1].isdigit() else ""
    text = _BOX.sub("", first.text, count=1).lstrip() if "[" in first.text[:3] else first.text
    parts = text.split("\n")
    if (strong := bold(Block("paragraph", first.first, first.end, text=text), stars)) is not None:
        strong.shape = "bullets"
        return strong
    taken = _title_lines(parts)
    said, lead = _split_inline(" ".join(parts[:taken]))
    made = title(f"{before} {said}" if before else said, stars=stars)
    return Opening("bullets", first.first, first.first + taken, made, lead)


def _title_lines(parts: Sequence[str]) -> int:
    """How many lines of a paragraph are its title: one, or those until a question mark."""
    head = parts[0].rstrip(" *_")
    if head.endswith(("?", "？", ".", "。", ":", "：", "!")) or len(parts) == 1:
        return 1
    for at, part in enumerate(parts[1:4], start=2):
        if part.rstrip(" *_").endswith(("?", "？")):
            return at
    return 1


def _split_inline(text: str) -> tuple[str, str]:
    """A question, and the answer that follows it on its own line."""
    at = max(text.rfind("? "), text.rfind("？"), text.rfind("?** "))
    if at < 0:
        return text, ""
    rest = text[at + 1 :].strip(" *_-–—:：")
    if len(rest) < 40 or rest.endswith(("?", "？")) or "](" in rest:
        return text, ""
    return text[: at + 1], rest


def taken(found: Entries, under: str = "") -> Iterator[Opening]:
    """The openings of the questions of a list and of the lists in it, in their order; `under` are
    the names of the items above."""
    for one in found.entries:
        opening = one.opening
        if opening is None:
            continue
        if _is_section(one):
            yield Opening("", opening.line, opening.after, opening.title)
            name = " / ".join(filter(None, (under, opening.title.text)))
            for few in one.lists:
                if few.holds_questions:
                    yield from taken(few, name)
            continue
        if one.is_index or one.is_skipped or (found.likeness < 0.25 and not one.asks):
            yield Opening("", opening.line, opening.after, opening.title)
            continue
        opening.under = under
        yield opening
        for few in one.lists:
            if few.likeness >= 0.5 and few.many and _is_counted(few):
                yield from taken(few, under)


def _is_counted(found: Entries) -> bool:
    """Whether every item of a list has a number of its own and asks: `3.1 …`."""
    openings = [one.opening for one in found.entries if not one.is_skipped]
    return bool(openings) and all(
        one is not None and one.asks >= 2 and one.title.style not in ("", "Q") for one in openings
    )
