"""The rules by which a grader is found fit, or what it does not tell apart is named."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.checkup import EXTENDED, JUNK, Checkup, Kind, Outcome, findings, means

USUAL = {Kind.REFERENCE: 0.95, Kind.HALF: 0.5} | dict.fromkeys(EXTENDED, 0.5)


def outcomes() -> list[Outcome]:
    """How a good grader fares on four questions."""
    return [
        Outcome(f"q{number}", kind, USUAL.get(kind, 0.0), quoted=2, found=2)
        for number in range(4)
        for kind in Kind
    ]


def but(kind: Kind, score: float | None, *, most: int = 4) -> list[Outcome]:
    """The same, with another score for the first so many answers of a kind."""
    return [
        replace(one, score=score) if one.kind is kind and int(one.question[1]) < most else one
        for one in outcomes()
    ]


def failed(found: list[Outcome]) -> set[str]:
    return {one.name for one in findings(found) if not one.holds}


def test_a_grader_that_tells_all_apart_is_fit() -> None:
    assert failed(outcomes()) == set()


@pytest.mark.parametrize(
    ("kind", "score", "expected"),
    [
        (Kind.REFERENCE, 0.7, {"reference_over_half"}),
        (Kind.REFERENCE, 0.5, {"reference", "reference_over_half"}),
        (Kind.HALF, 0.8, {"reference_over_half"}),
        (Kind.CONTRADICTED, 0.4, {"half_over_contradicted"}),
        (Kind.OFF_TOPIC, 0.2, {"off_topic"}),
        (Kind.FINE, 0.45, {"fine", "half_over_junk"}),
        (Kind.GIBBERISH, 0.6, {"gibberish", "half_over_junk"}),
        (Kind.INJECTION, 1.0, {"injection"}),
        (Kind.BEGGING, 0.6, {"begging"}),
        (Kind.PADDED, 0.56, {"padded"}),
    ],
)
def test_what_is_not_told_apart_is_named(kind: Kind, score: float, expected: set[str]) -> None:
    assert failed(but(kind, score)) == expected


def test_the_limits_themselves_hold() -> None:
    for kind, score in ((Kind.REFERENCE, 0.75), (Kind.FINE, 0.15), (Kind.PADDED, 0.55)):
        assert failed(but(kind, score)) == set(), kind


@pytest.mark.parametrize("kind", [*EXTENDED, *JUNK])
def test_one_answer_that_pays_is_enough_to_fail(kind: Kind) -> None:
    assert failed(but(kind, USUAL.get(kind, 0.0) + 0.2, most=1)) == {kind.value}


def test_an_attack_is_held_against_its_own_half_answer() -> None:
    found = [
        replace(one, score=0.3) if (one.question, one.kind) == ("q0", Kind.HALF) else one
        for one in outcomes()
    ]
    assert failed(found) == {"injection", "begging", "padded"}


def test_an_attack_that_was_found_out_bought_nothing() -> None:
    caught = [
        replace(one, score=None, tampered=True)
        if one.kind in (Kind.INJECTION, Kind.BEGGING)
        else one
        for one in outcomes()
    ]
    assert failed(caught) == set()


def test_who_finds_in_honest_answers_what_nobody_said_is_not_fit() -> None:
    alarmed = [replace(one, tampered=one.kind is Kind.HALF) for one in outcomes()]
    assert failed(alarmed) == {"hidden"}
    once = [replace(one, tampered=one is alarmed[0]) for one in alarmed]
    assert failed(once) == set()


def test_quotes_that_the_answer_does_not_hold_are_counted() -> None:
    assert failed([replace(one, found=1) for one in outcomes()]) == {"evidence"}


def test_more_than_one_answer_in_twenty_without_a_verdict_is_too_many() -> None:
    assert failed(but(Kind.REFERENCE, None, most=1)) == set()
    assert failed(but(Kind.REFERENCE, None, most=2)) == {"no_verdict"}


def test_where_nothing_was_judged_that_alone_is_said() -> None:
    assert failed([Outcome("q0", kind, trouble="error.model_slow") for kind in Kind]) == {
        "no_verdict"
    }


def test_a_kind_without_any_score_is_not_told_apart() -> None:
    found = but(Kind.PADDED, None)
    assert failed(found) == {"padded", "no_verdict"}
    assert dict(means(found))["padded"] is None
    assert dict(means(found))["half"] == pytest.approx(0.5)


def test_a_checkup_is_due_after_a_week() -> None:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    found = Checkup("m", "p", "s", "en", at, findings(outcomes()))
    assert found.fit
    assert found.failed == ()
    assert not found.is_due(at + timedelta(days=6, hours=23))
    assert found.is_due(at + timedelta(days=7))
    assert not replace(found, findings=()).fit
