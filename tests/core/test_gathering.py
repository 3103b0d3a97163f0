"""Which question is which: identity through edits, moves, reloads, clashes and translations."""

import time
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.account import Account, Diagnostic, Span
from bot.core.bank import Bank
from bot.core.gathering import Part, gather, gather_parts
from bot.core.question import Question
from bot.core.renaming import renamed
from tests.core.small_bank import QUESTIONS, question


def said(bank: Bank) -> list[tuple[str, str, int]]:
    return [(one.rule, one.level, one.line) for one in bank.diagnostics]


def history(bank: Bank) -> dict[str, str]:
    """What is remembered of a bank: the ids, with the hashes of the reference answers."""
    return dict(zip(bank.index.ids, bank.index.answers, strict=True))


def moved(before: Iterable[Question], now: Iterable[Question]) -> tuple[Bank, Bank]:
    """The bank of before, and that of now with the history led to it."""
    old, new = gather(before), gather(now)
    return old, replace(new, former=renamed(history(old), new))


# --- one question


def test_an_explicit_id_is_the_identity() -> None:
    bank = gather([question("Why?", explicit_id="why-1")])
    assert bank.questions[0].id == "why-1"


def test_an_edit_of_the_answer_of_the_metadata_or_of_the_punctuation_keeps_the_identity() -> None:
    first = gather([question("Why is a KV Cache faster?", company="阿里")]).questions[0]
    for edited in (
        question("Why is a KV Cache faster?", "Other.", company="阿里"),
        question("why is  a kv cache faster"),
        question("Why is a ＫＶ Cache faster？", tags=("x",), date="2025", body="Code."),
    ):
        assert gather([edited]).questions[0].id == first.id


def test_a_move_to_another_file_another_order_and_a_reload_keep_every_identity() -> None:
    listed = [*QUESTIONS, *(question(f"Question {at}?", str(at)) for at in range(20))]
    before = gather(listed)
    again = gather(reversed([replace(one, file="other.md", line=9) for one in listed]))
    assert history(again) == history(before)
    assert {one.title: one.id for one in again.questions} == {
        one.title: one.id for one in before.questions
    }


def test_an_id_that_was_given_by_a_reader_is_settled_anew() -> None:
    assert (
        gather([question("Why?", id="odd")]).questions[0].id
        == gather([question("Why?")]).questions[0].id
    )


# --- two questions with one title


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


def test_both_of_two_with_one_title_are_kept_and_the_second_is_told_of() -> None:
    bank = gather([question("Why?"), question("why", "Another.", line=7)])
    assert len(bank) == 2
    assert said(bank) == [("duplicate-title", "warning", 7)]


def test_one_title_with_other_code_or_in_another_language_is_no_duplicate() -> None:
    bank = gather(
        [
            question("What does it print?", body="print(1)"),
            question("What does it print?", body="print(2)"),
            question("KV Cache?"),
            question("KV Cache?", "答案", language="zh"),
        ]
    )
    assert len(bank) == 4
    assert said(bank) == []


def test_a_clash_that_comes_later_keeps_the_history_of_the_first() -> None:
    before = [question("Why?", company="阿里")]
    old, now = moved(before, [question("Why?", "B.", company="腾讯"), *before])
    found = now.get(old.questions[0].id)
    assert found and found.company == "阿里"


def test_an_id_given_twice_is_an_error_and_no_question_is_lost() -> None:
    bank = gather([question("A?", explicit_id="x"), question("B?", explicit_id="x", line=7)])
    assert [one.title for one in bank.questions] == ["A?", "B?"]
    assert said(bank) == [("duplicate-id", "error", 7)]
    found = bank.get("x")
    assert found and found.title == "A?"


def test_an_id_that_is_stated_later_is_not_taken_by_a_title_before() -> None:
    taken = gather([question("Why?")]).questions[0].id
    bank = gather([question("Why?"), question("Other?", explicit_id=taken)])
    found = bank.get(taken)
    assert found and found.title == "Other?"
    assert len(bank) == 2


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from("xy"), st.sampled_from("12"))))
def test_every_question_has_an_identity_of_its_own(rows: list[tuple[str, str, str]]) -> None:
    bank = gather([question(title, answer, company=company) for title, answer, company in rows])
    assert len({one.id for one in bank.questions}) == len(rows)


def test_ten_thousand_questions_that_are_the_same_in_all_are_told_apart_in_a_moment() -> None:
    begun = time.process_time()
    bank = gather([question("Q", "", line=line) for line in range(10_000)])
    assert len(set(bank.index.ids)) == 10_000
    assert time.process_time() - begun < 10
    assert bank.index.ids[:9] == gather([question("Q", "")] * 9).index.ids


# --- a changed title


