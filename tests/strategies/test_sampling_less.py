"""Votes that end early, votes with weights, and reasoning only where it is needed."""

from collections.abc import Callable, Sequence
from random import Random

import pytest

from bot.core.completion import Message
from bot.core.voting import tally
from bot.core.worksheet import Allowance
from bot.strategies.adaptive_self_consistency import MOST, SURE, certainty
from bot.strategies.confidence_weighted_vote import lowest_group
from tests.strategies.planted import PINGGUO, run


def said(*answers: str) -> Callable[[Sequence[Message]], str]:
    """The answers in turn, the last one for ever."""
    left = list(answers)
    return lambda _: f"6 + 6 + 6. The answer is {left.pop(0) if len(left) > 1 else left[0]}"


async def test_samples_that_agree_end_the_vote_after_one_wave() -> None:
    seen = await run("adaptive-self-consistency", said("18"))
    assert (seen.answer, seen.trace.correct) == ("18", True)
    assert seen.trace.facts["samples"] == 4
    assert seen.trace.facts["saved"] == 0.9
    assert len(seen.trace.calls) == 4


async def test_a_vote_that_is_split_goes_on_until_it_is_settled() -> None:
    seen = await run("adaptive-self-consistency", said("18", "17", "18", "17", "18"))
    assert seen.answer == "18"
    assert seen.trace.facts["samples"] == 12  # 6 to 2 are 91 % sure, 10 to 2 are 99 %
    assert float(seen.trace.facts["sure"]) > SURE


async def test_a_vote_that_is_never_settled_ends_at_the_most() -> None:
    turn = iter(range(1000))
    seen = await run(
        "adaptive-self-consistency", lambda _: f"The answer is {'18' if next(turn) % 2 else '17'}"
    )
    assert seen.trace.facts["samples"] == MOST
    assert seen.trace.facts["saved"] == 0
    assert seen.trace.facts["agreement"] == 0.5


async def test_tokens_that_run_out_let_those_vote_that_are_there() -> None:
    seen = await run(
        "adaptive-self-consistency", said("18", "17", "18", "17"), allowance=Allowance(tokens=90)
    )
    assert seen.trace.ended == "answered"
    assert 0 < int(seen.trace.facts["samples"]) < MOST


# MODELS: adaptive consistency one at a time (0.95, at most 40), i.i.d. samples: as right as a
# majority of 40, with so many samples in the mean.
@pytest.mark.parametrize(
    ("right", "mean", "rate"),
    [(0.3, 36.2, None), (0.45, 26.9, 0.96), (0.6, 14.5, 1.0), (0.8, 7.1, 1.0)],
)
def test_as_many_samples_are_drawn_as_simulated_and_as_many_are_right(
    right: float, mean: float, rate: float | None
) -> None:
    random = Random(11)
    wrong = [0.62**place for place in range(6)]
    weights = [right, *((1 - right) * one / sum(wrong) for one in wrong)]
    drawn, won, runs = 0, 0, 800
    for _ in range(runs):
        answers: list[str | None] = []
        sure = 0.0
        while len(answers) < MOST and sure <= SURE:
            answers += random.choices("ABCDEFG", weights)
            votes = tally(answers, str.__eq__)
            sure = certainty(votes)
        drawn += len(answers)
        won += votes[0].answer == "A"
    assert drawn / runs == pytest.approx(mean, rel=0.08)
    assert rate is None or won / runs == pytest.approx(rate, abs=0.02)


async def test_few_sure_chains_outvote_many_unsure_ones() -> None:
    seen = await run(
        "confidence-weighted-vote",
        said("18", "18", "18", "17"),
        certain=lambda text, _: 12.0 if "18" in text else 2.0,
    )
    assert seen.answer == "18"
    assert seen.trace.facts["plain"] == "17"
    assert seen.trace.facts["weighed"] == 8
    shares = {one.title: one.score for one in seen.trace.steps if one.kind == "vote"}
    assert shares == pytest.approx({"18": 36 / 46, "17": 10 / 46})


async def test_where_no_confidences_are_told_the_vote_is_plain() -> None:
    seen = await run("confidence-weighted-vote", said("18", "18", "18", "17"))
    assert (seen.answer, seen.trace.facts["weighed"]) == ("17", 0)


def test_the_least_certain_stretch_counts_and_a_short_chain_as_a_whole() -> None:
    assert lowest_group([]) is None
    assert lowest_group([4.0, 8.0]) == 6.0
    assert lowest_group([9.0] * 40 + [1.0] * 4 + [9.0] * 40, window=4) == 1.0
    assert lowest_group([9.0, 1.0, 9.0, 9.0], window=2) == 5.0


@pytest.mark.parametrize(
    ("guesses", "calls", "route"),
    [
        (["18"], 3, "answer at once"),
        (["18", "17", "18"], 4, "one chain of thought"),
        (["16", "17", "19", "18"], 8, "a vote"),
    ],
)
async def test_how_far_guesses_agree_decides_how_much_is_reasoned(
    guesses: list[str], calls: int, route: str
) -> None:
    seen = await run("difficulty-gating", said(*guesses))
    assert (seen.answer, len(seen.trace.calls)) == ("18", calls)
    assert seen.trace.facts["route"] == route
    chosen = next(one for one in seen.trace.steps if one.kind == "route")
    assert len(chosen.parents) == 3


async def test_guesses_that_say_nothing_are_a_hard_problem() -> None:
    seen = await run(
        "difficulty-gating",
        lambda asked: "答案是18" if "一步一步" in asked[-1].text else "不知道",
        problem=PINGGUO,
    )
    assert (seen.answer, seen.trace.facts["probe"]) == ("18", 0)
    assert seen.trace.facts["route"] == "投票"


async def test_worked_examples_stand_before_the_problem_and_end_as_it_shall() -> None:
    seen = await run("few-shot", said("18"))
    asked = seen.model.asked[0]
    assert [one.role for one in asked] == ["system", *("user", "assistant") * 3, "user"]
    assert all("\nThe answer is " in one.text for one in asked if one.role == "assistant")
    assert "boxes" in asked[-1].text
    assert (seen.answer, len(seen.trace.calls)) == ("18", 1)
