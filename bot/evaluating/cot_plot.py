"""A picture of strategies: how often each is right against the tokens that it writes."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from bot.evaluating.plot import fonts

_BLUE, _GREY = "#2f6db5", "#8a8f98"


def draw(rows: Sequence[Mapping[str, Any]], title: str, path: Path) -> None:
    """Write the picture as a PNG; a row is as `solved.figures` has it. OSError where it cannot be
    written."""
    shown = [one for one in rows if one["n"] and one["tokens"] is not None]
    with mpl.rc_context({"font.family": fonts(), "font.size": 10, "axes.spines.top": False}):
        figure = Figure(figsize=(11, 6.5), dpi=120, layout="constrained", facecolor="white")
        axes = figure.subplots()
        axes.set_title(title, loc="left", fontsize=12)
        for number, one in enumerate(sorted(shown, key=lambda row: row["tokens"])):
            at, share = max(one["tokens"], 1.0), one["accuracy"]
            axes.plot([at, at], [one["low"], one["high"]], color=_GREY, linewidth=1.2)
            axes.plot([at], [share], "o", color=_BLUE, markersize=6)
            up = 6 if number % 2 else -14
            axes.annotate(
                one["strategy"], (at, share), textcoords="offset points", xytext=(5, up), fontsize=9
            )
        axes.set_xscale("log")
        axes.set_ylim(-0.03, 1.03)
        axes.set_xlabel("tokens written a problem (mean, log scale)")
        axes.set_ylabel("accuracy, with its 95 % interval (Wilson)")
        axes.grid(axis="y", color="#e4e6eb")
        figure.savefig(path, format="png")