def test_a_changed_title_is_recognised_by_its_answer() -> None:
    other = question("Other?", "Something else.")
    old, now = moved([question("Old title?"), other], [question("New title?"), other])
    assert now.former == {old.questions[0].id: now.questions[0].id}
    found = now.get(old.questions[0].id)
    assert found and found.title == "New title?"


@pytest.mark.parametrize(
    "now",
    [
        [question("New one?"), question("New two?")],  # two may be it
        [question("New one?", "An answer that was edited too.")],
        [question("Old title?"), question("New one?")],  # it is still there
        [],
    ],
)
def test_nothing_is_guessed(now: list[Question]) -> None:
    assert moved([question("Old title?")], now)[1].former == {}


def test_questions_without_an_answer_are_never_taken_for_each_other() -> None:
    assert moved([question("Old?", "")], [question("New?", "")])[1].former == {}


# --- translations


def pair(of: str = "why", **more: object) -> Question:
    return question("为什么？", "答案", language="zh", translation_of=of, **more)


def test_a_translation_is_another_text_of_its_original_wherever_it_stands() -> None:
    original = question("Why?", explicit_id="why")
    for listed in ([original, pair()], [pair(), original]):
        bank = gather(listed)
        assert bank.head("why.zh") == "why"
        assert [one.id for one in bank.variants("why.zh")] == ["why", "why.zh"]
        assert said(bank) == []


def test_a_translation_of_a_translation_leads_to_the_first() -> None:
    bank = gather(
        [
            question("Pourquoi?", explicit_id="fr", translation_of="zh"),
            pair("en", explicit_id="zh"),
            question("Why?", explicit_id="en"),
        ]
    )
    assert {bank.head(name) for name in ("fr", "zh", "en")} == {"en"}
    assert [one.id for one in bank.variants("fr")] == ["en", "fr", "zh"]


def test_a_translation_of_nothing_is_a_question_of_its_own_and_told_of() -> None:
    bank = gather([pair("gone", line=3)])
    (only,) = bank.questions
    assert bank.head(only.id) == only.id
    assert said(bank) == [("no-original", "warning", 3)]


def test_translations_in_a_circle_are_questions_of_their_own() -> None:
    bank = gather(
        [
            question("A?", explicit_id="a", translation_of="b", line=1),
            question("B?", explicit_id="b", translation_of="a", line=2),
            question("C?", explicit_id="c", translation_of="b", line=3),
            question("D?", explicit_id="d", translation_of="d", line=4),
        ]
    )
    assert [bank.head(name) for name in "abcd"] == ["a", "b", "c", "d"]
    assert said(bank) == [("no-original", "warning", line) for line in (1, 2, 3, 4)]


def test_two_translations_into_one_language_are_both_texts_of_it() -> None:
    bank = gather([question("Why?", explicit_id="why"), pair(), pair(line=5)])
    assert len({one.id for one in bank.variants("why")}) == 3


def test_a_translation_with_the_title_of_its_original_changes_no_identity() -> None:
    alone = gather([question("KV Cache?")]).questions[0].id
    bank = gather(
        [question("KV Cache?"), question("KV Cache?", "答案", language="zh", translation_of=alone)]
    )
    assert bank.questions[0].id == alone
    assert bank.head(bank.questions[1].id) == alone
    assert said(bank) == []


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from(["", *"abcdef"])), max_size=8))
def test_however_translations_point_each_question_is_counted_by_an_original(
    links: list[tuple[str, str]],
) -> None:
    bank = gather(
        [
            question(f"{at}?", explicit_id=name, translation_of=of or None)
            for at, (name, of) in enumerate(links)
        ]
    )
    assert len(bank) == len(links)
    for name in bank.index.ids:
        head = bank.head(name)
        assert bank.head(head) == head
        assert name in [one.id for one in bank.variants(name)]
    assert bank.heads.bit_count() == len({bank.head(name) for name in bank.index.ids})


def test_a_chain_of_five_thousand_translations_is_followed_in_a_moment() -> None:
    begun = time.process_time()
    chain = [question("0?", explicit_id="0")] + [
        question(f"{at}?", explicit_id=str(at), translation_of=str(at - 1)) for at in range(1, 5000)
    ]
    bank = gather(reversed(chain))
    assert bank.head("4999") == "0"
    assert time.process_time() - begun < 10


# --- files


def test_the_files_of_a_bank_keep_their_order_their_diagnostics_and_their_accounts() -> None:
    odd = Diagnostic("a.md", 2, "odd", "warning", "odd", "mend it")
    account = Account("a.md", "markdown-chapters", (Span(1, 3, "question"),))
    bank = gather_parts([Part((question("A?"),), (odd,), (account,)), Part((question("B?"),))])
    assert [one.title for one in bank.questions] == ["A?", "B?"]
    assert (list(bank.diagnostics), list(bank.accounts)) == ([odd], [account])
