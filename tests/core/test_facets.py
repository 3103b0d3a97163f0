"""Which questions have which values, and when they were asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.aliases import Aliases
from bot.core.facets import Facets, bits, facets, listed
from bot.core.gathering import gather
from tests.core.small_bank import bank, question

DATES = ("2024", "2024-12-31", "2025-08", "2025-08-01", "2025-08-26", "2025-09", None)
DATED = facets([question(str(one), date=one) for one in DATES], {}, Aliases())


def dated(since: str | None, until: str | None) -> list[str | None]:
    return [DATES[row] for row in listed(DATED.between(since, until))]


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2025-08", None, ["2025-08", "2025-08-01", "2025-08-26", "2025-09"]),
        ("2025-08-02", None, ["2025-08", "2025-08-26", "2025-09"]),
        (None, "2025-08", ["2024", "2024-12-31", "2025-08", "2025-08-01", "2025-08-26"]),
        (None, "2025-08-01", ["2024", "2024-12-31", "2025-08", "2025-08-01"]),
        ("2025-08-27", "2025-08-31", ["2025-08"]),  # some day of August
        ("2024-06", "2024-07", ["2024"]),  # some day of 2024
        ("2025", "2025", ["2025-08", "2025-08-01", "2025-08-26", "2025-09"]),
        ("2025-09", "2025-08", []),
        (None, None, ["2024", "2024-12-31", "2025-08", "2025-08-01", "2025-08-26", "2025-09"]),
        ("2026", None, []),
    ],
)
def test_a_date_may_lie_anywhere_in_its_month_or_year_and_both_ends_count(
    since: str | None, until: str | None, found: list[str]
) -> None:
    assert dated(since, until) == found


def test_a_value_is_shown_as_the_bank_spells_it_most_often() -> None:
    made = gather(
        [
            question(f"{number}?", tags=(tag,))
            for number, tag in enumerate(["CoT", "思维链", "CoT"])
        ],
        aliases=Aliases({"tag": [("Chain-of-Thought", "思维链", "CoT")]}),
    )
    (value,) = made.facets.values["tag"]
    assert (value.label, value.count) == ("CoT", 3)
    assert set(value.names) == {"CoT", "思维链", "Chain-of-Thought"}


def test_of_spellings_that_are_as_frequent_the_first_of_the_group_is_shown() -> None:
    for order in (("思维链", "CoT"), ("CoT", "思维链")):
        made = gather(
            [question(tag, tags=(tag,)) for tag in ("CoT", "思维链")],
            aliases=Aliases({"tag": [order]}),
        )
        assert made.values("tag") == [order[0]]


def test_a_question_in_two_languages_counts_once() -> None:
    counts = {one.label: one.count for one in bank().facets.values["tag"]}
    assert counts["KV Cache"] == 3
    assert counts["Overfitting"] == 1


def test_a_tag_that_a_question_has_under_two_names_counts_once() -> None:
    value = bank().facets.value("tag", bank().aliases.key("tag", "CoT"))
    assert value and (value.label, value.count) == ("思维链", 3)
    assert bank().facets.value("tag", "unheard of") is None


def test_it_is_known_which_questions_have_a_reference_answer() -> None:
    made = facets([question(str(at), "x" if at % 3 else "") for at in range(20)], {}, Aliases())
    assert list(listed(made.with_answer)) == [at for at in range(20) if at % 3]


def test_a_bank_of_nothing_has_nothing() -> None:
    assert (
        Facets().between("2025", None) == Facets().having("tag", "x") == Facets().with_answer == 0
    )


@given(st.sets(st.integers(0, 3000)))
def test_a_set_of_rows_is_given_back_in_order(rows: set[int]) -> None:
    assert list(listed(bits(rows))) == sorted(rows)


DAY = st.dates().map(lambda day: day.isoformat())
SOME = DAY | DAY.map(lambda day: day[:7]) | DAY.map(lambda day: day[:4])


@given(st.lists(SOME | st.none(), max_size=30), SOME | st.none(), SOME | st.none())
def test_dates_are_compared_as_their_first_and_last_days(
    dates: list[str | None], since: str | None, until: str | None
) -> None:
    def first(one: str) -> str:
        return f"{one}-01-01"[:10] if len(one) == 4 else f"{one}-01"[:10]

    def last(one: str) -> str:
        return f"{one}-12-31"[:10] if len(one) == 4 else f"{one}-31"[:10]

    made = facets([question(str(at), date=one) for at, one in enumerate(dates)], {}, Aliases())
    assert list(listed(made.between(since, until))) == [
        at
        for at, one in enumerate(dates)
        if one
        and (not since or last(one) >= first(since))
        and (not until or first(one) <= last(until))
    ]
