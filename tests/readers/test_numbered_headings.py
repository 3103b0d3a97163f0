"""Headings as questions: numbered or asking, at any level."""

import pytest

from tests.readers.seen import seen


def bank_of(*headings: str) -> str:
    """A bank of these headings, each with an answer below it."""
    return "".join(f"{one}\n\nAnswer {n}.\n\n" for n, one in enumerate(headings, start=1))


@pytest.mark.parametrize(
    ("headings", "titles"),
    [
        (["## 1. What is A?", "## 2. Explain B", "## 3. C"], ["What is A?", "Explain B", "C"]),
        (["#### 1) What is A?", "#### 2) Reverse B."], ["What is A?", "Reverse B."]),
        (["# 一、什么是 A？", "# 二、B 的作用"], ["什么是 A？", "B 的作用"]),
        (["### 1.2.3 什么是 A？", "### 1.2.4 B"], ["什么是 A？", "B"]),
        (["#### **1.1 讲讲 A？**", "#### **1.2 B 是什么？**"], ["讲讲 A？", "B 是什么？"]),
        (["## Q1: What is A?", "## Q2: B"], ["What is A?", "B"]),
        (["## Question 1. What is A", "## Question 2. B"], ["What is A", "B"]),
        (["### 第 1 题：写 A 时为什么？", "### 第 2 题：B"], ["写 A 时为什么？", "B"]),
        (["## 问题1：A 是什么？", "## 问题2：B"], ["A 是什么？", "B"]),
        (["## What is A?", "## Why B?"], ["What is A?", "Why B?"]),
        (["##1.什么是 A？", "##2.B 的原理"], ["什么是 A？", "B 的原理"]),
        (["###### 1. What's the output?", "###### 2. Why?"], ["What's the output?", "Why?"]),
        (["## Q. ***What is A?***", "## Q. B"], ["What is A?", "B"]),
        (["## （1）什么是 A？", "## （2）B 是什么"], ["什么是 A？", "B 是什么"]),
    ],
)
def test_headings_of_every_form_are_questions(headings: list[str], titles: list[str]) -> None:
    bank = seen(bank_of(*headings))
    assert bank.reader == "numbered-headings"
    assert bank.titles == titles
    assert bank.answers == [f"Answer {n}." for n in range(1, len(titles) + 1)]
    assert bank.lines["not_understood"] == []


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("## 1. What is _attention_ and `softmax_x`?", "What is attention and `softmax_x`?"),
        ("## 1. How does [it](https://example.org/a) work?", "How does it work?"),
        ("## 1. What is it? [[src](https://example.org)]", "What is it?"),
        ("## [1. 什么是它？](它.md)", "什么是它？"),
        ("## 1. Why `['1'].map(f)` & <b>not</b> &lt;?", "Why `['1'].map(f)` & not <?"),
        ("## 1. What is $a_1*b_2*c$?", "What is $a_1*b_2*c$?"),
        ("## 1. 为什么加 \\[CLS]？ {#cls}", "为什么加 [CLS]？"),
        ("## 1. :rocket: What is it? ##", "What is it?"),
        ("## 1. ✅ What is it?", "What is it?"),
    ],
)
def test_titles_are_reduced_to_their_words(heading: str, title: str) -> None:
    assert seen(bank_of(heading, "## 2. Why?")).titles == [title, "Why?"]


@pytest.mark.parametrize(
    ("mark", "difficulty"),
    [("(easy)", "easy"), ("【中等】", "medium"), ("⭐⭐⭐", "hard"), ("👶", "easy"), ("", None)],
)
def test_marks_of_difficulty_are_understood(mark: str, difficulty: str | None) -> None:
    one = seen(bank_of(f"## 1. What is it? {mark}", "## 2. Why?")).questions[0]
    assert (one.title, one.difficulty) == ("What is it?", difficulty)


def test_sections_stand_above_and_deeper_headings_in_the_answer() -> None:
    bank = seen(
        "# Bank\n\n## Basics\n\n### 1. What is A?\n\na\n\n#### How does it work?\n\nwell\n\n"
        "## More\n\nOn more things.\n\n### 2. What is B?\n\nb\n"
    )
    assert bank.titles == ["What is A?", "What is B?"]
    assert bank.places == [("Bank", "Basics"), ("Bank", "More")]
    assert bank.answers[0] == "a\n\n#### How does it work?\n\nwell"
    assert bank.lines["intro"] == [1, 2, 3, 4, 13, 14, 15, 16]


def test_numbered_sections_hold_the_questions_that_are_numbered_below_them() -> None:
    bank = seen(
        "### 1.Attention\n\n#### 1.1 什么是注意力？\n\na\n\n#### 1.2 掩码怎么做？\n\nb\n\n"
        "### 2.BERT\n\n#### 2.1 为什么要 CLS？\n\nc\n"
    )
    assert bank.titles == ["什么是注意力？", "掩码怎么做？", "为什么要 CLS？"]
    assert [chapter for chapter, _ in bank.places] == ["Attention", "Attention", "BERT"]


def test_a_bare_heading_of_the_same_level_is_a_section() -> None:
    bank = seen(
        "## # 1. START\n\n<br/>\n\n## Q. What is A?\n\na\n\n## # 2. END\n\n## Q. Why B?\n\nb\n"
    )
    assert bank.titles == ["What is A?", "Why B?"]
    assert [chapter for chapter, _ in bank.places] == ["START", "END"]


