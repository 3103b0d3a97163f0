"""Whether a quantity grows with another, and how fast: a slope that outliers do not bend, with its
interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, median

_BINS = 40


@dataclass(frozen=True, slots=True)
class Slope:
    """The slope is in units of y for each of x; `low` to `high` is its 95 % interval."""

    slope: float
    intercept: float
    low: float
    high: float

    @property
    def sign(self) -> int:
        """1 or -1 where the interval leaves out 0, else 0: no slope is shown."""
        return 1 if self.low > 0 else -1 if self.high < 0 else 0

    def at(self, x: float) -> float:
        """The line's value."""
        return self.intercept + self.slope * x


def theil_sen(points: Sequence[tuple[float, float]], *, level: float = 0.95) -> Slope:
    """The median of the slopes through all pairs of points (Theil, 1950), with the interval of Sen
    (1968): those slopes by rank that Kendall's tau cannot tell from the true one at this level.

    Latencies that follow each other are alike (a busy moment slows several), so points are first
    summed up along x in at most 40 bins, by their medians: bins are nearly independent, points are
    not. The intercept is the median of y - slope * x. ValueError for fewer than 5 points, or where
    fewer than 5 places along x are told apart.
    """
    bins = _binned(sorted(points))
    slopes = sorted(
        (y2 - y1) / (x2 - x1)
        for number, (x1, y1) in enumerate(bins)
        for x2, y2 in bins[number + 1 :]
        if x1 != x2
    )
    if len(points) < 5 or len({x for x, _ in bins}) < 5:
        raise ValueError("a slope takes five points, at five places")
    count = len(bins)
    spread = sqrt(count * (count - 1) * (2 * count + 5) / 18)  # of Kendall's S without ties
    reach = NormalDist().inv_cdf((1 + level) / 2) * spread
    below = max(0, round((len(slopes) - reach) / 2) - 1)
    above = min(len(slopes) - 1, round((len(slopes) + reach) / 2))
    middle = median(slopes)
    intercept = median(y - middle * x for x, y in bins)
    return Slope(middle, intercept, slopes[below], slopes[above])


def _binned(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    size = max(1, -(-len(points) // _BINS))
    parts = [points[at : at + size] for at in range(0, len(points), size)]
    return [(median(x for x, _ in part), median(y for _, y in part)) for part in parts]
