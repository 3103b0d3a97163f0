"""Questions with choices."""

import pytest

from tests.readers.seen import seen


def test_boxes_are_the_choices_and_the_ticked_one_is_the_answer() -> None:
    bank = seen(
        "## Python\n\n#### Q1. What is `x`?\n\n`x = 1`\n\n- [ ] a name\n- [x] a number\n"
        "- [ ] a file\n\n"
        "**Explanation:** it is bound.\n\n[reference](https://example.org)\n\n"
        "#### Q2. Pick all.\n\n- [x] this\n- [X] that\n- [ ] none\n\n#### Q3. Nobody told\n\n"
        "- [ ] a\n- [ ] b\n"
    )
    assert bank.reader == "multiple-choice"
    first, second, third = bank.questions
    assert first.title == "What is `x`?"
    assert first.body == "`x = 1`\n\n- [ ] a name\n- [ ] a number\n- [ ] a file"
    assert first.answer == "a number\n\nit is bound.\n\n[reference](https://example.org)"
    assert (second.answer, third.answer) == ("- this\n- that", "")
    assert {one.chapter for one in bank.questions} == {"Python"}


def test_code_below_a_choice_belongs_to_it() -> None:
    bank = seen(
        "#### Q1. Which one?\n\n- [ ] A\n\n```py\na\n```\n\n- [x] B\n\n```py\n"
        "# - [x] no choice\nb\n```\n\n"
        "So it is.\n\n#### Q2. And?\n\n- [x] yes\n- [ ] no\n"
    )
    one = bank.questions[0]
    assert one.body.startswith("- [ ] A\n\n```py\na\n```\n\n- [ ] B")
    assert one.body.endswith("b\n```")
    assert one.answer == "B\n```py\n# - [x] no choice\nb\n```\n\nSo it is."


@pytest.mark.parametrize(
    ("choices", "says"),
    [
        ("- A: one\n- B: two", "Answer: B"),
        ("A. one\nB. two", "**Answer:** B"),
        ("A、one\nB、two", "答案：B"),
        ("A) one\nB) two", "Correct answer: (B) two"),
        ("(A) one\n(B) two", "正确答案是：B。"),
        ("- 1: one\n- 2: two", "##### Answer: 2"),
        (
            "- A: one\n- B: two",
            "<details><summary><b>Answer</b></summary>\n<p>\n\n#### Answer: B\n\n</p>\n</details>",
        ),
    ],
)
def test_letters_are_the_choices_and_a_line_tells_the_right_one(choices: str, says: str) -> None:
    bank = seen(
        f"###### 1. Which?\n\n{choices}\n\n{says}\n\nSince so.\n\n"
        f"###### 2. Why?\n\n{choices}\n\n{says}\n"
    )
    assert bank.reader == "multiple-choice"
    assert bank.titles == ["Which?", "Why?"]
    assert bank.questions[0].body == choices
    assert bank.answers[1][-5:] in (". two", "2. two")
    if "details" not in says:
        assert bank.answers[0].endswith("two\n\nSince so.")


def test_several_letters_may_be_right() -> None:
    bank = seen(
        "## 1. 哪些？\n\nA. 甲\nB. 乙\nC. 丙\n\n答案：AC\n\n解析：因为。\n\n## 2. 哪个？\n\n"
        "A. 甲\nB. 乙\n\n答案：A\n"
    )
    assert bank.answers == ["- A. 甲\n- C. 丙\n\n解析：因为。", "A. 甲"]


def test_there_need_be_no_headings() -> None:
    bank = seen(
        "# Quiz\n\n1. What is it?\n   - [ ] a\n   - [x] b\n\n2. It is so.\n   A. true\n"
        "   B. false\n\n   Answer: B\n\n"
        "3. Why?\nA) x\nB) y\n**Answer: A**\n\n## More\n\n**4. 哪个？**\n\nA、甲\nB、乙\n\n"
        "答案：B\n"
    )
    assert bank.reader == "multiple-choice"
    assert bank.titles == ["What is it?", "It is so.", "Why?", "哪个？"]
    assert bank.answers == ["b", "B. false", "A. x", "B. 乙"]


def test_paragraphs_above_boxes_are_questions() -> None:
    bank = seen(
        "# Quiz\n\nA fruit is\n\n- [ ] a car\n- [x] an apple\n\nA car is\n\n- [x] a car\n"
        "- [ ] an apple\n"
    )
    assert bank.titles == ["A fruit is", "A car is"]
    assert bank.answers == ["an apple", "a car"]


def test_a_list_of_things_to_do_is_no_bank() -> None:
    assert seen("# Plan\n\n- [x] write it\n- [ ] read it\n").questions == []
