"""Evidence and score: what code says of a model's verdicts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.feedback import Judgement, Verdict, check, score, stands_in
from bot.core.rubric import Checkpoint

ORDER = [Verdict.WRONG, Verdict.MISSING, Verdict.PARTIAL, Verdict.COVERED]
rubrics = st.lists(st.tuples(st.floats(0.5, 3), st.booleans()), min_size=1, max_size=6).map(
    lambda rows: [Checkpoint(f"c{i}", "x", w, must=m) for i, (w, m) in enumerate(rows)]
)


@pytest.mark.parametrize(
    ("evidence", "answer", "there"),
    [
        ("keys and values", "The keys  and VALUES are cached.", True),
        ("keys and values", "keys, and values", True),
        ("每步都要和历史", "因为每步都要和历史 token 做注意力", True),
        ("Ｋ Ｖ ｃａｃｈｅ", "the K V cache", True),
        ("values", "devalues", False),
        ("keys values", "keys and values", False),
        ("", "anything", False),
        ("…", "anything …", False),
        ("a", "a", False),
    ],
)
def test_evidence_is_words_of_the_answer_in_their_order(
    evidence: str, answer: str, there: bool
) -> None:
    assert stands_in(evidence, answer) is there


@given(st.text(), st.text(), st.sampled_from(Verdict))
def test_no_verdict_survives_without_its_evidence(
    evidence: str, answer: str, verdict: Verdict
) -> None:
    checked = check(Judgement("c1", verdict, evidence), answer)
    if verdict is Verdict.MISSING:
        assert checked == Judgement("c1", Verdict.MISSING)
    elif stands_in(evidence, answer):
        assert checked == Judgement("c1", verdict, evidence)
    else:
        assert checked == Judgement("c1", Verdict.MISSING, unsupported=True)


@given(rubrics, st.data())
def test_the_score_is_bounded_and_knows_no_order(
    rubric: list[Checkpoint], data: st.DataObject
) -> None:
    said = [Judgement(one.id, data.draw(st.sampled_from(Verdict))) for one in rubric]
    earned = score(rubric, said)
    assert 0 <= earned <= 1
    assert score(rubric, data.draw(st.permutations(said))) == earned


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


def test_a_missing_must_have_caps_the_score_and_a_wrong_one_more() -> None:
    rubric = [Checkpoint("a", "x", must=True), *(Checkpoint(f"b{i}", "x") for i in range(9))]
    rest = [Judgement(f"b{i}", Verdict.COVERED) for i in range(9)]
    assert score(rubric, rest) == 0.60
    assert score(rubric, [*rest, Judgement("a", Verdict.WRONG)]) == 0.40


def test_a_rubric_without_checkpoints_gives_no_score() -> None:
    with pytest.raises(ValueError, match="without checkpoints"):
        score([], [])
