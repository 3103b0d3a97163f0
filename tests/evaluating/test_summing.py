"""All figures of one grader, from rows that were made up."""

import random
from dataclasses import replace

import pytest

from bot.evaluating.prediction import Prediction
from bot.evaluating.summing import figures


def rows(questions: int = 8, answers: int = 10) -> list[Prediction]:
    """Predictions that are near the human score, whatever the length."""
    chance = random.Random(4)
    found = []
    for number in range(questions):
        for answer in range(answers):
            human = chance.randint(0, 4) / 4
            near = min(1.0, max(0.0, human + chance.uniform(-0.2, 0.2)))
            found.append(
                Prediction(
                    f"{number}.{answer}", f"q{number}", human, near, chance.randint(1, 80),
                    prompt_tokens=100, cached_tokens=80, completion_tokens=20 + answer,
                    seconds=0.1 * (answer + 1),
                )
            )  # fmt: skip
    return found


def test_each_figure_lies_in_its_interval() -> None:
    found = figures(rows(), steps=4, resamples=200)
    assert found["n"] == 80 and found["questions"] == 8 and found["coverage"] == 1
    for name in ("qwk", "pearson", "spearman", "mae", "rmse", "macro_f1", "brier"):
        low, high = found["intervals"][name]
        assert low <= found[name] <= high
        assert low < high
    assert found["pearson"] > 0.9
    assert found["partial_given_length"] > 0.9
    assert found["qwk"] > 0.9
    assert found["mae"] == pytest.approx(0.1, abs=0.03)
    assert [one["n"] for one in found["per_band"]] != [0, 0, 0, 0]


def test_tokens_and_seconds_are_told_by_their_middle_and_their_tail() -> None:
    found = figures(rows(), steps=4, resamples=20)
    assert found["tokens"] == {
        "prompt": 8000, "cached": 6400, "completion": 1960, "p50": 124.5, "p99": 129.0,
    }  # fmt: skip
    assert found["seconds"] == {"p50": 0.55, "p99": 1.0}


def test_answers_without_a_score_count_in_coverage_alone() -> None:
    whole = rows()
    silent = [
        replace(one, predicted=None, reason="tampered") if one.group == "q0" else one
        for one in whole
    ]
    found = figures(silent, steps=4, resamples=20)
    assert found["coverage"] == 0.875
    assert found["n"] == 80
    assert found["unscored"] == {"tampered": 10}
    rest = figures(whole[10:], steps=4, resamples=20)
    assert found["mae"] == rest["mae"] and found["pearson"] == rest["pearson"]


def test_a_grader_that_gives_no_score_at_all_has_no_figures() -> None:
    found = figures([replace(one, predicted=None) for one in rows()], steps=4)
    assert found["coverage"] == 0
    assert found["mae"] is None and found["qwk"] is None and found["brier"] is None
    assert found["per_band"] == [] and found["intervals"] == {}


def test_calibration_is_of_the_probabilities_where_they_were_told() -> None:
    sure = [replace(one, passing=float(one.score >= 0.5)) for one in rows()]
    told = figures(sure, steps=4, resamples=20)
    assert (told["calibration_of"], told["brier"], told["ece"]) == ("probabilities", 0, 0)
    sometimes = [replace(one, passing=None) if at % 2 else one for at, one in enumerate(sure)]
    certain = [replace(one, predicted=one.score) for one in sometimes]
    assert figures(certain, steps=4, resamples=20)["brier"] == 0
    untold = figures(rows(), steps=4, resamples=20)
    assert untold["calibration_of"] == "score"
    assert untold["brier"] > 0.02


def test_wide_bands_come_last_in_the_curve_of_risk() -> None:
    banded = [
        replace(one, low=0.5 - abs(one.score - (one.predicted or 0)), high=0.5) for one in rows()
    ]
    curve = figures(banded, steps=4, resamples=20)["risk_coverage"]
    assert [one["coverage"] for one in curve] == [n / 10 for n in range(1, 11)]
    risks = [one["mae"] for one in curve]
    assert risks == sorted(risks)
    assert figures(rows(), steps=4, resamples=20)["risk_coverage"] == []


def test_three_classes_are_told_apart_only_by_a_grader_that_names_them() -> None:
    classes = ("contradictory", "correct", "incorrect")
    labelled = [
        replace(one, label=classes[at % 3], score=float(at % 3 == 1), predicted=0.9)
        for at, one in enumerate(rows())
    ]
    silent = figures(labelled, steps=1, classes=classes, resamples=20)
    assert silent["macro_f1_3way"] is None
    named = [replace(one, predicted_label=one.label) for one in labelled]
    assert figures(named, steps=1, classes=classes, resamples=20)["macro_f1_3way"] == 1
    lazy = [replace(one, predicted_label="correct") for one in labelled]
    third = figures(lazy, steps=1, classes=classes, resamples=20)["macro_f1_3way"]
    assert third == pytest.approx(0.5 / 3, abs=0.01)


def test_evidence_and_form_are_shares_of_quotes_and_of_answers() -> None:
    judged = [
        replace(one, evidence_valid=2, evidence_all=3, schema_valid=at % 4 > 0)
        for at, one in enumerate(rows())
    ]
    found = figures(judged, steps=4, resamples=20)
    assert found["evidence_valid"] == pytest.approx(2 / 3, abs=1e-4)
    assert found["evidence_n"] == 240
    assert found["schema_valid"] == 0.75
    assert figures(rows(), steps=4, resamples=20)["evidence_valid"] is None
