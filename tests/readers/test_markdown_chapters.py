"""The seed's own format, as it is met."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot import readers
from bot.core.errors import BankTrouble
from bot.core.gathering import gather
from bot.core.question import Question
from bot.readers import markdown_chapters
from bot.readers.parts.blocks import Document
from bot.readers.parts.found import Found
from bot.readers.parts.mending import mend
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


def test_the_seeds_have_no_oddities_but_the_seed_documents_and_every_question_can_be_graded() -> (
    None
):
    bank = readers.load([SEEDS])
    assert {(one.file, one.rule) for one in bank.diagnostics} == {
        (str(SEED), "wide-bar"),
        (str(SEED), "metadata-unquoted"),
    }
    original = [one for one in bank.questions if one.file != str(SEED)]
    assert len(original) >= 80 * 2
    for one in original:
        assert one.answer
        assert one.core
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


def test_an_empty_file_is_no_trouble_and_a_missing_one_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty.md").write_text("")
    (tmp_path / "README.md").write_text("# About\n\nWhat this folder is.\n")
    assert readers.load([tmp_path]).diagnostics == ()
    with pytest.raises(BankTrouble):
        readers.load([tmp_path / "gone.md"])


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


def test_a_rubric_in_prose_is_said_and_its_other_lines_go_on_with_their_checkpoints() -> None:
    found = markdown_chapters.read(
        source(
            "### Q. Why?\n> **Tags**: [a]\n\nSo.\n\n#### Rubric\nIn prose.\n\n- (must) first,\n"
            "  and more\n1. (权重 3) second\n- (weight 99999) third\n"
        )
    )
    assert [(c.id, c.text, c.weight, c.must) for c in found.questions[0].rubric] == [
        ("c1", "first, and more", 1.0, True),
        ("c2", "second", 3.0, False),
        ("c3", "(weight 99999) third", 1.0, False),
    ]
    assert [(one.line, one.rule) for one in found.diagnostics] == [(7, "odd-checkpoint")]


def test_yaml_at_the_head_of_a_chapter_is_no_section() -> None:
    text = "---\ntitle: A\ntags: [x]\n---\n\n### Q. Why?\n\nSo.\n"
    assert (only(text).chapter, only(text).section, only(text).line) == (None, None, 6)


LINES = st.sampled_from(
    [
        "# Chapter", "## 1. Section", "### Q. Why?", "### Q.Why", "### ### Q. x", "### 3) x",
        "### x", "### 1.2 y", "###Q. z", "##no", "###", "### Q.", "####Hint", "#### Rubric",
        "#### 来源", "##### d", "> **Company**: a | **Round**: 一面",
        "> **Company**: a ｜ **Date**: 2025/9/2", "**Company**: a  **Tags**: [a, b]",
        "Company: a | Round: x", "> **Tags**: [a,", "b]", "> b]", "> **Date**: soon",
        "- **Company**: a", "- **Round**: 大模型一面", "公司：a，轮次：二面",
        "> **Level**: 3 | **Company**: b", "| **Company**: a |", "", "", "", "text", "text。",
        "---", "----------", "===", "- a", "  b", "    code", "> quote", "> ### Q. nested",
        "- ### Q. item", "- ### plain", "> - ### 问：n", "> ", "```", "````", "~~~",
        "``` a → b ```", "```py", "<mark>Core: a</mark>", "<mark>Core: a<mark>", "<mark>a",
        "b</mark>", "`<mark>` x <mark>y", "TODO", "略", "...", "<!-- c", "-->", "<div>", "<pre>",
        "$a|b$", "[a]: b", "| a | b |", "|---|---|", "\ttab", "***", "<mark>x\\", "<mark>x  ",
        "1. a", "- (must) c", "### **Q. bold**", "### Q1：n", "### [Q. l](u)", "\ufffd",
        "\u2028x",
    ]
)  # fmt: skip
SCRAPS = st.text(alphabet="#Q.> *|:-[]`~\n ab公司<mark>/=3)\t\r｜、：$_\\", max_size=120)
TEXTS = st.one_of(
    st.lists(st.tuples(LINES, st.sampled_from(["\n", "\n", "\r\n", "\r"])), max_size=22).map(
        lambda lines: "".join(line + ending for line, ending in lines)
    ),
    st.lists(st.one_of(LINES, SCRAPS), max_size=16).map("\n".join),
    SCRAPS,
    st.text(max_size=60),
).map(lambda text: text.replace("\0", ""))


@given(TEXTS)
def test_no_text_loses_a_question_that_commonmark_sees(text: str) -> None:
    one = source(text.encode("utf-8", errors="replace"))
    found = markdown_chapters.read(one)
    lines = [question.line for question in found.questions]
    headings = [
        (token.map[0] + 1, token.level)
        for token in MarkdownIt("commonmark").parse(one.text)
        if token.type == "heading_open" and token.tag == "h3" and token.map
    ]
    outermost = {line for line, level in headings if level == 0}
    nested = {line for line, level in headings if level > 0}
    assert outermost <= set(lines) <= outermost | nested
    assert len(lines) == len(set(lines))
    said = {odd.line for odd in found.diagnostics if odd.rule.startswith("nested-")}
    assert said == nested
    assert all(question.title.strip() for question in found.questions)


@given(TEXTS)
def test_the_account_of_any_text_is_the_whole_of_it(text: str) -> None:
    one = source(text.encode("utf-8", errors="replace"))
    found = markdown_chapters.read(one)
    line = 1
    for span in found.settle("f", "r", one.lines).spans:
        assert span.first == line
        assert span.last >= span.first
        line = span.last + 1
    assert line == len(one.lines) + 1
    assert all(1 <= odd.line <= max(1, len(one.lines)) for odd in found.diagnostics)


@given(TEXTS)
def test_mending_any_text_keeps_its_questions_and_is_done_after_once(text: str) -> None:
    one = source(text.encode("utf-8", errors="replace"))
    before = markdown_chapters.read(one)
    result = mend(one, markdown_chapters.read)
    again = mend(source(result.data), markdown_chapters.read)
    after = markdown_chapters.read(source(result.data))
    assert (again.data, again.done) == (result.data, [])
    assert [odd for odd in after.diagnostics if odd.edits] == result.left
    ids = [{question.id for question in gather(one.questions).questions} for one in (before, after)]
    assert ids[0] <= ids[1]
    if len(before.questions) == len(after.questions):
        assert facts(before) == facts(after)


def facts(found: Found) -> list[tuple[object, ...]]:
    """What mending must not change of the questions."""
    return [
        (one.title, one.company, one.position, one.round, one.date, one.tags, one.explicit_id)
        for one in found.questions
    ]


@pytest.mark.parametrize("size", [1, 7, 40])
@given(TEXTS)
def test_a_text_parsed_in_pieces_has_the_headings_of_the_whole(size: int, text: str) -> None:
    normal = source(text.encode("utf-8", errors="replace")).text
    whole, pieces = Document(normal), Document(normal, piece=size)
    assert pieces.headings == whole.headings


def test_a_long_text_is_parsed_in_pieces_wherever_it_may_be_cut() -> None:
    parts = [
        "- item\n" * 300,
        "word\n" * 300,
        "> - quoted\n" * 300,
        "```\n",
        "### Q. code\n" * 300,
        "```\n\n",
    ]
    text = "".join([*parts, "### Q. Last?\n\nSo.\n"])
    document = Document(text, piece=500)
    assert [one.text for one in document.headings] == ["Q. Last?"]
    assert document.blocks[-1].end == text.count("\n")
