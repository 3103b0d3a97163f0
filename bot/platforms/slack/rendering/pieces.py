"""Pieces of Slack's rich text: paragraphs, lists, code, quotes, tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.core.pictures import Drawing
from bot.platforms.slack.rendering.inlines import Element, neutral
from bot.typography.seen import seen
from bot.typography.splitting import size

Payload = dict[str, Any]
Kind = Literal["section", "list", "code", "quote", "table", "rule", "picture"]

_EACH = 30
"""What an element weighs besides its words, in characters: Slack counts more than it tells."""
_DEEPEST = 8
"""How far Slack indents a list."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of a text. `element` is what stands in Slack's rich text (of a table, the whole
    block); `said` are its words, for whoever does not see it; `bold` says that it is a heading.
    `instead` is what stands for a table where a message has one already: Slack takes one. A
    `drawing` is better seen than read, if there is a picture of it; a piece that is nothing else
    (`picture`) is left out where there is none."""

    kind: Kind
    element: Payload
    said: str
    bold: bool = False
    instead: "Piece | None" = None
    drawing: Drawing | None = None
    alt: str = ""

    @property
    def weight(self) -> int:
        """Characters that it takes up in a message."""
        return weight(self.element)


def section(inside: Sequence[Element], *, bold: bool = False) -> Piece:
    """A paragraph."""
    return Piece("section", rich("section", inside), said_of(inside), bold)


def called(group: str, name: str) -> Piece:
    """A mention of a group: the one thing that calls anybody."""
    element = {"type": "usergroup", "usergroup_id": group}
    return Piece("section", rich("section", [element]), neutral(seen(f"@{name}")))


def weight(part: Any) -> int:
    """The words of a block or an element, and something for each element that holds some."""
    if isinstance(part, list):
        return sum(map(weight, part))
    if not isinstance(part, dict):
        return 0
    own = size(part["text"]) + _EACH if isinstance(part.get("text"), str) else 0
    own += size(part.get("url", ""))
    return own + sum(weight(one) for one in part.values())


def code(content: str) -> Iterator[Piece]:
    """A block of code, if there is anything in it."""
    said = neutral(seen(content)).strip("\n")
    if said.strip():
        element = {"type": "text", "text": said}
        yield Piece("code", rich("preformatted", [element]), said)


def listed(items: Sequence[Sequence[Element]], depth: int, first: int | None) -> Piece:
    """A list; `first` is the number of its first item, if they are numbered."""
    element: Payload = {
        "type": "rich_text_list",
        "style": "bullet" if first is None else "ordered",
        "elements": [rich("section", one) for one in items],
    }
    element |= {"indent": min(depth, _DEEPEST)} if depth else {}
    element |= {"offset": first - 1} if first is not None and first > 1 else {}
    marks = ["•" if first is None else f"{at}." for at in range(first or 1, (first or 1) + 999)]
    lines = [
        f"{'  ' * depth}{mark} {said_of(one)}" for mark, one in zip(marks, items, strict=False)
    ]
    return Piece("list", element, "\n".join(lines))


def rich(kind: str, inside: Sequence[Element]) -> Payload:
    """An element of rich text that holds others."""
    return {"type": f"rich_text_{kind}", "elements": list(inside)}


def said_of(inside: Sequence[Element]) -> str:
    """The words of elements."""
    return "".join(one["text"] for one in inside)