def test_questions_in_an_answer_are_no_questions_of_the_bank() -> None:
    bank = seen(
        "## 1. What is A?\n\n### Why is it?\n\nso\n\n### How does it work?\n\nthus\n\n"
        "**Does it?**\n\n- Is it?\n- Was it?\n\n## 2. What is B?\n\nb\n"
    )
    assert bank.titles == ["What is A?", "What is B?"]


def test_a_bold_line_that_goes_on_with_the_numbers_is_a_question() -> None:
    bank = seen("### 1.1 什么是 A？\n\na\n\n**1.2 什么是 B？**\n\nb\n\n### 1.3 什么是 C？\n\nc\n")
    assert bank.titles == ["什么是 A？", "什么是 B？", "什么是 C？"]
    assert bank.answers == ["a", "b", "c"]


@pytest.mark.parametrize(
    "structure",
    [
        "## Table of Contents\n\n- [What is A?](#a)\n- [Why B?](#b)\n",
        "## 目录\n\n1. [A](#a)\n2. [B](#b)\n",
        "## License\n\nMIT, whatever that is.\n",
        "## 参考资料\n\n- 什么是 A？ <https://example.org>\n",
        "## How to contribute?\n\nSend it.\n",
        "[![badge](https://example.org/b.svg)](https://example.org)\n",
        "| No. | Questions |\n|---|---|\n| 1 | [What is A?](#a) |\n",
    ],
)
def test_structure_is_introduction_wherever_it_stands(structure: str) -> None:
    questions = "## 1. What is A?\n\na\n\n## 2. Why B?\n\nb\n\n"
    before = seen(structure + "\n" + questions)
    assert before.titles == ["What is A?", "Why B?"]
    assert before.lines["not_understood"] == []
    if structure.startswith("##"):
        behind = seen(questions + structure)
        assert (behind.titles, behind.answers) == (["What is A?", "Why B?"], ["a", "b"])
        assert behind.lines["intro"] == list(range(9, 10 + structure.count("\n") - 1))


def test_a_way_back_to_the_top_and_rules_are_accounted_for_and_not_in_the_answer() -> None:
    bank = seen(
        "## 1. What is A?\n\na\n\n**[⬆ Back to Top](#top)**\n\n---\n\n<br>\n\n"
        '## 2. Why B?\n\nb\n\n<div align="right">\n  <b><a href="#top">↥ back to top</a></b>\n'
        "</div>\n"
    )
    assert bank.answers == ["a", "b"]
    assert bank.lines["question"] == list(range(1, 18))


def test_a_heading_that_is_only_a_number_takes_the_next_line_as_its_title() -> None:
    bank = seen(
        "## Question 1\n\n**What is A?**\n\n**Answer:** a\n\n---\n\n## Question 2\n\nWhy B?\n\n"
        "### Answer\n\nb\n"
    )
    assert (bank.titles, bank.answers) == (["What is A?", "Why B?"], ["a", "b"])


def test_a_heading_that_is_only_a_label_takes_the_next_line_and_what_follows_as_answer() -> None:
    bank = seen(
        "# 缓存\n\n## 面试题\n\n如何保证一致？\n\n## 心理\n\n想看看。\n\n## 剖析\n\n先删。\n"
    )
    assert bank.titles == ["如何保证一致？"]
    assert "先删。" in bank.answers[0]


def test_code_before_an_answer_that_is_called_one_belongs_to_the_question() -> None:
    bank = seen(
        "## 1. What does it print?\n\n```js\nf()\n```\n\n#### Answer\n\n`1`\n\n## 2. Why?\n\nSo.\n"
    )
    assert (bank.questions[0].body, bank.questions[0].answer) == ("```js\nf()\n```", "`1`")


def test_metadata_below_a_heading_is_understood() -> None:
    bank = seen(
        "## 1. What is A?\n\n**Company**: Acme | **Tags**: [x, y]\n\na\n\n## 2. Why B?\n\nb\n"
    )
    assert (bank.questions[0].company, bank.questions[0].tags) == ("Acme", ("x", "y"))
    assert bank.answers == ["a", "b"]


def test_questions_without_answers_are_kept_and_said_once() -> None:
    bank = seen("##### [1.1.1 如何实现 A？](a.md)\n\n##### [1.1.2 B 缓存](b.md)\n\n## 参考\n\nx\n")
    assert (bank.titles, bank.answers) == (["如何实现 A？", "B 缓存"], ["", ""])
    assert bank.said == ["no-answer"]


def test_numbered_topics_are_questions_where_nothing_else_is() -> None:
    assert seen(
        "# JS\n\n## 1. Closures\n\na\n\n## 2. Hoisting\n\nb\n\n## 3. Promises\n\nc\n"
    ).titles == [
        "Closures",
        "Hoisting",
        "Promises",
    ]


def test_front_matter_that_any_page_has_is_an_introduction_to_many_questions() -> None:
    bank = seen(
        "---\ntitle: Basics\ntags: [x]\n---\n\n## Part\n\n"
        + bank_of("### What is A?", "### A vs B", "### Why C?")
    )
    assert bank.reader == "numbered-headings"
    assert bank.titles == ["What is A?", "A vs B", "Why C?"]
    assert bank.lines["intro"][:4] == [1, 2, 3, 4]
