"""Where the final answer of a text is, and when two are the same."""

import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.answer_meaning import meaning
from bot.core.final_answer import final_answer, same, stated
from bot.core.numerals import written
from bot.core.problem import AnswerKind

KINDS: list[AnswerKind] = ["number", "text", "choice", "list", "expression"]
NUMBERS = {
    "The answer is 18.": "18",
    "The answer is $1,050.75 in total": "1050.75",
    "The answer is 1/3.": "1/3",
    "The answer is -3": "-3",
    "The answer is eighteen.": "18",
    "The answer is: 6 * 3 = 18 apples in 3 boxes": "18",
    "The answer is 12. Wait, no. The answer is 18.": "18",
    "The answer is not 12. It is 18.": "18",
    "**Answer:** 18 apples": "18",
    "Answer:\n\n18": "18",
    "答案是18。": "18",
    "答案：三百二十": "320",
    "答案（一个数字，不带单位）是：18": "18",
    "答：3天一共吃了18个。": "18",
    "He pays 1,234.\n#### 1,234": "1234",
    r"\boxed{\frac{3}{4}}": "0.75",
    r"The final answer is $\boxed{42}$.": "42",
    "She makes 9 * 2 = 18 dollars on 3 days": "18",
    "She makes 9 * 2 = 18.\nThat is $18 on day 3.": "18",
    "1. We have 6\n2. We add 12": "12",
    "So it costs 5 dollars.": "5",
    "$1500 * 12 = $18,000/year.": "18000",
}


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_is_found_where_it_is_meant(text: str) -> None:
    assert final_answer(text, "number") == NUMBERS[text]


@pytest.mark.parametrize(
    ("text", "kind", "answer"),
    [
        ("The answer is Paris.", "text", "Paris"),
        ("答案是巴黎。", "text", "巴黎"),
        ("The answer is J. K. Rowling.", "text", "J. K. Rowling"),
        ("The answer is (B).", "choice", "B"),
        ("The answer is B) 42", "choice", "B"),
        ("The answer is B because", "choice", "B"),
        ("I choose option C", "choice", "C"),
        ("选B", "choice", "B"),
        ("b", "choice", "B"),
        ("The answer is [1, 2, 3].", "list", "1, 2, 3"),
        ("The answer is 1, 2, 3", "list", "1, 2, 3"),
        ("so [3,1] becomes [1,3]", "list", "1,3"),
        ("The answer is (9 - 6) × (3 + 5) = 24.", "expression", "(9 - 6) * (3 + 5)"),
        ("9 - 6 = 3\n3 + 5 = 8\n(9-6)*(3+5) = 24", "expression", "(9-6)*(3+5)"),
    ],
)
def test_other_answers_are_found(text: str, kind: AnswerKind, answer: str) -> None:
    assert final_answer(text, kind) == answer


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I cannot help with that.", "number"),
        ("Step 3: therefore", "number"),
        ("答案是X", "number"),
        ("Maybe Paris", "text"),
        ('End with "The answer is X".', "text"),
        ("A good answer", "choice"),
        ("The answer is a good one", "choice"),
        ("First sort, then merge.", "list"),
        ("The answer is 24", "expression"),
        ("The answer is 5 -", "expression"),
    ],
)
def test_where_there_is_none_none_is_made_up(text: str, kind: AnswerKind) -> None:
    assert final_answer(text, kind) is None


def test_what_is_stated_is_told_from_what_is_guessed() -> None:
    assert stated("It costs 5 dollars. The answer is 18", "number") == "18"
    assert stated("It costs 5 dollars.", "number") is None


@pytest.mark.parametrize(
    ("one", "other", "kind", "alike"),
    [
        ("1,000", "1000.0", "number", True),
        ("0.5", "1/2", "number", True),
        ("三百二十", "320个", "number", True),
        ("75%", "75", "number", True),
        ("18", "19", "number", False),
        ("0.333", "1/3", "number", False),
        ("The Eiffel Tower", "eiffel tower.", "text", True),
        ("Yes, it does", "是", "text", True),
        ("yes", "no", "text", False),
        ("C++", "C", "text", False),
        ("self-attention", "Self attention", "text", True),
        ("(b)", "B. 42", "choice", True),
        ("[1, 2, 3]", "1、2、3", "list", True),
        ("1 2 3", "1,2,3", "list", True),
        ("apple and pear", "apple, pear", "list", True),
        ("1,2", "2,1", "list", False),
        ("(9-6)*(3+5)", "(5 + 3) × (9 − 6)", "expression", True),
        ("3*8", "(9-6)*(3+5)", "expression", False),
        ("(9-6)*(3+5)", "(9+6)*(3+5)", "expression", False),
    ],
)
def test_answers_are_the_same_by_what_they_mean(
    one: str, other: str, kind: AnswerKind, alike: bool
) -> None:
    assert same(one, other, kind) is alike


ANSWERS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["18", "18.0", "1,000", "1000", "yes", "是", "a", "B", "[1,2]", "1 2", "the"]),
)


@given(ANSWERS, ANSWERS, ANSWERS, st.sampled_from(KINDS))
def test_sameness_is_the_same_from_every_side(
    one: str, other: str, third: str, kind: AnswerKind
) -> None:
    assert same(one, one, kind)
    assert same(one, other, kind) == same(other, one, kind)
    if same(one, other, kind) and same(other, third, kind):
        assert same(one, third, kind)
    hash(meaning(one, kind))


@given(st.fractions(max_denominator=40, min_value=-(10**6), max_value=10**6))
def test_a_stated_number_is_found_in_either_language(value: Fraction) -> None:
    for text in (
        f"6 and 7.\nThe answer is {written(value)}.",
        f"共有9个。答案是{written(value)}。",
    ):
        assert final_answer(text, "number") == written(value)


@given(st.text(max_size=300), st.sampled_from(KINDS))
def test_no_text_is_too_odd_to_be_read(text: str, kind: AnswerKind) -> None:
    answer = final_answer(text, kind)
    assert answer is None or answer.strip()


@given(st.lists(st.integers(-99, 99), min_size=2, max_size=12))
def test_a_list_means_its_items_in_order(items: list[int]) -> None:
    said = final_answer(f"The answer is {items}.", "list")
    assert said is not None
    assert same(said, ", ".join(map(str, items)), "list")
    assert not same(said, ", ".join(map(str, [*items, 1])), "list")


@pytest.mark.parametrize("piece", ["1", "the answer is ", "\\boxed{", "{", "####", "(", "1,", "一"])
def test_a_text_without_end_is_read_at_once(piece: str) -> None:
    began = time.process_time()
    for kind in KINDS:
        final_answer(piece * 4000, kind)
    assert time.process_time() - began < 1
