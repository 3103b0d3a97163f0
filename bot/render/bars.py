"""Bars as Typst's source: a legend, and a row of words, a bar and its numbers for each."""

from bot.core.pictures import Bars
from bot.render.tables import broken
from bot.render.typst_text import Undrawable

_WORDS, _LENGTH = 190, 130
"""Points for a row's words, and for its bar: together they fit a telephone."""
_MOST_ROWS, _LONGEST = 24, 160
_COLOURS = ("2f6fab", "e0a83c", "b5473c", "7a7d88")
"""Told apart by those, too, who see no red or no green: blue, amber, a dark red, grey."""


def bars(drawing: Bars) -> str:
    """All bars are as long as the largest row is large. Undrawable for no rows, or too many."""
    kinds, rows = drawing.kinds, drawing.rows
    if not rows or len(rows) > _MOST_ROWS or len(kinds) > len(_COLOURS):
        raise Undrawable("no rows, too many, or too many kinds")
    most = max(sum(counts) for _, counts in rows)
    cells = []
    for words, counts in rows:
        numbers = " · ".join(str(one) for one in counts)
        cells += [
            f"[#text({broken(_clipped(words))})]",
            f"[{_bar(counts, most)}]",
            f'[#text(size: 0.85em, fill: rgb("#55575f"))[#text({broken(numbers)})]]',
        ]
    legend = " #h(8pt) ".join(
        f"{_box(9, colour)} #h(2pt) #text(size: 0.85em, {broken(kind)})"
        for kind, colour in zip(kinds, _COLOURS, strict=False)
    )
    return (
        "#set par(leading: 0.5em, justify: false)\n"
        f"#block(width: {_WORDS + _LENGTH + 60}pt)[#strong({broken(_clipped(drawing.title))})]\n"
        f"#block[{legend}]\n"
        f"#grid(columns: ({_WORDS}pt, {_LENGTH}pt, auto), column-gutter: 8pt, row-gutter: 14pt, "
        f"align: horizon, {', '.join(cells)})"
    )


def _bar(counts: tuple[int, ...], most: int) -> str:
    drawn = [
        _box(_LENGTH * count / most, colour)
        for count, colour in zip(counts, _COLOURS, strict=False)
        if count
    ]
    return "".join(drawn) or "#h(0pt)"


def _box(width: float, colour: str) -> str:
    return f'#box(width: {width:.1f}pt, height: 9pt, fill: rgb("#{colour}"))'


def _clipped(text: str) -> str:
    plain = " ".join(text.replace("`", "").split())
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1].rstrip() + "…"
