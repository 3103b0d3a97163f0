"""Figures as tables show them."""

from collections.abc import Sequence


def at(values: Sequence[float], share: float) -> float:
    """The value below which this share of them lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def seconds(value: float) -> str:
    """Seconds, to the hundredth."""
    return f"{value:.2f} s"


def ratio(ours: float, theirs: float) -> str:
    """How many times theirs ours is."""
    return f"x {ours / theirs:.2f}" if theirs >= 0.005 else "-"
