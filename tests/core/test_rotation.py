"""Which question comes next: each once a turn, by its policy, the same for the same seed."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.bank import Bank
from bot.core.errors import NothingMatches
from bot.core.question import Question
from bot.core.rotation import Chosen, Missed, Policy, Turn, choose


def question(name: str, **more: object) -> Question:
    made = Question(
        id=name, title=f"What is {name}?", answer="It is.", language="en", file="", line=1
    )
    return replace(made, **more)  # type: ignore[arg-type]


def bank_of(*questions: Question) -> Bank:
    return Bank(questions)


LETTERS = bank_of(*(question(one) for one in "abcdefg"))
DATED = bank_of(
    question("old", date="2024-05"),
    question("undated"),
    question("new", date="2026-02-01"),
    question("newer", date="2026-02-03"),
)
TAGGED = bank_of(
    *(question(f"kv{one}", tags=("KV Cache",)) for one in range(6)),
    *(question(f"cot{one}", tags=("CoT", "Prompting")) for one in range(3)),
    question("odd", tags=("Odd",)),
)


def evening(
    bank: Bank, days: int, policy: Policy = Policy.RANDOM, missed: dict[str, Missed] | None = None
) -> list[Chosen]:
    """What a channel is asked on so many days."""
    turn, chosen = Turn(), []
    for day in range(days):
        one = choose(bank, (), "en", turn, seed=f"s{day}", policy=policy, missed=missed)
        asked = turn.asked if one.turn == turn.number else ()
        turn = Turn(one.turn, (bank.head(one.question), *asked))
        chosen.append(one)
    return chosen


@pytest.mark.parametrize("policy", Policy)
def test_no_question_comes_again_before_all_were_asked(policy: Policy) -> None:
    chosen = evening(LETTERS, 21, policy)
    for begin in (0, 7, 14):
        assert sorted(one.question for one in chosen[begin : begin + 7]) == list("abcdefg")
    assert [one.turn for one in chosen] == [1] * 7 + [2] * 7 + [3] * 7
    assert [one.left for one in chosen[:7]] == [7, 6, 5, 4, 3, 2, 1]


@given(st.integers(1, 9), st.text(max_size=5))
def test_a_new_turn_begins_with_what_was_asked_longest_ago(count: int, seed: str) -> None:
    bank = bank_of(*(question(str(one)) for one in range(count)))
    last = tuple(str(one) for one in range(count))
    one = choose(bank, (), "en", Turn(4, last), seed=seed)
    assert one.turn == 5
    assert last.index(one.question) >= count // 2


def test_the_same_seed_chooses_the_same_and_another_another() -> None:
    again = {choose(LETTERS, (), "en", Turn(), seed="x").question for _ in range(5)}
    assert len(again) == 1
    others = {choose(LETTERS, (), "en", Turn(), seed=str(one)).question for one in range(60)}
    assert others == set("abcdefg")


def test_in_order_is_the_banks_order_and_newest_that_of_the_dates() -> None:
    assert [one.question for one in evening(LETTERS, 3, Policy.IN_ORDER)] == ["a", "b", "c"]
    newest = [one.question for one in evening(DATED, 4, Policy.NEWEST)]
    assert newest == ["newer", "new", "old", "undated"]


def test_balanced_asks_every_topic_before_one_comes_again() -> None:
    chosen = evening(TAGGED, 6, Policy.BALANCED)
    begun = [one.question.rstrip("0123456789") for one in chosen]
    assert set(begun[:3]) == {"kv", "cot", "odd"}
    assert all(one.topic for one in chosen)


def test_what_is_missed_more_comes_as_much_more_often() -> None:
    missed = {"kvcache": Missed(0, 18), "cot": Missed(17, 18), "odd": Missed(0, 18)}
    keys = {tag: TAGGED.aliases.key("tag", tag) for tag in ("KV Cache", "CoT", "Odd")}
    by_key = dict(zip(keys.values(), missed.values(), strict=True))
    first = Counter(
        choose(
            TAGGED, (), "en", Turn(), seed=str(one), policy=Policy.MISSED, missed=by_key
        ).question.rstrip("0123456789")
        for one in range(600)
    )
    # weights: 6 questions at 1/20, 3 at 18/20, 1 at 1/20
    assert first["cot"] / 600 == pytest.approx(54 / 61, abs=0.05)
    chosen = choose(TAGGED, (), "en", Turn(), seed="3", policy=Policy.MISSED, missed=by_key)
    assert chosen.topic in by_key


def test_a_question_that_is_added_comes_in_this_turn_and_only_once() -> None:
    asked = tuple("abcdefg")
    more = bank_of(*LETTERS.questions, question("new"))
    one = choose(more, (), "en", Turn(1, asked), seed="x")
    assert (one.question, one.turn, one.left, one.runs_low) == ("new", 1, 1, True)
    assert choose(more, (), "en", Turn(1, ("new", *asked)), seed="x").turn == 2


def test_a_question_in_two_languages_is_one_and_comes_in_the_one_that_is_spoken() -> None:
    both = bank_of(
        question("a"),
        question("a-zh", language="zh", translation_of="a"),
        question("b", language="zh"),
    )
    one = choose(both, (), "zh", Turn(), seed="x", policy=Policy.IN_ORDER)
    assert (one.question, one.pool) == ("a-zh", 2)
    assert choose(both, (), "zh", Turn(1, ("a",)), seed="x").question == "b"
    assert choose(both, (("language", "en"),), "zh", Turn(), seed="x").question == "a"


def test_what_cannot_be_judged_is_asked_only_where_it_is_named() -> None:
    bare = bank_of(question("a", answer=""), question("b"))
    assert choose(bare, (), "en", Turn(1, ("b",)), seed="x").question == "b"
    assert choose(bare, (("question", "a"),), "en", Turn(), seed="x").question == "a"
    with pytest.raises(NothingMatches) as error:
        choose(bank_of(question("a", answer="")), (), "en", Turn(), seed="x")
    assert error.value.key == "error.all_without_answer"
