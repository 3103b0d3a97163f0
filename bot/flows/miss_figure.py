"""Shows what was missed, as bars or as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.pictures import Bars, Figure
from bot.core.ports import Say

_LONGEST = 120
"""Characters of a checkpoint in a row of the table."""


@dataclass(frozen=True, slots=True)
class Row:
    """A checkpoint in words, and how many covered it, covered it in part, and missed it."""

    words: str
    counts: tuple[int, int, int]


def miss_figure(title: str, rows: Sequence[Row], say: Say, language: str) -> Figure:
    """The rows as they stand, with their words as alt text and as a table."""
    head, *kinds = (
        say(language, f"daily.map_{one}") for one in ("checkpoint", "covered", "partial", "missed")
    )
    table = [f"| {' | '.join((head, *kinds))} |", "|---|--:|--:|--:|"]
    said = []
    for one in rows:
        words = " ".join(one.words.split())
        shown = words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
        bar = "\\|"
        table.append(f"| {shown.replace('|', bar)} | {' | '.join(map(str, one.counts))} |")
        counts = zip(kinds, one.counts, strict=True)
        said.append(f"{shown}: {', '.join(f'{kind} {count}' for kind, count in counts)}")
    drawing = Bars(title, tuple(kinds), tuple((one.words, one.counts) for one in rows))
    return Figure(drawing, "\n".join(said), "\n".join(table))
