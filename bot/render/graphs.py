"""Graphs as Typst's source: boxes in layers, each below those that it came from."""

from bot.core.pictures import Graph, Node
from bot.render.tables import broken
from bot.render.typst_text import Undrawable

_WIDE, _TALL = 118, 46
"""Points of a box."""
_ACROSS, _DOWN = 12, 26
"""Points between boxes of a layer, and between layers."""
_MOST, _MOST_ACROSS = 48, 8
_LONGEST = 64
_LOOKS = {
    "open": ("eef1f6", "7a7d88", "1pt", ""),
    "kept": ("dcebf8", "2f6fab", "1.6pt", "● "),
    "pruned": ("f7f7fa", "b9bcc6", "0.8pt", "○ "),
    "right": ("dcebf8", "2f6fab", "1.6pt", "✓ "),
    "wrong": ("fbe9d0", "b5473c", "1.6pt", "✗ "),
}
"""Fill, line, its width, and a sign: nothing is told by colour alone."""


def graph(drawing: Graph) -> str:
    """Wide layers go on in the next row. Undrawable for no boxes, or too many."""
    nodes = drawing.nodes
    if not nodes or len(nodes) > _MOST:
        raise Undrawable("no boxes, or too many")
    rows = _rows(nodes)
    across = max(len(row) for row in rows)
    width = across * (_WIDE + _ACROSS) - _ACROSS
    at: dict[int, tuple[float, float]] = {}
    for down, row in enumerate(rows):
        left = (width - len(row) * (_WIDE + _ACROSS) + _ACROSS) / 2
        for place, one in enumerate(row):
            at[one] = (left + place * (_WIDE + _ACROSS), down * (_TALL + _DOWN))
    height = len(rows) * (_TALL + _DOWN) - _DOWN
    lines = [_line(at[parent], at[one], nodes[one]) for one in at for parent in nodes[one].parents]
    boxes = [_box(at[one], nodes[one]) for one in at]
    wide = max(width, 3 * _WIDE)
    return (
        "#set par(leading: 0.4em, justify: false)\n"
        f"#block(width: {wide}pt)[#strong({broken(_clipped(drawing.title, 120))})]\n"
        f"#block(width: {wide}pt, height: {height}pt)[\n" + "\n".join(lines + boxes) + "\n]"
    )


def _rows(nodes: tuple[Node, ...]) -> list[list[int]]:
    """The boxes by layer (the longest way from a beginning), those of a layer in the order of
    their parents, at most `_MOST_ACROSS` in a row."""
    layer: list[int] = []
    for node in nodes:
        layer.append(1 + max((layer[one] for one in node.parents), default=-1))
    rows: list[list[int]] = []
    place: dict[int, float] = {}
    for number in range(max(layer) + 1):
        row = [one for one in range(len(nodes)) if layer[one] == number]
        row.sort(key=lambda one: _middle([place[parent] for parent in nodes[one].parents], one))
        place |= {one: index - len(row) / 2 for index, one in enumerate(row)}
        parts = range(0, len(row), _MOST_ACROSS)
        rows += [row[begin : begin + _MOST_ACROSS] for begin in parts]
    return rows


def _middle(places: list[float], one: int) -> tuple[float, int]:
    return (sum(places) / len(places) if places else 0.0, one)


def _box(at: tuple[float, float], node: Node) -> str:
    fill, line, width, sign = _LOOKS[node.state]
    words = broken(_clipped(node.words, _LONGEST)) if node.words else '""'
    ink = ', fill: rgb("#7a7d88")' if node.state == "pruned" else ""
    struck = f"strike[#text({words})]" if node.state == "pruned" else f"text({words})"
    return (
        f"#place(dx: {at[0]:.1f}pt, dy: {at[1]:.1f}pt, box(width: {_WIDE}pt, height: {_TALL}pt, "
        f'fill: rgb("#{fill}"), stroke: {width} + rgb("#{line}"), radius: 4pt, inset: 4pt, '
        f"clip: true)[#set text(size: 0.68em{ink})\n"
        f"#strong({broken(sign + _clipped(node.head, 40))})#linebreak()#{struck}])"
    )


def _line(parent: tuple[float, float], child: tuple[float, float], node: Node) -> str:
    dashed = ', dash: "dashed"' if node.state == "pruned" else ""
    start = f"({parent[0] + _WIDE / 2:.1f}pt, {parent[1] + _TALL:.1f}pt)"
    end = f"({child[0] + _WIDE / 2:.1f}pt, {child[1]:.1f}pt)"
    return (
        f"#place(line(start: {start}, end: {end}, "
        f'stroke: (paint: rgb("#9a9da8"), thickness: 0.9pt{dashed})))'
    )


def _clipped(text: str, longest: int) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= longest else plain[: longest - 1].rstrip() + "…"
