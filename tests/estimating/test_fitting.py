"""Weights are fitted to what people scored, and none says that less is more."""

import pytest

from bot.estimating.estimate import Estimator, Weights
from bot.estimating.features import NAMES
from bot.estimating.fitting import fit
from bot.evaluating.item import Item
from tests.attacks.defending import honest


def test_weights_are_never_negative_and_tell_good_answers_from_bad() -> None:
    made = fit(honest())
    assert len(made.weights) == len(NAMES)
    assert min(made.weights) >= 0.0 < max(made.weights)
    estimate = Estimator(made).estimate
    numbers = {
        worth: [
            estimate(one.question, one.reference, one.answer).number or 0.0
            for one in honest()
            if one.score == worth
        ]
        for worth in (0.0, 1.0)
    }
    assert sum(numbers[1.0]) / len(numbers[1.0]) > sum(numbers[0.0]) / len(numbers[0.0]) + 0.5


def test_fitting_twice_gives_the_same() -> None:
    assert fit(honest()) == fit(list(honest()))


def test_one_question_is_too_few() -> None:
    one: list[Item] = [item for item in honest() if item.group == honest()[0].group]
    with pytest.raises(ValueError, match="two questions"):
        fit(one)


def test_the_error_is_that_of_the_numbers_band() -> None:
    made = Weights((1.0,) * len(NAMES), ((0.0, 0.1), (0.5, 0.4), (1.0, 0.2)))
    assert [made.error(number) for number in (0.0, 0.3, 0.5, 0.9, 1.0)] == [0.1, 0.4, 0.4, 0.2, 0.2]
