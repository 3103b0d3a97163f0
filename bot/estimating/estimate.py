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


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic model of the features: none of its weights is negative, so that saying more of
    the reference answer never lowers the number. `errors` has the mean absolute error that was
    measured, on questions left out, for numbers below each bound."""

    intercept: float
    weights: tuple[float, ...]
    errors: tuple[tuple[float, float], ...]

    def number(self, values: tuple[float, ...]) -> float:
        """The score, 0 to 1, of features."""
        total = sum(w * v for w, v in zip(self.weights, values, strict=True))
        return 1 / (1 + math.exp(-(self.intercept + total)))

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
                kept["intercept"],
                tuple(kept["weights"][name] for name in NAMES),
                tuple((bound, error) for bound, error in kept["errors"]),
            )
        )

    def estimate(
        self, question: str, reference: str, answer: str, language: str | None = None
    ) -> Estimate:
        """The estimate for an answer; without a number where its words do not bear one."""
        what, held = read(question, reference, answer)
        if not held.points:
            return Estimate(None, 0.0, "estimate.no_reference")
        if not what.rows:
            return Estimate(0.0, self.weights.error(0.0))
        number = self.weights.number(features(what, held))
        return Estimate(number, self.weights.error(number))
