"""Checkpoints cut from a reference answer."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import readers
from bot.core.rubric import MOST, Checkpoint, cut

SEED = Path(__file__).parents[2] / "seeds" / "inference-application.zh.md"


def test_every_question_of_the_seed_gives_a_readable_checklist() -> None:
    for question in readers.load([SEED]).questions:
        found = cut(question.answer, question.core)
        assert len(found) == MOST
        assert found[0].must
        assert found[0].id == "core"
        assert all("**" not in one.text and len(one.text) <= 160 for one in found)
        assert len({one.id for one in found}) == len(found)


def test_points_come_from_every_list_and_a_heading_is_no_point() -> None:
    answer = (
        "- **One**\n  - first\n  - second\n- **Two**\n  - third\n\nText.\n\n1. fourth\n2. fifth"
    )
    assert [one.text for one in cut(answer, None)] == [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
    ]


def test_a_long_answer_is_covered_in_its_breadth() -> None:
    answer = "\n\n".join(
        f"**{name}**\n" + "\n".join(f"- {name}{i}" for i in range(9)) for name in "abcdefg"
    )
    assert [one.text for one in cut(answer, "core")] == ["core", "a0", "b0", "c0", "d0", "e0"]


def test_bullets_inside_a_fence_are_code() -> None:
    assert [one.text for one in cut("- real\n\n```\n- code\n```\n", None)] == ["real"]


def test_an_answer_of_plain_paragraphs_gives_its_paragraphs() -> None:
    found = cut("The cache keeps the keys.\n\n| a | b |\n\nIt grows with length.", None)
    assert [one.text for one in found] == ["The cache keeps the keys.", "It grows with length."]


def test_nothing_gives_nothing() -> None:
    assert cut("", None) == ()


@given(st.text(alphabet="-*#` \n1.ab核心<mark>", max_size=200), st.none() | st.text(max_size=50))
def test_no_text_breaks_it(answer: str, core: str | None) -> None:
    found = cut(answer, core)
    assert len(found) <= MOST
    assert all(one.text.strip() for one in found)


def test_a_checkpoint_that_says_nothing_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="checkpoint"):
        Checkpoint("c1", " ")
    with pytest.raises(ValueError, match="checkpoint"):
        Checkpoint("c1", "x", weight=0)
