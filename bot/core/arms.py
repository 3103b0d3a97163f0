"""Which of two ways was slower, if their repeats tell: the ratio of the two, and its interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import comb
from statistics import median

from bot.core.experiment import Bet

SAME = 0.05
"""Ratios within this share of 1 are called equal."""


@dataclass(frozen=True, slots=True)
class Compared:
    """`ratio` is the first way over the second, `low` to `high` its interval (95 % or a little
    more). `verdict` is None where that holds 1 and is too wide for the two to be called equal."""

    verdict: Bet | None
    ratio: float
    low: float
    high: float


def compared(first: Sequence[float], second: Sequence[float], *, same: float = SAME) -> Compared:
    """What repeats of two ways say of the first against the second.

    The ratio is the median of all ratios between a repeat of one and a repeat of the other (Hodges
    and Lehmann, 1963), and its interval those ratios by rank that the rank-sum test of Mann and
    Whitney (1947) cannot tell from it, exactly counted: with five repeats of each, 96.8 %. Equal
    where the interval lies within `same` of 1; greater or less where it leaves out 1; else no
    verdict. ValueError for fewer than four repeats of either, or one that is not above 0.
    """
    if min(len(first), len(second)) < 4 or min(*first, *second) <= 0:
        raise ValueError("four repeats of each, all above 0")
    ratios = sorted(one / other for one in first for other in second)
    left_out = _left_out(len(first), len(second))
    low, high = ratios[left_out], ratios[-1 - left_out]
    verdict: Bet | None = None
    if 1 - same <= low <= high <= 1 + same:
        verdict = "equal"
    elif low > 1:
        verdict = "greater"
    elif high < 1:
        verdict = "less"
    return Compared(verdict, median(ratios), low, high)


@cache
def _left_out(one: int, other: int) -> int:
    """How many ratios at each end an interval of 95 % leaves out: the largest u for which
    P(U <= u) is at most 2.5 %."""
    ways, u, below = comb(one + other, one), 0, 0
    while (below := below + _orders(one, other, u)) <= 0.025 * ways:
        u += 1
    return u - 1


@cache
def _orders(one: int, other: int, u: int) -> int:
    """In how many orders of two samples U is just u (Mann and Whitney, 1947, their recursion)."""
    if u < 0:
        return 0
    if one == 0 or other == 0:
        return int(u == 0)
    return _orders(one - 1, other, u - other) + _orders(one, other - 1, u)
