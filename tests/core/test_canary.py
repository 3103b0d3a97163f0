"""The hidden checkpoint."""

import pytest

from bot.core.canary import canary, placed, tripped
from bot.core.feedback import Judgement, Verdict
from bot.core.rubric import Checkpoint

RUBRIC = tuple(Checkpoint(f"c{number}", f"point {number}") for number in range(1, 5))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_questions_have_many_hidden_checkpoints_at_many_places_and_each_always_the_same(
    language: str,
) -> None:
    hidden = [canary(f"q{number}", language) for number in range(200)]
    assert hidden == [canary(f"q{number}", language) for number in range(200)]
    assert len({one.text for one in hidden}) >= 12
    places = {placed(RUBRIC, one).index(one) for one in hidden}
    assert places == {0, 1, 2, 3, 4}


@pytest.mark.parametrize("language", ["en", "zh", "fr"])
def test_the_rubric_keeps_its_order_round_the_hidden_checkpoint(language: str) -> None:
    hidden = canary("q", language)
    with_it = placed(RUBRIC, hidden)
    assert tuple(one for one in with_it if one != hidden) == RUBRIC


@pytest.mark.parametrize(
    ("verdict", "is_tripped"),
    [("covered", True), ("partial", True), ("missing", False), ("wrong", False)],
)
def test_it_is_tripped_by_what_nobody_can_have_said(verdict: str, is_tripped: bool) -> None:
    hidden = canary("q", "en")
    said = [Judgement("c1", Verdict.COVERED), Judgement(hidden.id, Verdict(verdict))]
    assert tripped(said, hidden) is is_tripped


def test_a_rubric_that_is_all_covered_does_not_trip_it() -> None:
    said = [Judgement(one.id, Verdict.COVERED) for one in RUBRIC]
    assert not tripped(said, canary("q", "en"))
