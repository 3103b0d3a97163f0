"""Items of lists as questions."""

import pytest

from tests.readers.seen import seen


def test_bare_bullets_are_questions_without_answers() -> None:
    bank = seen(
        "# Back end\n\nSome of these are open?\n\n## Contents\n\n1. [General](#general)\n\n"
        "####[[↑]](#toc) <a name='general'>General:</a>\n\n"
        "* Why does it matter?\n* Pros and cons of values.\n\n## Open\n"
        "* [What happens?](https://example.org)\n"
        "* Interview me\n"
    )
    assert bank.reader == "bullets"
    assert bank.titles == [
        "Why does it matter?",
        "Pros and cons of values.",
        "What happens?",
        "Interview me",
    ]
    assert bank.answers == [""] * 4
    assert [section for _, section in bank.places] == ["General", "General", "Open", "Open"]
    assert bank.questions[2].sources == ("https://example.org",)


@pytest.mark.parametrize(
    "item",
    [
        "* **What is A?**\n    - It is this.\n",
        "1. What is A?\n\n   - It is this.\n",
        "1. What is A?\n- It is this.\n",
        "- What is A?\n  - It is this.\n",
        "1. ### What is A?\n\n    - It is this.\n\n    **[⬆ Back to Top](#top)**\n",
        "- **What is A?**\n    <details>\n   <summary>Answer</summary>\n\n    - It is this.\n"
        "    </details>\n",
        "1. **What is A?**\n   - **Answer**: - It is this.\n",
    ],
)
def test_what_is_in_an_item_or_below_it_is_the_answer(item: str) -> None:
    bank = seen(f"# Bank\n\n{item}\n{item.replace('A?', 'B?')}")
    assert bank.titles[:2] == ["What is A?", "What is B?"]
    assert bank.answers[:2] == ["- It is this."] * 2


def test_an_answer_may_follow_its_question_on_the_line() -> None:
    bank = seen(
        "- **What is A?** - [Learn from here](https://example.org)\n"
        "- What is B? It is a thing that is long enough to be told from a question.\n"
        "- Imagine a clone of you. Would you work for it?\n"
    )
    assert bank.titles == [
        "What is A?",
        "What is B?",
        "Imagine a clone of you. Would you work for it?",
    ]
    assert bank.answers == [
        "[Learn from here](https://example.org)",
        "It is a thing that is long enough to be told from a question.",
        "",
    ]


def test_an_item_above_questions_is_a_section_and_counted_ones_below_a_question_are_their_own() -> (
    None
):
    bank = seen(
        "## 注意力\n\n- 1 有哪些问题？\n- 2 多头篇\n  - 2.1 为什么多头？\n  - 2.2 头有什么用？\n"
        "- 3 并行块\n- 4 如何微调？\n  - 4.1 数据怎么来？\n- ...\n"
        "- [点击查看答案](https://example.org)\n"
    )
    assert bank.titles == [
        "有哪些问题？",
        "为什么多头？",
        "头有什么用？",
        "并行块",
        "如何微调？",
        "数据怎么来？",
    ]
    assert bank.places[1] == ("注意力", "多头篇")
    assert bank.answers == [""] * 6
    assert bank.lines["not_understood"] == []


def test_what_an_item_asks_on_is_part_of_the_question() -> None:
    bank = seen("- Explain scope.\n  - Can you give an example?\n- What is a closure?\n")
    assert bank.titles == ["Explain scope.", "What is a closure?"]
    assert (bank.questions[0].body, bank.questions[0].answer) == ("- Can you give an example?", "")


def test_code_that_a_question_asks_about_belongs_to_it() -> None:
    bank = seen(
        "* What is printed by this?\n```js\nf()\n```\n* Write a loop\n```js\nfor(;;);\n```\n"
    )
    assert [one.body for one in bank.questions] == ["```js\nf()\n```", ""]
    assert bank.answers == ["", "```js\nfor(;;);\n```"]


def test_topics_in_brackets_are_tags() -> None:
    (one, _) = seen(
        "1. [css] [什么是盒模型？](https://example.org/1)\n2. [js] 什么是闭包？\n"
    ).questions
    assert (one.title, one.tags, one.sources) == (
        "什么是盒模型？",
        ("css",),
        ("https://example.org/1",),
    )


def test_a_list_that_only_names_questions_told_below_is_a_table_of_contents() -> None:
    bank = seen(
        "## Questions\n\n* [Q1: What is A?](https://example.org/1)\n"
        "* [Q2: Why B?](https://example.org/2)\n\n"
        "## Answers\n\n### Q1: What is A?\n\na\n\n### Q2: Why B?\n\nb\n"
    )
    assert (bank.titles, bank.answers) == (["What is A?", "Why B?"], ["a", "b"])
    assert bank.lines["intro"] == [1, 2, 3, 4, 5, 6, 7]


def test_lists_that_ask_nothing_are_no_questions() -> None:
    bank = seen("# Notes\n\n- one\n- two\n\n## 1.2.0\n\n- Added things\n- Fixed others\n")
    assert bank.questions == []
