"""Fits the estimate's weights to answers that people scored; numpy and scipy are its extra."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bot.estimating.estimate import STEEP, Weights, read
from bot.estimating.features import NAMES, features

_L2 = 20.0
"""How strongly weights are drawn to zero: the penalty on their squares, for features of unit
deviation, over the sum of losses."""
_LEAST = 0.05
_PARTS = 5
_BANDS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_Floats = NDArray[np.float64]


class Item(Protocol):
    """An answer that people scored from 0 to 1; a group is a question's id."""

    @property
    def group(self) -> str: ...  # noqa: D102
    @property
    def question(self) -> str: ...  # noqa: D102
    @property
    def reference(self) -> str: ...  # noqa: D102
    @property
    def answer(self) -> str: ...  # noqa: D102
    @property
    def score(self) -> float: ...  # noqa: D102


def fit(items: Sequence[Item], parts: int = _PARTS) -> Weights:
    """The weights that fit the items best; ValueError where they are of less than two questions.

    A regression of scores by their log loss (fractional response: Papke and Wooldridge, 1996) with
    weights that are not negative and a quadratic penalty. Where the scores are labels, 0 and 1
    alone, both labels weigh the same, as macro-F1 wants it; scores weigh as they are. The errors
    are those on questions left out, in so many parts.
    """
    values, scores, groups, counts = _table(items)
    if len(set(groups)) < 2:
        raise ValueError("weights are fitted on two questions or more")
    errors = _errors(values, scores, groups, counts, parts)
    return _solved(values, scores, errors)


@lru_cache(maxsize=100_000)
def _values(question: str, reference: str, answer: str) -> tuple[float, ...]:
    what, held = read(question, reference, answer)
    return features(what, held) if what.rows else ()


def _table(items: Sequence[Item]) -> tuple[_Floats, _Floats, NDArray[np.str_], NDArray[np.bool_]]:
    """Features (a row an item), scores, groups, and which items say anything."""
    rows = [_values(item.question, item.reference, item.answer) for item in items]
    values = np.array([row or (0.0,) * len(NAMES) for row in rows])
    scores = np.array([item.score for item in items], dtype=float)
    groups = np.array([item.group for item in items])
    return values, scores, groups, np.array([bool(row) for row in rows])


def _solved(values: _Floats, scores: _Floats, errors: tuple[tuple[float, float], ...]) -> Weights:
    scale = np.sqrt((values**2).mean(0)) + 1e-9
    scaled = values / scale
    weight = np.ones(len(scores))
    if set(np.unique(scores)) == {0.0, 1.0}:
        weight = np.where(scores == 1.0, 0.5 / scores.mean(), 0.5 / (1 - scores.mean()))

    def loss(at: _Floats) -> tuple[float, _Floats]:
        total = scaled @ at + _LEAST
        z = STEEP * np.log(total)
        losses = weight * (np.logaddexp(0, z) - scores * z)
        off = weight * (1 / (1 + np.exp(-z)) - scores) * STEEP / total
        return float(losses.sum() + _L2 * (at**2).sum()), scaled.T @ off + 2 * _L2 * at

    start = np.full(len(NAMES), 0.5 / len(NAMES))
    best = minimize(loss, start, jac=True, bounds=[(0.0, None)] * len(NAMES), method="L-BFGS-B").x
    return Weights(tuple(float(one) for one in best / scale), errors)


def _errors(
    values: _Floats,
    scores: _Floats,
    groups: NDArray[np.str_],
    counts: NDArray[np.bool_],
    parts: int,
) -> tuple[tuple[float, float], ...]:
    """The mean absolute error of each band of numbers, with questions left out in parts."""
    names = list(dict.fromkeys(groups.tolist()))
    numbers = np.zeros(len(scores))
    for part in range(min(parts, len(names))):
        out = np.isin(groups, names[part::parts])
        made = _solved(values[~out], scores[~out], ())
        for at in np.flatnonzero(out & counts):
            numbers[at] = made.number(tuple(values[at].tolist()))
    off = np.abs(numbers - scores)
    found, below = [], -1.0
    for bound in _BANDS:
        band = (numbers > below) & (numbers <= bound)
        found.append((bound, round(float(off[band].mean() if band.any() else off.mean()), 3)))
        below = bound
    return tuple(found)
