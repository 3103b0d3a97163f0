"""What stands after disputes: the better of two judgements, else a maintainer's."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.chat import Community, Member
from bot.core.dispute import Dispute, DisputeState, lower, raises, settled
from bot.core.feedback import Advice, Feedback, Judgement, Verdict
from bot.core.rubric import Checkpoint
from bot.core.scoring import cap, points, score

RUBRIC = (
    Checkpoint("a", "one", weight=2, must=True),
    Checkpoint("b", "two"),
    Checkpoint("c", "three"),
)
YOU = Member(Community("web", "x"), "you")
COVERED, PARTIAL, MISSING, WRONG = Verdict
verdicts = st.sampled_from(Verdict)


def dispute(
    checkpoint: str, before: Verdict, after: Verdict | None, ruling: Verdict | None = None
) -> Dispute:
    return Dispute(
        id=checkpoint,
        attempt="x",
        member=YOU,
        checkpoint=checkpoint,
        argument="so",
        at=datetime(2026, 1, 1, tzinfo=UTC),
        before=Judgement(checkpoint, before, "old words"),
        after=Judgement(checkpoint, after, "new words") if after else None,
        state=DisputeState.RULED if ruling else DisputeState.KEPT,
        ruled_by="keeper" if ruling else None,
        ruling=ruling,
    )


def given_(*said: Verdict, advice: Advice | None = None) -> Feedback:
    judgements = tuple(
        Judgement(one.id, verdict, "old words") for one, verdict in zip(RUBRIC, said, strict=True)
    )
    earned = score(RUBRIC, judgements)
    return Feedback(
        "x",
        judgements,
        earned,
        graded=True,
        proven=True,
        advice=advice or Advice(),
        low=0.1,
        high=0.9,
    )


@given(verdicts, st.none() | verdicts)
def test_a_second_judgement_counts_only_where_it_is_better(
    before: Verdict, after: Verdict | None
) -> None:
    one = dispute("a", before, after)
    order = [WRONG, MISSING, PARTIAL, COVERED]
    better = after is not None and order.index(after) > order.index(before)
    assert one.stands.verdict is (after if better else before)
    assert one.stands.ruled_by == ("member" if better else "")
    assert one.changed == better


@given(verdicts, st.none() | verdicts, verdicts)
def test_a_maintainers_verdict_stands_whatever_was_judged(
    before: Verdict, after: Verdict | None, ruling: Verdict
) -> None:
    assert dispute("a", before, after, ruling).stands.verdict is ruling


def test_what_is_ruled_missing_shows_no_words() -> None:
    assert dispute("a", COVERED, None, MISSING).stands == Judgement(
        "a", MISSING, ruled_by="maintainer"
    )
    assert dispute("a", MISSING, None, PARTIAL).stands.evidence == "old words"


def test_of_two_judgements_the_lower() -> None:
    high, low = Judgement("a", PARTIAL), Judgement("a", WRONG)
    assert lower(high, low) is low
    assert lower(low, high) is low
    assert raises(low, high)
    assert not raises(high, high)


@given(
    st.tuples(verdicts, verdicts, verdicts),
    st.tuples(st.none() | verdicts, st.none() | verdicts, st.none() | verdicts),
    st.permutations([0, 1, 2]),
)
def test_settled_feedback_is_scored_by_code_and_stays_so(
    before: tuple[Verdict, ...], after: tuple[Verdict | None, ...], order: list[int]
) -> None:
    first = given_(*before)
    disputes = [
        dispute(one.id, was, now) for one, was, now in zip(RUBRIC, before, after, strict=True)
    ]
    once = settled(first, RUBRIC, disputes)
    assert once.score == score(RUBRIC, once.judgements)
    assert once.score is not None and first.score is not None and once.score >= first.score
    assert settled(once, RUBRIC, disputes) == once
    assert settled(first, RUBRIC, [disputes[at] for at in order]) == once


def test_an_open_dispute_changes_nothing() -> None:
    first = given_(MISSING, MISSING, MISSING)
    waiting = replace(dispute("a", MISSING, COVERED), state=DisputeState.OPEN)
    assert settled(first, RUBRIC, [waiting]) is first


def test_a_certain_verdict_takes_the_band_away_and_an_unsure_one_brings_it() -> None:
    first = given_(MISSING, COVERED, COVERED)
    sure = settled(first, RUBRIC, [dispute("a", MISSING, None, COVERED)])
    assert (sure.score, sure.low, sure.high) == (1.0, None, None)
    after = Judgement("a", COVERED, "new words", chances=(0.5, 0.0, 0.5, 0.0))
    unsure = settled(first, RUBRIC, [replace(dispute("a", MISSING, None), after=after)])
    assert unsure.low is not None and unsure.low < 1.0


def test_advice_that_is_no_longer_true_is_dropped() -> None:
    advice = Advice(
        strengths=(("b", "good"),),
        gaps=(("a", "why"), ("c", "why too")),
        misconceptions=(),
        followup=("a", "What?"),
    )
    first = given_(MISSING, COVERED, MISSING, advice=advice)
    now = settled(first, RUBRIC, [dispute("a", MISSING, COVERED)])
    assert now.advice == Advice(strengths=(("b", "good"),), gaps=(("c", "why too"),))


@given(st.tuples(verdicts, verdicts, verdicts))
def test_the_points_and_the_cap_are_what_the_score_is_made_of(said: tuple[Verdict, ...]) -> None:
    judgements = given_(*said).judgements
    share = sum(points(RUBRIC, judgements)) / 4
    expected = min(max(0.0, share), cap(RUBRIC, judgements))
    assert score(RUBRIC, judgements) == pytest.approx(expected)
