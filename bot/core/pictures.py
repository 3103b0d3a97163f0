"""Pictures, and what they are drawn of: formulas, tables, and the bank's own image files."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a file: `data` is PNG, JPEG, GIF or WebP, `alt` says what it shows."""

    name: str
    alt: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Formula:
    """LaTeX, without its dollars."""

    latex: str


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a table's cell: words, or the LaTeX of a formula."""

    kind: Literal["text", "strong", "code", "formula"]
    text: str


Cell = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, the first of them the head; `right` says which columns stand to the right."""

    rows: tuple[tuple[Cell, ...], ...]
    right: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class ImageFile:
    """An image named in a text of the bank: `path` as it stands there, `beside` is the text's
    file."""

    path: str
    beside: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Counts as bars, one a row: a row is its words and how many there are of each of the `kinds`,
    the good ones first."""

    title: str
    kinds: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Node:
    """One box of a graph: what it is, its words, what became of it, and the places (in the graph's
    nodes) of those that it came from, which all stand before it."""

    head: str
    words: str = ""
    state: Literal["open", "kept", "pruned", "right", "wrong"] = "open"
    parents: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Graph:
    """Boxes and the lines between them, from above."""

    title: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Lanes:
    """Points on a scale, each in one of several lanes, as `right` and `wrong` are: a point is its
    words, where it is on the scale (not below 0), and the place of its lane."""

    title: str
    scale: str
    lanes: tuple[str, ...]
    points: tuple[tuple[str, float, int], ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """How a text became another: pieces of both, in order."""

    title: str
    pieces: tuple[tuple[Literal["same", "gone", "new"], str], ...]


Drawable = Formula | Table | Bars | Graph | Lanes | Diff
"""What is drawn from words and numbers alone."""
Drawing = Drawable | ImageFile


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with its alt text, and the Markdown of the table that stands where it is not
    drawn."""

    drawing: Bars | Graph | Lanes | Diff
    alt: str
    table: str


Draw = Callable[[Drawing, str], Awaitable[Picture | None]]
"""The picture of a drawing with these words as its alt text; the same drawing is the same picture.

None where there is none: it cannot be read, a letter of it is in no font, it is too large, it takes
too long, or no library is there to draw it. Never raises, and never holds up the event loop.
"""


async def draws_nothing(drawing: Drawing, alt: str) -> Picture | None:
    """A `Draw` for where all is said in words."""
    return None
