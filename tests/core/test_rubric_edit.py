"""What a maintainer writes is checked before it is kept; old verdicts find their checkpoints."""

import pytest

from bot import words
from bot.core.errors import BadInput
from bot.core.rubric import Checkpoint
from bot.core.rubric_edit import edited, revision
from bot.core.rubric_lines import write

BEFORE = (
    Checkpoint("core", "Keys and values of earlier tokens are kept", 2.0, must=True),
    Checkpoint("c1", "Each step computes one token only"),
    Checkpoint("c2", "The cache grows with the context", reject=("it is constant",)),
)


def test_what_was_not_changed_comes_back_as_it_was() -> None:
    for language in ("en", "zh"):
        assert edited(write(BEFORE, language), BEFORE) == BEFORE


def test_a_checkpoint_keeps_its_id_in_another_place_and_in_other_words() -> None:
    text = (
        "- The cache grows with the context's length\n"
        "- Memory is traded for time\n"
        "- (must) Keys and values of earlier tokens are kept\n"
    )
    assert [one.id for one in edited(text, BEFORE)] == ["c2", "c3", "core"]


def test_an_id_that_is_stated_is_taken() -> None:
    (one,) = edited("- It grows\n  - id: growth", BEFORE)
    assert one.id == "growth"


def test_what_nobody_sees_is_taken_out() -> None:
    (one,) = edited("- It\u200b grows\u202e\x00\r\n  - accept: more\r\n")
    assert (one.text, one.accept) == ("It grows", ("more",))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "error.rubric_none"),
        ("\n  \n", "error.rubric_none"),
        ("In prose.", "error.rubric_lost"),
        ("- one\n-", "error.rubric_empty"),
        ("- (weight 0) one", "error.rubric_weight"),
        ("- one\n  - acept: two", "error.rubric_key"),
        ("- one\n  - zh: 一\n  - zh: 二", "error.rubric_twice"),
        ("- one\n  - id: k1", "error.rubric_id"),
        ("\n".join(f"- number {n}" for n in range(7)), "error.rubric_many"),
        ("- " + "long " * 80, "error.rubric_long"),
        ("- one\n  - zh: " + "长" * 301, "error.rubric_long"),
        ("- one\n  - accept: " + "long " * 40, "error.rubric_long_phrase"),
        ("- one\n  - reject: " + "; ".join(f"wrong {n}" for n in range(9)),
         "error.rubric_many_phrases"),
        ("- (weight 999) one", "error.rubric_heavy"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_said_in_both_languages(text: str, key: str) -> None:
    with pytest.raises(BadInput) as caught:
        edited(text)
    assert caught.value.key == key
    for language in words.languages():
        assert "{" not in words.say(language, key, **caught.value.facts)


def test_a_line_is_counted_as_an_editor_counts_it() -> None:
    with pytest.raises(BadInput) as caught:
        edited("\n\n- one\n-")
    assert caught.value.facts["line"] == 4


def test_a_revision_tells_every_change_from_another() -> None:
    seen = {
        revision("a1", BEFORE, "cut", reviewed=False),
        revision("a1", BEFORE, "cut", reviewed=True),
        revision("a2", BEFORE, "cut", reviewed=False),
        revision("a1", BEFORE[:2], "cut", reviewed=False),
        revision("a1", BEFORE, "maintainer", reviewed=False),
    }
    assert len(seen) == 5
    assert revision("a1", BEFORE, "cut", reviewed=False) in seen
