"""A picture of the people's scores against the coach's, with the error of each band."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bot.evaluating.metrics import BANDS, per_band
from bot.evaluating.prediction import Prediction

_CHINESE = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Heiti SC",
    "Noto Sans CJK JP",
)
_BLUE, _ORANGE, _GREY = "#2f6db5", "#d9730d", "#8a8f98"


def draw(rows: Sequence[Prediction], title: str, path: Path) -> None:
    """Write the picture as a PNG of 1500 by 720 pixels. OSError where it cannot be written."""
    scored = [one for one in rows if one.predicted is not None]
    human = np.array([one.score for one in scored])
    coach = np.array([one.predicted for one in scored], dtype=np.float64)
    with mpl.rc_context({"font.family": fonts(), "font.size": 10, "axes.spines.top": False}):
        figure = Figure(figsize=(12.5, 6), dpi=120, layout="constrained", facecolor="white")
        left, right = figure.subplots(1, 2, width_ratios=(1.25, 1))
        figure.suptitle(title, fontsize=12.5, x=0.02, ha="left")
        _scatter(left, human, coach)
        _errors(right, human, coach, len(rows) - len(scored))
        figure.savefig(path, format="png")


def _scatter(axes: Axes, human: Any, coach: Any) -> None:
    random = np.random.default_rng(0)
    levels = sorted(set(human.tolist()))
    narrowest = float(np.min(np.diff(levels))) if len(levels) > 1 else 1.0
    room = min(0.035, narrowest * 0.3)
    shown = human + random.uniform(-room, room, len(human))
    alpha = float(np.clip(40 / max(1, len(human)) ** 0.5, 0.12, 0.8))
    axes.plot([0, 1], [0, 1], color=_GREY, linewidth=1, linestyle="--", label="the same score")
    axes.scatter(shown, coach, s=14, color=_BLUE, alpha=alpha, linewidths=0, label="one answer")
    held = [level for level in levels if (human == level).sum() >= 5]
    for number, level in enumerate(held):
        low, middle, high = np.quantile(coach[human == level], (0.25, 0.5, 0.75))
        axes.plot([level, level], [low, high], color=_ORANGE, linewidth=2.5)
        label = "median and middle half" if not number else None
        axes.plot([level], [middle], "o", color=_ORANGE, markersize=6, label=label)
    axes.set(xlim=(-0.06, 1.06), ylim=(-0.04, 1.04))
    axes.set_xlabel("score of people (moved sideways a little, so that none hides another)")
    axes.set_ylabel("score of the coach")
    axes.grid(color="#e6e8eb", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.legend(loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=3, frameon=False, fontsize=9)


def _errors(axes: Axes, human: Any, coach: Any, unscored: int) -> None:
    bands = per_band(human, coach) if len(human) else [(*ends, 0, None) for ends in BANDS]
    heights = [error or 0.0 for *_, error in bands]
    names = [f"{low:g} to {high:g}\nn = {n}" for low, high, n, _ in bands]
    bars = axes.bar(names, heights, color=_BLUE, width=0.62)
    labels = ["" if error is None else f"{error:.2f}" for *_, error in bands]
    for label in axes.bar_label(bars, labels, padding=3):
        label.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1.0})
    if len(human):
        overall = float(np.abs(human - coach).mean())
        axes.axhline(
            overall, color=_ORANGE, linewidth=1.5, zorder=0.9, label=f"all answers: {overall:.2f}"
        )
        axes.legend(loc="lower right", bbox_to_anchor=(1.01, 1.0), frameon=False, fontsize=9)
    axes.set_ylim(0, max(0.5, *heights) * 1.15)
    axes.set_xlabel(
        "score of people" + (f" ({unscored} answers without a score)" if unscored else "")
    )
    axes.set_ylabel("mean absolute error")
    axes.grid(axis="y", color="#e6e8eb", linewidth=0.6)
    axes.set_axisbelow(True)


def fonts() -> list[str]:
    """The fonts to draw with: the default, and one with Chinese where the machine has any."""
    there = {one.name for one in font_manager.fontManager.ttflist}
    return ["DejaVu Sans", *[one for one in _CHINESE if one in there][:1]]
