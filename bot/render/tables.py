"""Tables as Typst's source."""

import re
from collections.abc import Sequence

from bot.core.pictures import Run, Table
from bot.render import formulas
from bot.render.typst_text import Undrawable, literal

_NARROW, _WIDE = 320, 480
"""Points within which a table of a few columns is drawn, and one of many."""
_FEW = 4
_MOST_CELLS = 400
_LONGEST = 4000
"""Characters of a table."""
_BREAKS = re.compile(r"(?<=[/_:=\-])(?=\w)|(?<=\w\.)(?=[A-Za-z_]{3})|(?<=\w{16})(?=\w)", re.ASCII)
_PLAINER = str.maketrans({"✅": "✔", "❌": "✘", "❎": "✘", "\ufe0f": None, "⭐": "★", "➡": "→"})
"""Emoji as signs that plain fonts have."""


def table(drawing: Table) -> str:
    """As wide as it needs to be up to what a telephone shows; longer cells are broken."""
    columns = max(map(len, drawing.rows), default=0)
    if not columns or columns * len(drawing.rows) > _MOST_CELLS:
        raise Undrawable("no cells, or too many")
    if sum(len(one.text) for row in drawing.rows for cell in row for one in cell) > _LONGEST:
        raise Undrawable("too long")
    head, *rows = ([*row, *[()] * (columns - len(row))] for row in drawing.rows)
    cells = [
        _cell([Run("strong", one.text) if one.kind == "text" else one for one in cell])
        for cell in head
    ]
    cells += [_cell(cell) for row in rows for cell in row]
    sides = ["right" if is_right else "left" for is_right in drawing.right[:columns]]
    sides += ["left"] * (columns - len(sides))
    width = _NARROW if columns <= _FEW else _WIDE
    return (
        "#set par(leading: 0.5em, justify: false)\n#set text(size: 0.95em)\n"
        f"#let drawn = table(columns: {columns}, align: ({', '.join(sides)},), "
        "inset: (x: 6pt, y: 5pt), "
        'stroke: (x, y) => (bottom: (if y == 0 {1pt} else {0.4pt}) + rgb("#9a9ca6")), '
        f"{', '.join(cells)})\n"
        f"#context block(width: calc.min(measure(drawn).width, {width}pt), drawn)"
    )


def _cell(runs: Sequence[Run]) -> str:
    return f"[{''.join(map(run, runs))}]"


def run(one: Run) -> str:
    """A piece of a cell: words, code or a formula."""
    match one.kind:
        case "formula":
            return formulas.in_line(one.text)
        case "code":
            return f"#raw({broken(one.text)})"
        case "strong":
            return f"#strong({broken(one.text)})"
    return f"#text({broken(one.text)})"


def broken(text: str) -> str:
    """The text, with places where a long word may be broken."""
    return literal(_BREAKS.sub(chr(0x200B), text.translate(_PLAINER)))
