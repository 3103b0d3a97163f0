"""The seed's own format, as it is met."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot import readers
from bot.core.errors import BankTrouble
from bot.core.question import Question
from bot.readers import markdown_chapters
from bot.readers.parts import metadata
from tests.readers.sources import source

SEEDS = Path(__file__).parents[2] / "seeds"
SEED = SEEDS / "inference-application.zh.md"


def only(text: str) -> Question:
    found = markdown_chapters.read(source(text))
    assert len(found.questions) == 1
    return found.questions[0]


def test_the_seed_is_read_whole() -> None:
    first, second, third, fourth = readers.load([SEED]).questions
    assert first.title.startswith("假设使用 Greedy Search")
    assert (first.company, first.position, first.round, first.date) == (
        "阿里",
        "算法工程师",
        "一面",
        "2025-08-26",
    )
    assert first.tags == ("解码策略", "Greedy Search", "KV Cache", "推理性能")
    assert (first.chapter, first.section, first.line) == (
        "Inference Application",
        "LLMs inference speed",
        6,
    )
    assert first.answer.startswith("- **情况分析**")
    assert first.answer.endswith("</mark>")
    assert first.core and first.core.startswith("核心：生成 200 个 token")
    assert second.tags == ("吞吐率优化", "Flash Attention", "GPU 分区")
    assert third.company == "快手"
    assert (fourth.company, fourth.position, fourth.date) == (
        "腾讯",
        "WXG青云算法工程师",
        "2025-09-05",
    )
    assert fourth.answer.startswith("**1. 背景问题**")
    assert {one.language for one in (first, second, third, fourth)} == {"zh"}


def test_the_seeds_have_no_oddities_and_every_question_can_be_graded() -> None:
    bank = readers.load([SEEDS])
    assert bank.diagnostics == ()
    english = [one for one in bank.questions if one.language == "en"]
    assert len(english) >= 10
    for one in english:
        assert one.answer
        assert one.tags
        assert one.difficulty
        assert one.hint
        assert one.sources
        assert 3 <= len(one.rubric) <= 6
        assert any(checkpoint.must for checkpoint in one.rubric)


def test_the_seed_chapter_is_there_byte_for_byte() -> None:
    import hashlib

    digest = hashlib.sha256(SEED.read_bytes()).hexdigest()
    assert digest == "e66f4fe3a85bcb4036635588753849e413ff59d90764e12cdf4ed6bf5c927e66"


@pytest.mark.parametrize(
    "line",
    [
        "> **Company**: 阿里 | **Round**: 一面 | **Date**: 2025-08-26 | **Tags**: [a, b]",
        "> **Company**: 阿里 ｜ **Round**: 一面 ｜ **Date**: 2025/8/26 ｜ **Tags**: [a， b]",
        "> **Company**: 阿里  **Round**: 一面  **Date**: 2025.08.26  **Tags**: [a、b]",
        "**Company**: 阿里 | **Round**：一面 ｜ **Date**: 2025年8月26日 | **Tags**: a, b",
        "> **公司**：阿里 | **轮次**：一面 | **日期**：2025-8-26 | **标签**：[a, b]",
        "Company: 阿里 | Round: 一面 | Date: 2025-08-26 | Tags: [a, b]",
    ],
)
@pytest.mark.parametrize("gap", ["", "\n"])
def test_metadata_is_read_in_every_form(line: str, gap: str) -> None:
    one = only(f"### Q. Why?\n{gap}{line}\n\nBecause.")
    assert (one.company, one.round, one.date, one.tags) == (
        "阿里",
        "一面",
        "2025-08-26",
        ("a", "b"),
    )
    assert one.answer == "Because."


def test_nothing_as_a_value_is_unknown() -> None:
    one = only(
        "### Q. Why?\n> **Company**: None | **Round**: 无 | **Date**: - | **Tags**: []\n\nBecause."
    )
    assert (one.company, one.round, one.date, one.tags) == (None, None, None, ())


@pytest.mark.parametrize(
    ("said", "position", "round_"),
    [
        ("算法工程师 一面", "算法工程师", "一面"),
        ("算法工程师  一面", "算法工程师", "一面"),
        ("大模型一面", "大模型", "一面"),
        ("HR面", None, "HR面"),
        ("二面", None, "二面"),
        ("Engineer, second round", "Engineer", "second round"),
        ("群面讨论", None, "群面讨论"),
    ],
)
def test_position_and_round_are_told_apart(said: str, position: str | None, round_: str) -> None:
    facts = metadata.from_values({"round": said})
    assert (facts.position, facts.round) == (position, round_)


def test_an_odd_date_is_unknown_with_a_warning() -> None:
    found = markdown_chapters.read(
        source("### Q. Why?\n> **Date**: last week | **Company**: x\n\nSo.")
    )
    assert found.questions[0].date is None
    assert [one.rule for one in found.diagnostics] == ["odd-value"]


@pytest.mark.parametrize(
    "heading",
    ["### Q.为什么", "### ### Q. 为什么", "### 为什么", "### 3) 为什么", "### Q： 为什么"],
)
def test_an_odd_heading_is_still_a_question(heading: str) -> None:
    assert only(f"{heading}\n\n因为。").title == "为什么"


def test_a_question_in_a_fence_is_code_and_a_deeper_heading_is_answer() -> None:
    text = "### Q. One?\n\n````md\n### Q. Not one\n```\n````\n\n#### Detail\n\nMore.\n"
    one = only(text)
    assert "#### Detail" in one.answer
    assert "### Q. Not one" in one.answer


@pytest.mark.parametrize(
    "mark", ["<mark>Core: it.</mark>", "<mark>Core: it.<mark>", "<mark>Core: it."]
)
def test_a_core_sentence_is_found_however_it_ends(mark: str) -> None:
    one = only(f"### Q. Why?\n\nText.\n\n{mark}\n\nAfter.")
    assert one.core == "Core: it."
    assert "After." in one.answer


def test_rubric_hint_and_sources_are_parts_of_their_own() -> None:
    one = only(
        "### Q. Why?\n\nSo.\n\n#### Rubric\n- (must, weight 2) first\n- (see below) second\n\n"
        "#### 提示\n想一想。\n\n#### Sources\n- Somebody, 2020\n"
    )
    assert one.answer == "So."
    assert [(c.text, c.weight, c.must) for c in one.rubric] == [
        ("first", 2.0, True),
        ("(see below) second", 1.0, False),
    ]
    assert one.hint == "想一想。"
    assert one.sources == ("Somebody, 2020",)


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbf### Q. Why?\r\n\r\nSo.\r\n",
        b"### Q. Why?\n\nSo.",
        b"### Q. Why?\n\nSo.\xff\n",
        b"\t\n### Q. Why?   \n\nSo.  \n",
    ],
)
def test_bytes_of_every_kind_are_read(raw: bytes, tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(raw)
    bank = readers.load([file])
    assert [one.title for one in bank.questions] == ["Why?"]
    odd = [one.rule for one in bank.diagnostics if one.rule == "not-utf8"]
    assert odd == (["not-utf8"] if b"\xff" in raw else [])


def test_an_empty_file_is_no_trouble_and_a_missing_one_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty.md").write_text("")
    (tmp_path / "README.md").write_text("### Q. Not of the bank?\n")
    assert len(readers.load([tmp_path])) == 0
    with pytest.raises(BankTrouble):
        readers.load([tmp_path / "gone.md"])


@given(st.text(alphabet="#Q.> *|:-[]`~\n ab公司<mark>/", max_size=300))
def test_no_text_loses_a_question_that_commonmark_sees(text: str) -> None:
    tokens = MarkdownIt("commonmark").parse(text.replace("\r", "\n"))
    seen = sum(one.type == "heading_open" and one.tag == "h3" and one.level == 0 for one in tokens)
    assert len(markdown_chapters.read(source(text)).questions) == seen


def test_a_chapter_of_many_questions_gives_each_its_own_lines() -> None:
    text = "".join(
        f"### Q. Number {n}?\n> **Company**: C{n} | **Tags**: [t]\n\n"
        f"Answer {n}.\n\n#### Hint\nH{n}\n\n"
        for n in range(300)
    )
    found = markdown_chapters.read(source(text)).questions
    assert [(one.company, one.answer, one.hint) for one in found] == [
        (f"C{n}", f"Answer {n}.", f"H{n}") for n in range(300)
    ]
