"""Lines that open a question."""

import pytest

from tests.readers.seen import seen


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("Q: ", "A: "),
        ("Q1: ", "A1: "),
        ("**Q:** ", "**A:** "),
        ("Q1. ", "Ans: "),
        ("问：", "答："),
        ("问题1：", "答案："),
        ("面试官：", "答："),
        ("Question 1: ", "Answer: "),
    ],
)
def test_questions_and_answers_are_told_by_their_marks(asked: str, answered: str) -> None:
    bank = seen(
        f"# Talk\n\nIntro.\n\n{asked}What is A?\n{answered}It is a.\n\n- more\n\n"
        f"{asked}Why B\n\n{answered}So.\n"
    )
    assert bank.reader == "question-lines"
    assert bank.titles == ["What is A?", "Why B"]
    assert bank.answers == ["It is a.\n\n- more", "So."]
    assert bank.lines["not_understood"] == []


def test_numbered_lines_that_are_no_list_are_questions_and_points_of_answers_are_not() -> None:
    bank = seen(
        "## 一、基础\n\n1、什么是对象？\n\n主要有：\n\n1、封装；\n2、继承；\n3、多态。\n\n"
        "2、HashMap 的实现\n\n链表。\n\n"
        "3、为什么快？\n因为。\n"
    )
    assert bank.titles == ["什么是对象？", "HashMap 的实现", "为什么快？"]
    assert bank.answers == ["主要有：\n\n1、封装；\n2、继承；\n3、多态。", "链表。", "因为。"]


def test_lines_that_only_ask_are_questions_where_there_is_nothing_else() -> None:
    bank = seen("Ten easy ones\nWhat is A?\n\nExplain B.\n\nWhy C?\n\nName three of D.\n")
    assert bank.titles == ["What is A?", "Explain B.", "Why C?", "Name three of D."]


def test_prose_with_a_question_in_it_is_no_bank() -> None:
    bank = seen(
        "# Essay\n\nIs this a bank? I do not think so.\n\n## Part\n\nIt is prose.\n\nAnd more.\n"
    )
    assert bank.questions == []


def test_a_conversation_in_an_answer_stays_in_it() -> None:
    bank = seen("## 1. What is A?\n\n> Q: Really?\n> A: Yes.\n\n## 2. Why B?\n\nb\n")
    assert bank.titles == ["What is A?", "Why B?"]
    assert "> Q: Really?" in bank.answers[0]
