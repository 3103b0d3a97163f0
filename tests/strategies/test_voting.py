"""Majority votes, against the figures of a simulation."""

from random import Random

import pytest

from bot.core.voting import settled, tally
from tests.strategies.planted import run


def same(one: str, other: str) -> bool:
    return one == other


async def test_the_answer_that_most_samples_come_to_wins_and_the_cut_one_abstains() -> None:
    said = iter(["The answer is 17", *["The answer is 18"] * 4, *["The answer is 12"] * 2, "6 and"])
    seen = await run("self-consistency", lambda _: next(said))
    assert (seen.answer, seen.trace.correct) == ("18", True)
    assert seen.trace.facts == {"agreement": 0.5, "abstained": 0}
    votes = [(one.title, one.score) for one in seen.trace.steps if one.kind == "vote"]
    assert votes == [("18", 0.5), ("12", 0.25), ("17", 0.125), ("6", 0.125)]


# MODELS: accuracy of a majority of n, six wrong answers of decaying mass, i.i.d. samples.
@pytest.mark.parametrize(
    ("right", "expected"),
    [(0.45, {1: 0.45, 5: 0.63, 8: 0.71, 16: 0.84, 40: 0.96}), (0.6, {1: 0.6, 5: 0.83, 8: 0.92})],
)
def test_a_majority_is_right_as_often_as_simulated(
    right: float, expected: dict[int, float]
) -> None:
    random = Random(7)
    wrong = [0.62**place for place in range(6)]
    weights = [right, *((1 - right) * one / sum(wrong) for one in wrong)]
    for samples, rate in expected.items():
        runs = 4000
        won = 0
        for _ in range(runs):
            answers = random.choices("ABCDEFG", weights, k=samples)
            won += tally(answers, same)[0].answer == "A"
        assert won / runs == pytest.approx(rate, abs=0.02)


def test_the_more_votes_apart_the_more_settled() -> None:
    assert settled(0, 0) == 0.5
    assert settled(4, 0) == 1 - 0.5**5
    assert settled(7, 7) == 0.5
    assert settled(3, 1) < settled(5, 1) < settled(9, 1)
