"""How far two rows of scores agree: each measure a function of arrays, None where undefined.

They are written over sums rather than taken from scikit-learn, which needs milliseconds where an
interval asks a thousand times; the tests hold them against it.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Numbers = NDArray[np.float64]
Marks = NDArray[np.int64]

_NOTHING = 1e-12
BANDS = ((0.0, 0.25), (0.25, 0.5), (0.5, 0.75), (0.75, 1.0))
"""The quarters of the human scale by which errors are told apart; the last holds its end."""


def pearson(human: Numbers, coach: Numbers) -> float | None:
    """The correlation of Pearson (1895), -1 to 1; None where either side does not vary."""
    a, b = human - human.mean(), coach - coach.mean()
    spread = float(a @ a) * float(b @ b)
    return float(a @ b) / spread**0.5 if spread > _NOTHING else None


def spearman(human: Numbers, coach: Numbers) -> float | None:
    """The rank correlation of Spearman (1904), ties by their mean rank, -1 to 1."""
    return pearson(rankdata(human), rankdata(coach))


def partial(human: Numbers, coach: Numbers, given: Numbers) -> float | None:
    """The correlation of what a least-squares fit on the columns of `given` leaves of either side,
    -1 to 1; None where it leaves nothing of one."""
    known = np.column_stack([np.ones(len(human)), given])
    both = np.column_stack([human, coach])
    left = both - known @ np.linalg.lstsq(known, both, rcond=None)[0]
    if (left.var(0) < 1e-9 * np.maximum(both.var(0), 1e-6)).any():
        return None
    return pearson(left[:, 0], left[:, 1])


def length_shape(words: Numbers) -> Numbers:
    """Three columns of a length in words (its logarithm, that squared, its root), so that what is
    given is any smooth growth with length and not a straight line alone."""
    log = np.log1p(words)
    return np.column_stack([log, log**2, np.sqrt(words)])


def mae(human: Numbers, coach: Numbers) -> float:
    """The mean absolute error, of 1."""
    return float(np.abs(human - coach).mean())


def rmse(human: Numbers, coach: Numbers) -> float:
    """The root of the mean square error, of 1."""
    return float(((human - coach) ** 2).mean() ** 0.5)


def qwk(human: Numbers, coach: Numbers, steps: int) -> float | None:
    """Cohen's kappa with quadratic weights (Cohen, 1968) on the steps of the human scale.

    Over all pairs of marks the expected square difference is var(a) + var(b) + (mean a - mean b)²,
    so no table is needed. None where both sides give one and the same mark throughout.
    """
    a, b = on_steps(human, steps), on_steps(coach, steps)
    expected = float(a.var() + b.var() + (a.mean() - b.mean()) ** 2)
    return 1 - float(((a - b) ** 2).mean()) / expected if expected > _NOTHING else None


def on_steps(scores: Numbers, steps: int) -> Numbers:
    """Scores as whole marks of 0 to `steps`; a half goes up."""
    return np.floor(scores * steps + 0.5)


def macro_f1(human: Marks, coach: Marks, classes: int) -> float:
    """The mean over the classes of F1; a class that neither side has is left out, as scikit-learn
    does."""
    table = np.bincount(human * classes + coach, minlength=classes * classes)
    table = table.reshape(classes, classes)
    both = table.sum(0) + table.sum(1)
    present = both > 0
    return float((2 * np.diag(table)[present] / both[present]).mean())


def per_band(human: Numbers, coach: Numbers) -> list[tuple[float, float, int, float | None]]:
    """For each band of human scores: its ends, how many answers, and their mean absolute error."""
    found = []
    for low, high in BANDS:
        inside = (human >= low) & ((human < high) | (high == 1.0))
        error = mae(human[inside], coach[inside]) if inside.any() else None
        found.append((low, high, int(inside.sum()), error))
    return found


def brier(passed: Numbers, chance: Numbers) -> float:
    """The mean square error of probabilities (Brier, 1950), 0 to 1."""
    return float(((chance - passed) ** 2).mean())


def ece(passed: Numbers, chance: Numbers, bins: int = 10) -> float:
    """The expected calibration error (Naeini et al., 2015) over bins of equal width, 0 to 1."""
    which = np.minimum((chance * bins).astype(np.int64), bins - 1)
    gaps = np.bincount(which, weights=chance - passed, minlength=bins)
    return float(np.abs(gaps).sum() / len(chance))


def risk_coverage(errors: Numbers, unsure: Numbers) -> list[tuple[float, float]]:
    """The mean error of the surest share of the answers, by tenths (El-Yaniv and Wiener, 2010);
    empty where all are equally sure."""
    if len(errors) < 2 or np.ptp(unsure) < _NOTHING:
        return []
    ordered = errors[np.argsort(unsure, kind="stable")]
    sizes = [max(1, round(len(errors) * tenth / 10)) for tenth in range(1, 11)]
    return [(size / len(errors), float(ordered[:size].mean())) for size in sizes]


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value below which this share (0 to 1) of the values lies; None without any."""
    return float(np.quantile(np.array(values), share)) if values else None
