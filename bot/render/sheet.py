"""A drawing as one page of Typst's source: as large as what is on it, dark on a light ground."""

import re
from collections.abc import Sequence

from bot.core.pictures import Formula, Run, Table
from bot.render import formulas
from bot.render.typst_text import Undrawable, escape, literal

SCALE = 2.0
"""Pixels for each of a page's points: with 13 points, letters are sharp on a telephone."""
_SIZE = 13
_NARROW, _WIDE = 320, 480
"""Points within which a table of a few columns is drawn, and one of many."""
_FEW = 4
_MOST_CELLS = 400
_LONGEST = 4000
"""Characters of a table."""
_BREAKS = re.compile(r"(?<=[/_:=\-])(?=\w)|(?<=\w\.)(?=[A-Za-z_]{3})|(?<=\w{16})(?=\w)", re.ASCII)
_PLAINER = str.maketrans({"✅": "✔", "❌": "✘", "❎": "✘", "\ufe0f": None, "⭐": "★", "➡": "→"})
"""Emoji as signs that plain fonts have."""
_WORDS_FONT = "Libertinus Serif"
_MATHS_FONT = "New Computer Modern Math"
_CODE_FONT = "DejaVu Sans Mono"


def page(drawing: Formula | Table, chinese: str | None) -> str:
    """The page. Undrawable for what cannot be read, and for what is too large.

    `chinese` is the family of the font that has Chinese letters.
    """
    body = _table(drawing) if isinstance(drawing, Table) else formulas.formula(drawing.latex)
    return f"{_setup(chinese)}{body}"


def specimen(letters: str, chinese: str | None) -> str:
    """A page that shows these letters in each of the ways that a page may set them."""
    text = literal(letters)
    each = " ".join(map(escape, letters))
    shown = [_run(Run(kind, letters)) for kind in ("text", "strong", "code")]
    return f"{_setup(chinese)}{' '.join(shown)} $ {text} bold({text}) {each} bold({each}) $"


def _setup(chinese: str | None) -> str:
    words, maths, code = (
        ", ".join(f'"{one}"' for one in fonts if one)
        for fonts in (
            (chinese, _WORDS_FONT, _CODE_FONT),
            (_MATHS_FONT, chinese),
            (_CODE_FONT, chinese),
        )
    )
    return (
        '#set page(width: auto, height: auto, margin: (x: 10pt, y: 8pt), fill: rgb("#f7f7fa"))\n'
        f'#set text(font: ({words},), size: {_SIZE}pt, fill: rgb("#1a1b20"), lang: "zh")\n'
        f"#show math.equation: set text(font: ({maths},))\n"
        f"#show raw: set text(font: ({code},), size: 1.1em)\n"
    )


def _table(table: Table) -> str:
    """As wide as it needs to be up to what a telephone shows; longer cells are broken."""
    columns = max(map(len, table.rows), default=0)
    if not columns or columns * len(table.rows) > _MOST_CELLS:
        raise Undrawable("no cells, or too many")
    if sum(len(run.text) for row in table.rows for cell in row for run in cell) > _LONGEST:
        raise Undrawable("too long")
    head, *rows = ([*row, *[()] * (columns - len(row))] for row in table.rows)
    cells = [
        _cell([Run("strong", run.text) if run.kind == "text" else run for run in cell])
        for cell in head
    ]
    cells += [_cell(cell) for row in rows for cell in row]
    sides = ["right" if is_right else "left" for is_right in table.right[:columns]]
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
    return f"[{''.join(map(_run, runs))}]"


def _run(run: Run) -> str:
    match run.kind:
        case "formula":
            return formulas.in_line(run.text)
        case "code":
            return f"#raw({_broken(run.text)})"
        case "strong":
            return f"#strong({_broken(run.text)})"
    return f"#text({_broken(run.text)})"


def _broken(text: str) -> str:
    """The text, with places where a long word may be broken."""
    return literal(_BREAKS.sub(chr(0x200B), text.translate(_PLAINER)))
