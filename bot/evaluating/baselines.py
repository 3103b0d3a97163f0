"""Graders that read nothing or next to nothing: what every result is held against."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any, Literal

import numpy as np

from bot.evaluating.features import Features, of_length, of_overlap
from bot.evaluating.grader import Fitted, Graded, Grader
from bot.evaluating.item import Item


@dataclass(frozen=True)
class Constant:
    """The mean score, whatever the answer."""

    name: str = "constant"
    version: str = "1"
    leaves: Literal["question", "answer"] = "question"

    def fit(self, items: Sequence[Item]) -> Grader:
        """The mean over the items."""
        return _Means(self.name, self.version, {}, fmean(one.score for one in items))


@dataclass(frozen=True)
class PerQuestionMean:
    """The mean score of the other answers to the same question: what is known before an answer is
    read, to somebody who has graded that question's other answers."""

    name: str = "per-question-mean"
    version: str = "1"
    leaves: Literal["question", "answer"] = "answer"

    def fit(self, items: Sequence[Item]) -> Grader:
        """The means, each answer left out of its own."""
        scores: dict[str, dict[str, float]] = {}
        for one in items:
            scores.setdefault(one.group, {})[one.id] = one.score
        return _Means(self.name, self.version, scores, fmean(one.score for one in items))


@dataclass(frozen=True)
class _Means:
    name: str
    version: str
    scores: dict[str, dict[str, float]]
    overall: float

    async def grade(self, item: Item) -> Graded:
        others = [score for id_, score in self.scores.get(item.group, {}).items() if id_ != item.id]
        return Graded(fmean(others) if others else self.overall)


@dataclass(frozen=True)
class Regression:
    """A ridge regression on some features; a logistic one where scores are right or wrong alone."""

    name: str
    features: Features
    version: str = "1"
    leaves: Literal["question", "answer"] = "question"

    def fit(self, items: Sequence[Item]) -> Grader:
        """The regression, its penalty chosen among five by generalised cross-validation (ridge), or
        1 (logistic)."""
        from sklearn.linear_model import LogisticRegression, RidgeCV
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        seen = np.array([self.features(one) for one in items])
        scores = np.array([one.score for one in items])
        if len(set(scores)) == 1:
            return _Means(self.name, self.version, {}, float(scores[0]))
        logistic = set(scores) == {0.0, 1.0}
        last = LogisticRegression() if logistic else RidgeCV(alphas=(0.1, 1.0, 10.0, 100.0, 1000.0))
        model = make_pipeline(StandardScaler(), last)
        model.fit(seen, scores.astype(int) if logistic else scores)
        return _Regressed(self.name, self.version, self.features, model, logistic)


@dataclass(frozen=True)
class _Regressed:
    name: str
    version: str
    features: Features
    model: Any
    logistic: bool

    async def grade(self, item: Item) -> Graded:
        row = self.features(item).reshape(1, -1)
        if self.logistic:
            chance = float(self.model.predict_proba(row)[0, 1])
            return Graded(chance, passing=chance)
        return Graded(float(np.clip(self.model.predict(row)[0], 0.0, 1.0)))


BASELINES: tuple[Fitted, ...] = (
    Constant(),
    PerQuestionMean(),
    Regression("length-only", of_length),
    Regression("overlap-ridge", of_overlap),
)
