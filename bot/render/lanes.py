"""Points in lanes as Typst's source: a scale below, and a line for each lane."""

from bot.core.pictures import Lanes
from bot.render.tables import broken
from bot.render.typst_text import Undrawable

_NAMES, _LENGTH, _ROW = 96, 330, 17
"""Points for a lane's name, for the scale, and for each point's own line within its lane."""
_MOST, _MOST_LANES = 24, 5
_COLOURS = ("2f6fab", "b5473c", "7a7d88", "e0a83c", "5a8f5a")
_SIGNS = ("●", "◆", "○", "■", "▲")


def lanes(drawing: Lanes) -> str:
    """Each point has a line of its own within its lane, so that no words lie on others. Undrawable
    for no points, too many, or one below 0."""
    points = sorted(drawing.points, key=lambda one: one[1])
    wrong = any(at < 0 or not 0 <= lane < len(drawing.lanes) for _, at, lane in points)
    if not points or len(points) > _MOST or len(drawing.lanes) > _MOST_LANES or wrong:
        raise Undrawable("no points, too many, or one that is nowhere")
    most = max(at for _, at, _ in points) or 1.0
    drawn, down = [], 0.0
    for number, name in enumerate(drawing.lanes):
        inside = [one for one in points if one[2] == number]
        tall = max(len(inside), 1) * _ROW + 6
        drawn.append(
            f"#place(dx: 0pt, dy: {down + 4:.1f}pt, box(width: {_NAMES}pt)"
            f"[#set text(size: 0.85em)\n#strong({broken(name)})])"
        )
        for row, (words, at, _) in enumerate(inside):
            drawn.append(_point(words, at / most, number, down + 4 + row * _ROW))
        down += tall
        drawn.append(_rule(down))
    ticks = "".join(_tick(most * part / 4, part / 4, down) for part in range(5))
    return (
        "#set par(leading: 0.4em, justify: false)\n"
        f"#block(width: {_NAMES + _LENGTH + 130}pt)[#strong({broken(drawing.title[:160])})]\n"
        f"#block(width: {_NAMES + _LENGTH + 130}pt, height: {down + 34}pt)[\n"
        + "\n".join(drawn)
        + f"\n{ticks}\n#place(dx: {_NAMES}pt, dy: {down + 20:.1f}pt, "
        f'text(size: 0.8em, fill: rgb("#55575f"), {broken(drawing.scale[:80])}))\n]'
    )


def _point(words: str, share: float, lane: int, down: float) -> str:
    sign, colour = _SIGNS[lane], _COLOURS[lane]
    return (
        f"#place(dx: {_NAMES + share * _LENGTH - 4:.1f}pt, dy: {down:.1f}pt, "
        f'box[#text(fill: rgb("#{colour}"), {broken(sign)}) '
        f"#text(size: 0.8em, {broken(' ' + words[:40])})])"
    )


def _rule(down: float) -> str:
    return (
        f"#place(dx: {_NAMES}pt, dy: {down - 3:.1f}pt, line(length: {_LENGTH}pt, "
        'stroke: 0.6pt + rgb("#c9ccd6")))'
    )


def _tick(value: float, share: float, down: float) -> str:
    said = f"{value:,.0f}" if value >= 10 or value == 0 else f"{value:.1f}"
    return (
        f"#place(dx: {_NAMES + share * _LENGTH - 20:.1f}pt, dy: {down + 4:.1f}pt, "
        "box(width: 40pt)[#set align(center)\n"
        f'#text(size: 0.75em, fill: rgb("#55575f"), {broken(said)})])\n'
    )
