"""The score that code computes, and its band."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.feedback import Judgement, Verdict
from bot.core.rubric import Checkpoint
from bot.core.scoring import UNSURE, score, weighed

ORDER = [Verdict.WRONG, Verdict.MISSING, Verdict.PARTIAL, Verdict.COVERED]
rubrics = st.lists(st.tuples(st.floats(0.5, 3), st.booleans()), min_size=1, max_size=6).map(
    lambda rows: [Checkpoint(f"c{i}", "x", w, must=m) for i, (w, m) in enumerate(rows)]
)
chances = st.lists(st.floats(0, 1), min_size=4, max_size=4).map(
    lambda raw: {
        one: (part + 1e-9) / (sum(raw) + 4e-9) for one, part in zip(Verdict, raw, strict=True)
    }
)


@given(rubrics, st.data())
def test_the_score_is_bounded_and_knows_no_order(
    rubric: list[Checkpoint], data: st.DataObject
) -> None:
    said = [Judgement(one.id, data.draw(st.sampled_from(Verdict))) for one in rubric]
    earned = score(rubric, said)
    assert 0 <= earned <= 1
    assert score(rubric, data.draw(st.permutations(said))) == earned
    assert score(data.draw(st.permutations(rubric)), said) == pytest.approx(earned, abs=1e-12)


@given(rubrics, st.data())
def test_a_better_verdict_never_lowers_the_score(
    rubric: list[Checkpoint], data: st.DataObject
) -> None:
    ranks = [data.draw(st.integers(0, 3)) for _ in rubric]
    place = data.draw(st.integers(0, len(rubric) - 1))
    better = [rank + (number == place and rank < 3) for number, rank in enumerate(ranks)]

    def earned(found: list[int]) -> float:
        return score(
            rubric, [Judgement(one.id, ORDER[r]) for one, r in zip(rubric, found, strict=True)]
        )

    assert earned(better) >= earned(ranks) - 1e-9


@given(rubrics)
def test_nothing_said_earns_nothing_and_everything_all(rubric: list[Checkpoint]) -> None:
    assert score(rubric, []) == 0
    assert score(rubric, [Judgement(one.id, Verdict.COVERED) for one in rubric]) == pytest.approx(1)


@given(rubrics, st.integers(2, 5))
def test_a_checkpoint_pays_once_however_often_it_is_judged(
    rubric: list[Checkpoint], times: int
) -> None:
    said = [Judgement(rubric[0].id, Verdict.COVERED)]
    assert score(rubric, said * times) == score(rubric, said)


def test_a_missing_must_have_caps_the_score_and_a_wrong_one_more() -> None:
    rubric = [Checkpoint("a", "x", must=True), *(Checkpoint(f"b{i}", "x") for i in range(9))]
    rest = [Judgement(f"b{i}", Verdict.COVERED) for i in range(9)]
    assert score(rubric, rest) == 0.60
    assert score(rubric, [*rest, Judgement("a", Verdict.WRONG)]) == 0.40


def test_a_rubric_without_checkpoints_gives_no_score() -> None:
    with pytest.raises(ValueError, match="without checkpoints"):
        score([], [])


@given(rubrics, st.data())
def test_a_band_holds_its_score_and_stays_within_0_and_1(
    rubric: list[Checkpoint], data: st.DataObject
) -> None:
    said = [Judgement(one.id, data.draw(st.sampled_from(Verdict))) for one in rubric]
    weights = {one.id: data.draw(chances) for one in rubric if data.draw(st.booleans())}
    result = weighed(rubric, said, weights)
    assert result.number == score(rubric, said)
    assert 0 <= result.low <= result.number <= result.high <= 1
    assert result.deviation >= 0


@given(rubrics, st.data())
def test_certain_verdicts_have_no_band(rubric: list[Checkpoint], data: st.DataObject) -> None:
    said = [Judgement(one.id, data.draw(st.sampled_from(Verdict))) for one in rubric]
    certain = {one.checkpoint: {one.verdict: 1.0} for one in said}
    result = weighed(rubric, said, certain)
    assert result.sure
    assert result.deviation == pytest.approx(0, abs=1e-6)
    assert result == weighed(rubric, said, {}) or result.high == pytest.approx(result.low, abs=1e-6)


def test_an_even_choice_gives_a_band_and_one_that_contradicts_the_verdict_too() -> None:
    rubric = [Checkpoint("a", "x"), Checkpoint("b", "x")]
    said = [Judgement("a", Verdict.COVERED), Judgement("b", Verdict.COVERED)]
    even = {"a": {Verdict.COVERED: 0.5, Verdict.MISSING: 0.5}}
    result = weighed(rubric, said, even)
    assert result.deviation == pytest.approx(0.25)
    assert not result.sure
    assert result.low == pytest.approx(0.5)
    assert result.high == pytest.approx(1.0)
    against = weighed(rubric, said, {"a": {Verdict.MISSING: 1.0}})
    assert against.deviation > UNSURE
    assert not against.sure
