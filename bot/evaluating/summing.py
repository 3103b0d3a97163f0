"""All figures of one grader on one set, from what it predicted."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from bot.evaluating import metrics
from bot.evaluating.intervals import RESAMPLES, Figure, Rows, intervals
from bot.evaluating.item import PASS
from bot.evaluating.prediction import Prediction


def figures(
    rows: Sequence[Prediction],
    *,
    steps: int,
    classes: Sequence[str] = (),
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> dict[str, Any]:
    """The figures by name, rounded; what is undefined is None. `intervals` has the ends of most.

    `steps` are those of the human scale (for QWK), `classes` the set's labels. A score passes from
    `item.PASS` on. `calibration_of` says whether ECE and Brier are those of the probabilities that
    the grader told (one that told none for an answer was certain there), or of its score taken for
    one. Answers without a score count in `coverage`
    alone.
    """
    scored = [one for one in rows if one.predicted is not None]
    found: dict[str, Any] = {
        "n": len(rows),
        "questions": len({one.group for one in rows}),
        "coverage": _share(len(scored), len(rows)),
        "unscored": dict(Counter(one.reason or "unsaid" for one in rows if one.predicted is None)),
        **_agreement(scored, steps, classes, seed, resamples),
    }
    quotes = sum(one.evidence_all for one in rows)
    seconds = [one.seconds for one in rows]
    tokens = [float(one.tokens) for one in rows]
    found |= {
        "evidence_valid": _share(sum(one.evidence_valid for one in rows), quotes),
        "evidence_n": quotes,
        "schema_valid": _share(sum(one.schema_valid for one in rows), len(rows)),
        "tokens": {
            "prompt": sum(one.prompt_tokens for one in rows),
            "cached": sum(one.cached_tokens for one in rows),
            "completion": sum(one.completion_tokens for one in rows),
            "p50": _rounded(metrics.percentile(tokens, 0.5)),
            "p99": _rounded(metrics.percentile(tokens, 0.99)),
        },
        "seconds": {
            "p50": _rounded(metrics.percentile(seconds, 0.5), 6),
            "p99": _rounded(metrics.percentile(seconds, 0.99), 6),
        },
    }
    return found


_AGREEMENT = (
    "qwk",
    "pearson",
    "spearman",
    "partial_given_length",
    "mae",
    "rmse",
    "macro_f1",
    "ece",
)


def _agreement(
    rows: Sequence[Prediction], steps: int, classes: Sequence[str], seed: int, resamples: int
) -> dict[str, Any]:
    if not rows:
        nothing = dict.fromkeys([*_AGREEMENT, "brier", "macro_f1_3way", "calibration_of"])
        return {**nothing, "per_band": [], "risk_coverage": [], "intervals": {}}
    human = np.array([one.score for one in rows])
    coach = np.array([one.predicted for one in rows], dtype=np.float64)
    length = metrics.length_shape(np.array([one.length for one in rows], dtype=np.float64))
    told = any(one.passing is not None for one in rows)
    chance = np.array([_chance(one) for one in rows]) if told else coach
    passed, passes = human >= PASS, coach >= PASS

    def of(measure: Any, *sides: Any, more: Sequence[Any] = ()) -> Figure:
        def figure(which: Rows) -> float | None:
            value: float | None = measure(*(side[which] for side in sides), *more)
            return value

        return figure

    marks = passed.astype(np.int64), passes.astype(np.int64)
    measures = {
        "qwk": of(metrics.qwk, human, coach, more=[steps]),
        "pearson": of(metrics.pearson, human, coach),
        "spearman": of(metrics.spearman, human, coach),
        "partial_given_length": of(metrics.partial, human, coach, length),
        "mae": of(metrics.mae, human, coach),
        "rmse": of(metrics.rmse, human, coach),
        "macro_f1": of(metrics.macro_f1, *marks, more=[2]),
        "brier": of(metrics.brier, passed.astype(float), chance),
        "ece": of(metrics.ece, passed.astype(float), chance),
    }
    if len(classes) > 2 and all(one.predicted_label in classes for one in rows):
        place = {label: number for number, label in enumerate(classes)}
        labels = [np.array([place[one.label] for one in rows])]
        labels.append(np.array([place[one.predicted_label] for one in rows]))
        measures["macro_f1_3way"] = of(metrics.macro_f1, *labels, more=[len(classes)])
    every = np.arange(len(rows))
    ends = intervals(measures, [one.group for one in rows], seed=seed, resamples=resamples)
    unsure = _unsure(rows, chance)
    return {
        "macro_f1_3way": None,
        **{name: _rounded(measure(every)) for name, measure in measures.items()},
        "calibration_of": "probabilities" if told else "score",
        "per_band": [
            {"from": low, "to": high, "n": n, "mae": _rounded(error)}
            for low, high, n, error in metrics.per_band(human, coach)
        ],
        "risk_coverage": [
            {"coverage": _rounded(share), "mae": _rounded(error)}
            for share, error in metrics.risk_coverage(np.abs(human - coach), unsure)
        ],
        "intervals": {
            name: both and [_rounded(both[0]), _rounded(both[1])] for name, both in ends.items()
        },
    }


def _chance(row: Prediction) -> float:
    """How probable it is that the answer passes, to a grader that tells probabilities where it is
    not certain."""
    return float((row.predicted or 0.0) >= PASS) if row.passing is None else row.passing


def _unsure(rows: Sequence[Prediction], chance: Any) -> Any:
    """How unsure the grader is of each: the width of its band, else how near its probability is to
    even; nothing where it told neither."""
    if any(one.low is not None for one in rows):
        return np.array([(one.high or 0.0) - (one.low or 0.0) for one in rows])
    if any(one.passing is not None for one in rows):
        return -np.abs(chance - 0.5)
    return np.zeros(len(rows))


def _share(part: int, whole: int) -> float | None:
    return _rounded(part / whole) if whole else None


def _rounded(value: float | None, places: int = 4) -> float | None:
    return None if value is None else round(float(value), places)
