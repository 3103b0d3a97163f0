"""Evidence: what code says of a model's verdicts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.evidence import found
from bot.core.feedback import Judgement, Verdict, check


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
        ("大于 200ms", "显然大于 200 ms", True),
        (
            "the cache keeps the keys and the value",
            "The cache keeps the keys and the values.",
            True,
        ),
        ("the cache … the values", "The cache keeps the keys and the values.", True),
        ("the values … the cache", "The cache keeps the keys and the values.", False),
        ("the cache is not used at all times", "the cache is used at all times", False),
        ("it takes less than 200 ms in all", "it takes more than 200 ms in all", False),
        ("longer than 200 ms for all tokens", "longer than 300 ms for all tokens", False),
        ("每一步都不需要重新计算历史", "每一步都需要重新计算历史", False),
        ("每一步都需要和历史的键值做注意力", "每一步都要和历史的键值做注意力", True),
    ],
)
def test_evidence_is_words_of_the_answer_in_their_order(
    evidence: str, answer: str, there: bool
) -> None:
    assert (found(evidence, answer) is not None) is there


@given(st.text(), st.text(), st.sampled_from(Verdict))
def test_no_verdict_survives_without_its_evidence(
    evidence: str, answer: str, verdict: Verdict
) -> None:
    checked = check(Judgement("c1", verdict, evidence), answer)
    if verdict is Verdict.MISSING:
        assert checked == Judgement("c1", Verdict.MISSING)
    elif (words := found(evidence, answer)) is not None:
        assert checked == Judgement("c1", verdict, words)
        assert words in answer
    else:
        assert checked == Judgement("c1", Verdict.MISSING, unsupported=True)
