"""Which reader reads a text, and what no reader may do to it."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot import readers
from bot.readers.parts import shapes
from tests.readers.seen import seen
from tests.readers.sources import source

SHAPES = (*shapes.MOST_SPECIFIC, "tables")
PIECES = (
    "# ", "## ", "### ", "### Q. ", "#### 1. ", "##5.", "<details>", "</details>", "<summary>",
    "</summary>", "**", "__", "`", "```\n", "- ", "  - ", "1. ", "- [ ] ", "- [x] ", "A. ", "B: ",
    "Answer: B", "答案：A", "Q: ", "A: ", "问：", "What is x?", "什么是y？", "Explain z",
    "\n", "\n\n",
    "    ", "\t", "> ", "|", "| Question | Answer |\n|---|---|\n", "---\n",
    "title: x\n", "<h3>",
    "</h3>", "[a](#b)", "[a](http://x.y)", "<br>", "<b>", "$", "\\", "&nbsp;", "：", "、", "1、",
    "（1）", "一、", "⭐", "(easy)", "...", "Table of Contents", "目录", "Hint",
    "<!--", "-->", "\x00",
    "\ufeff", "\u2028", "\r", "\x0b", "**Company**: a | **Tags**: [b]\n", "Question 1", "第 1 题：",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@pytest.mark.parametrize(
    ("text", "reader"),
    [
        ("### Q. Why?\n\nSo.\n\n## 1. What is A?\n\n**What is B?**\n", "markdown-chapters"),
        ("### Why?\n> **Company**: x | **Tags**: [y]\n\n- What?\n- Why B?\n", "markdown-chapters"),
        ("# Bank\n\n## Part\n\n### What is A?\n\na\n\n### Why B?\n\nb\n", "markdown-chapters"),
        ("### Closures\n\na\n\n### Hoisting\n\nb\n", "markdown-chapters"),
        ("### What?\n\n#### Answer\n\na\n\n### Why?\n\n#### Answer\n\nb\n", "numbered-headings"),
        ("### Q1. A?\n\n- [ ] a\n- [x] b\n\n### Q2. B?\n\n- [x] c\n- [ ] d\n", "multiple-choice"),
        ("```\n### Q. Not one\n```\n\n- What is A?\n- Why B?\n", "bullets"),
        ("---\ntitle: So\ncompany: x\n---\n\n## What A?\n\n## Why?\n\n## How?\n", "front-matter"),
    ],
)  # fmt: skip
def test_the_reader_that_explains_a_text_reads_it(text: str, reader: str) -> None:
    assert readers.surest(source(text)) == reader


def test_of_a_mixture_every_question_is_read() -> None:
    bank = seen(
        "# Admin\n\n## Warm-up\n\n- What did you learn?\n- Describe your home.\n\n## System\n\n"
        "<details>\n<summary>What is a shell?</summary>\n\ns\n\n</details>\n\n"
        "<details>\n<summary>Why log?</summary>\n\nl\n\n</details>\n\n"
        "<details>\n<summary>How to boot?</summary>\n\nb\n\n</details>\n\n"
        "### Talk\n\n问：怎么办？\n\n答：这样。\n"
    )
    assert bank.reader == "details"
    assert bank.titles == [
        "What did you learn?", "Describe your home.", "What is a shell?", "Why log?",
        "How to boot?", "怎么办？",
    ]  # fmt: skip
    assert bank.answers == ["", "", "s", "l", "b", "这样。"]
    assert bank.lines["not_understood"] == []


def test_a_reader_that_is_named_takes_its_own_shape() -> None:
    text = "## 1. What is A?\n\na\n\n- Is it?\n- Was it?\n\n## 2. Why B?\n\nb\n"
    assert seen(text).titles == ["What is A?", "Why B?"]
    bank = seen(text, reader="bullets")
    assert bank.titles == ["Is it?", "Was it?"]
    assert bank.lines["not_understood"] == [10]


@pytest.mark.parametrize(
    "text",
    [
        "# Manual\n\n## How it works\n\nWell.\n\n## What is read\n\nAll.\n\n## Finding\n\nSoon.\n",
        "# Manual\n\n1. Write a test.\n2. Build it.\n3. Show it.\n",
        "# Changes\n\n## Fixed\n\n- Make it fast\n- Show less\n",
    ],
)
def test_a_handbook_is_no_bank(text: str) -> None:
    assert seen(text).questions == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('[{"question": "## What is A?"}]', "a.txt"),
        ("PK\x03\x04\x00\x00## What is A?\n\na", "a.md"),
        ("", "a.md"),
        ("question,answer\n## What is A?,a\n", "a.csv"),
    ],
)
def test_what_is_no_markdown_is_left_alone(text: str, name: str) -> None:
    assert {readers.named(one).suits(source(text, name)) for one in SHAPES} == {0}


def test_marks_of_the_seeds_format_end_the_search_at_once() -> None:
    text = "".join(f"### Q. Number {n}?\n\n- What is {n}?\n- Why {n}?\n\n" for n in range(20_000))
    one = source(text)
    assert one.document.headings  # reading needs them in any case
    begun = time.perf_counter()
    assert readers.surest(one) == "markdown-chapters"
    assert time.perf_counter() - begun < 0.5


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_no_text_breaks_a_reader_or_its_account(text: str) -> None:
    one = source(text)
    for name in SHAPES:
        found = readers.named(name).read(one)
        spans = found.settle("file", name, one.lines).spans
        assert [span.first for span in spans[1:]] == [span.last + 1 for span in spans[:-1]]
        assert not spans or (spans[0].first, spans[-1].last) == (1, len(one.lines))
        assert all(question.title for question in found.questions)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_no_question_with_the_seeds_mark_is_lost_whatever_reader_is_chosen(text: str) -> None:
    one = source(text)
    tokens = MarkdownIt("commonmark").parse(one.text)
    marked = sum(
        token.type == "heading_open"
        and (token.tag, token.level) == ("h3", 0)
        and tokens[at + 1].content.startswith(("Q.", "Q：", "Q:"))
        for at, token in enumerate(tokens)
    )
    for name in (readers.surest(one), *shapes.MOST_SPECIFIC):
        assert len(readers.named(name).read(one).questions) >= marked


@pytest.mark.parametrize(
    "text",
    [
        "<details><summary>What?</summary>\n" * 20_000,
        "## 1. What?\n\n" + "<details><summary>Answer</summary>\n" * 20_000,
        "<details>" + "<summary>" * 20_000,
        "<h3>" * 20_000,
        "## 1. What?\n\n" + "- [x] a\n" * 20_000,
        "## 1. What?\n\n" + "A. x\nB. y\n" * 20_000,
        ("## 1. What?\n\n" + "Answer" + " " * 1000 + "x\n") * 100,
        "- " + "[" * 20_000 + "\n- " + "*" * 20_000 + "\n- " + "`" * 20_000 + "\n",
        "- a" + " " * 20_000 + "?\n\n**a**" + " " * 20_000 + "x\n",
    ],
    ids=range(9),
)
def test_hostile_texts_are_read_in_time(text: str) -> None:
    begun = time.perf_counter()
    seen(text)
    assert time.perf_counter() - begun < 20
