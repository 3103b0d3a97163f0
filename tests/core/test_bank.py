"""The identity of questions, and what filters let through."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import tags
from bot.core.bank import renamed
from bot.core.gathering import gather
from bot.core.errors import NothingMatches
from bot.core.question import Question


def question(title: str, answer: str = "An answer.", **more: object) -> Question:
    made = Question("", title, answer, "en", "file.md", 1)
    return replace(made, **more)  # type: ignore[arg-type]


def test_an_explicit_id_is_the_identity() -> None:
    bank = gather([question("Why?", explicit_id="why-1")])
    assert bank.questions[0].id == "why-1"


def test_the_identity_survives_edits_of_answer_case_spaces_and_punctuation() -> None:
    first = gather([question("Why is a KV Cache faster?")]).questions[0]
    edited = gather(
        [question("why is  a kv cache faster", "Other.", file="else.md", line=9)]
    ).questions[0]
    assert first.id == edited.id


def test_titles_that_clash_are_told_apart_by_company_and_date_then_by_answer() -> None:
    listed = [
        question("Why?", company="阿里"),
        question("Why?", company="腾讯"),
        question("Why?", company="腾讯", answer="Another."),
        question("Why?", company="腾讯", answer="Another."),
    ]
    ids = [one.id for one in gather(listed).questions]
    assert len(set(ids)) == 4
    assert [one.id for one in gather(reversed(listed)).questions][-1] == ids[0]


def test_an_id_given_twice_is_an_error_and_no_question_is_lost() -> None:
    bank = gather([question("A?", explicit_id="x"), question("B?", explicit_id="x", line=7)])
    assert len(bank) == 2
    assert [(one.rule, one.level, one.line) for one in bank.diagnostics] == [
        ("duplicate-id", "error", 7)
    ]


def test_a_changed_title_is_recognised_by_its_answer() -> None:
    before = gather([question("Old title?"), question("Other?", "Something else.")])
    now = gather([question("New title?"), question("Other?", "Something else.")])
    seen = {one.id: one.answer_hash for one in before.questions}
    moved = renamed(seen, now)
    assert moved == {before.questions[0].id: now.questions[0].id}
    found = replace(now, former=moved).get(before.questions[0].id)
    assert found and found.title == "New title?"


def test_nothing_is_guessed_when_two_questions_share_an_answer() -> None:
    before = gather([question("Old title?")])
    now = gather([question("New one?"), question("New two?")])
    assert renamed({one.id: one.answer_hash for one in before.questions}, now) == {}


def test_a_clash_that_comes_later_keeps_the_history_of_the_first() -> None:
    before = gather([question("Why?", company="阿里")])
    now = gather([question("Why?", "B.", company="腾讯"), question("Why?", company="阿里")])
    moved = renamed({one.id: one.answer_hash for one in before.questions}, now)
    found = replace(now, former=moved).get(before.questions[0].id)
    assert found and found.company == "阿里"


def test_filters_take_any_spelling_of_a_tag_and_show_the_files() -> None:
    bank = gather(
        [question("A?", tags=("KV Cache",)), question("B?", tags=("kv-cache",), company="阿里")]
    )
    assert len(bank.matching([("tag", "ＫＶ cache")])) == 2
    assert bank.values("tag") == ["KV Cache"]
    assert [one.title for one in bank.matching([("tag", "KV Cache"), ("company", "阿里")])] == [
        "B?"
    ]


def test_what_matches_nothing_says_what_is_near() -> None:
    bank = gather([question("A?", tags=("KV Cache", "GQA")), question("B?", company="阿里")])
    with pytest.raises(NothingMatches) as near:
        bank.matching([("tag", "KV Cash")])
    assert near.value.key == "error.unknown_value_near"
    with pytest.raises(NothingMatches) as none:
        bank.matching([("tag", "GQA"), ("company", "阿里")])
    assert none.value.key == "error.nothing_matches"
    with pytest.raises(NothingMatches) as empty:
        gather([]).matching([])
    assert empty.value.key == "error.empty_bank"


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from("xy"), st.sampled_from("12"))))
def test_every_question_has_an_identity_of_its_own(rows: list[tuple[str, str, str]]) -> None:
    bank = gather([question(title, answer, company=company) for title, answer, company in rows])
    assert len({one.id for one in bank.questions}) == len(rows)


@given(st.text())
def test_a_tags_key_is_stable(text: str) -> None:
    assert tags.key(tags.key(text)) == tags.key(text) or not text.isascii()
