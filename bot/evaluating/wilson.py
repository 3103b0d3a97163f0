"""How sure a share is: the score interval of Wilson (1927)."""

from math import sqrt
from statistics import NormalDist


def wilson(right: int, of: int, *, level: float = 0.95) -> tuple[float, float]:
    """The interval of a share of `right` in `of` independent trials, for this level (Wilson, 1927,
    "Probable inference, the law of succession, and statistical inference"; without continuity
    correction). (0, 1) for no trials. ValueError where `right` is not within `of`.
    """
    if not 0 <= right <= of:
        raise ValueError("no more can be right than were tried")
    if of == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = right / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - half), min(1.0, middle + half)
