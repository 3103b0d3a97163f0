"""How sure a figure is: a bootstrap over questions, since answers to one are no news of another."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
FEW = 20
"""With fewer questions than this an interval says little."""

Rows = NDArray[np.int64]
Figure = Callable[[Rows], float | None]


def intervals(
    figures: Mapping[str, Figure],
    groups: Sequence[str],
    *,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> dict[str, tuple[float, float] | None]:
    """For each figure (a function of the rows that count) the middle 95 % of its values, over
    questions drawn with replacement (Efron and Tibshirani, 1993; Field and Welsh, 2007).

    None for all where there is one question alone, and for a figure that is undefined in more than
    a tenth of the draws.
    """
    clusters: dict[str, list[int]] = {}
    for row, group in enumerate(groups):
        clusters.setdefault(group, []).append(row)
    if len(clusters) < 2:
        return dict.fromkeys(figures)
    members = [np.array(rows) for rows in clusters.values()]
    random = np.random.default_rng(seed)
    seen: dict[str, list[float]] = {name: [] for name in figures}
    for _ in range(resamples):
        drawn = random.integers(len(members), size=len(members))
        rows = np.concatenate([members[one] for one in drawn])
        for name, figure in figures.items():
            value = figure(rows)
            if value is not None:
                seen[name].append(value)
    return {name: _middle(values, resamples) for name, values in seen.items()}


def _middle(values: Sequence[float], resamples: int) -> tuple[float, float] | None:
    if len(values) < 0.9 * resamples:
        return None
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)
