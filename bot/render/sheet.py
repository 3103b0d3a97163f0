"""A drawing as one page of Typst's source: as large as what is on it, dark on a light ground."""

from bot.core.pictures import Bars, Diff, Drawable, Formula, Graph, Lanes, Run
from bot.render import bars, diffs, formulas, graphs, lanes, tables
from bot.render.typst_text import escape, literal

SCALE = 2.0
"""Pixels for each of a page's points: with 13 points, letters are sharp on a telephone."""
_SIZE = 13
_WORDS_FONT = "Libertinus Serif"
_MATHS_FONT = "New Computer Modern Math"
_CODE_FONT = "DejaVu Sans Mono"


def page(drawing: Drawable, chinese: str | None) -> str:
    """The page. Undrawable for what cannot be read, and for what is too large.

    `chinese` is the family of the font that has Chinese letters.
    """
    match drawing:
        case Formula(latex=latex):
            body = formulas.formula(latex)
        case Bars():
            body = bars.bars(drawing)
        case Graph():
            body = graphs.graph(drawing)
        case Lanes():
            body = lanes.lanes(drawing)
        case Diff():
            body = diffs.diff(drawing)
        case _:
            body = tables.table(drawing)
    return f"{_setup(chinese)}{body}"


def specimen(letters: str, chinese: str | None) -> str:
    """A page that shows these letters in each of the ways that a page may set them."""
    text = literal(letters)
    each = " ".join(map(escape, letters))
    shown = [tables.run(Run(kind, letters)) for kind in ("text", "strong", "code")]
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
