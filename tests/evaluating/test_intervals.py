"""Intervals are over questions, and the same each time."""

import numpy as np

from bot.evaluating.intervals import Rows, intervals


def width(groups: list[str], values: np.ndarray) -> float:
    def mean(rows: Rows) -> float:
        return float(values[rows].mean())

    ends = intervals({"mean": mean}, groups, seed=3)["mean"]
    assert ends is not None
    return ends[1] - ends[0]


def test_where_answers_to_a_question_are_alike_the_interval_is_wider_than_over_answers() -> None:
    random = np.random.default_rng(0)
    levels = random.uniform(size=12)
    values = np.repeat(levels, 30) + random.normal(0, 0.02, 360)
    by_question = width([str(row // 30) for row in range(360)], values)
    by_answer = width([str(row) for row in range(360)], values)
    assert by_question > 3 * by_answer


def test_the_interval_over_independent_answers_is_the_textbook_one() -> None:
    values = np.random.default_rng(1).normal(size=400)
    textbook = 2 * 1.96 * values.std() / 20
    assert abs(width([str(row) for row in range(400)], values) / textbook - 1) < 0.1


def test_the_same_seed_gives_the_same_interval_and_another_one_another() -> None:
    values = np.random.default_rng(2).uniform(size=60)
    groups = [str(row // 6) for row in range(60)]

    def mean(rows: Rows) -> float:
        return float(values[rows].mean())

    first = intervals({"mean": mean}, groups, seed=7)
    assert first == intervals({"mean": mean}, groups, seed=7)
    assert first != intervals({"mean": mean}, groups, seed=8)


def test_one_question_alone_has_no_interval_and_neither_has_what_is_mostly_undefined() -> None:
    assert intervals({"n": lambda rows: float(len(rows))}, ["a", "a"]) == {"n": None}
    assert intervals({"n": lambda _: None}, ["a", "b"]) == {"n": None}
