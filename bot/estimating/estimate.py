"""The estimate of an answer's score from its words, with weights that were fitted once."""

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.core.estimate import Estimate
from bot.estimating.clauses import Said, said
from bot.estimating.features import NAMES, features
from bot.estimating.matter import Matter, matter

STEEP = 2.0
"""The power of Hill's curve (1910) that leads a sum to a number: little evidence earns little."""
_MOSTLY = 0.5
_SOME = 6
_HAN, _NO_HAN = 0.4, 0.05


@dataclass(frozen=True, slots=True)
class Weights:
    """A weighted sum of the features, bent to 0 to 1: none of the weights is negative, so that
    what says more of the reference answer never earns less. `errors` has the mean absolute error
    that was measured, on questions left out, for numbers below each bound."""

    weights: tuple[float, ...]
    errors: tuple[tuple[float, float], ...]

    def number(self, values: tuple[float, ...]) -> float:
        """The score, 0 to 1, of features."""
        total = sum(w * v for w, v in zip(self.weights, values, strict=True))
        steep = math.pow(total, STEEP)
        return steep / (1 + steep)

    def error(self, number: float) -> float:
        """The error to expect of a number."""
        return next((error for bound, error in self.errors if number <= bound), self.errors[-1][1])


def read(question: str, reference: str, answer: str) -> tuple[Said, Matter]:
    """An answer, held against its question and reference answer."""
    held = matter(question, reference)
    return said(answer, held), held


@dataclass(frozen=True, slots=True)
class Estimator:
    """Estimates scores with given weights."""

    weights: Weights

    @staticmethod
    @cache
    def load() -> "Estimator":
        """The estimator with the weights that ship."""
        kept = json.loads((files(__package__) / "weights.json").read_text(encoding="utf-8"))
        return Estimator(
            Weights(
                tuple(kept["weights"][name] for name in NAMES),
                tuple((bound, error) for bound, error in kept["errors"]),
            )
        )

    def estimate(self, question: str, reference: str, answer: str) -> Estimate:
        """The estimate for an answer; without a number where its words do not bear one: there is
        no reference answer, or one in another language, or most of the answer speaks to a grader
        (`reason` is then a key of words)."""
        what, held = read(question, reference, answer)
        if not held.points:
            return Estimate(None, 0.0, "estimate.no_reference")
        if _foreign(what, held):
            return Estimate(None, 0.0, "estimate.other_language")
        number = self.weights.number(features(what, held)) if what.rows else 0.0
        if number and what.addressed > _MOSTLY:
            return Estimate(None, 0.0, "estimate.addressed")
        return Estimate(number, self.weights.error(number))


def _foreign(what: Said, held: Matter) -> bool:
    """Whether an answer of some words is in Chinese and its reference answer not, or the other way
    round: their words cannot be held against each other."""
    said = {*what.other, *(word for row in what.rows for word in row)}
    own = {word for point in held.points for word in point.content}
    if min(len(said), len(own)) < _SOME:
        return False
    shares = [sum(not word.isascii() for word in words) / len(words) for words in (said, own)]
    return max(shares) > _HAN and min(shares) < _NO_HAN
