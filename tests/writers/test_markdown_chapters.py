"""The seed's own format, as it is written."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.core.question import Question
from bot.core.rubric import Checkpoint
from bot.writers import markdown_chapters
from bot.writers.parts.below_heading import below
from tests.writers.questions import nasty, question


def text(*questions: Question) -> str:
    (file,) = markdown_chapters.write(questions)
    return file.data.decode()


def test_a_question_is_written_as_the_seeds_have_it() -> None:
    one = question(
        answer="- It keeps keys.",
        chapter="Inference",
        section="Speed",
        company="阿里",
        round="一面",
        tags=("KV Cache", "Decoding"),
        rubric=(Checkpoint("c1", "Keys.", 2.0, must=True), Checkpoint("c2", "Values.")),
        hint="What?",
        sources=("A, 2020",),
    )
    assert text(one) == (
        "# Inference\n\n## 1. Speed\n\n### Q. Why does a KV cache help?\n"
        "> **Company**: 阿里 | **Round**: 一面 | **Tags**: [KV Cache, Decoding]\n\n"
        "- It keeps keys.\n\n#### Rubric\n- (must, weight 2) Keys.\n- Values.\n\n"
        "#### Hint\nWhat?\n\n#### Sources\n- A, 2020\n"
    )


def test_what_belongs_to_the_question_stands_before_its_answer() -> None:
    one = question(body="- A. x\n- B. y", answer="B. y")
    assert text(one).endswith("\n\n#### Question\n- A. x\n- B. y\n\n#### Answer\nB. y\n")


def test_questions_of_a_chapter_stand_together_and_those_of_none_come_first() -> None:
    listed = [
        question("A?", chapter="X", section="S"),
        question("B?", chapter="Y"),
        question("C?", chapter="X"),
        question("D?"),
        question("E?", chapter="X", section="S"),
    ]
    lines = [one for one in text(*listed).split("\n") if one.startswith("#")]
    assert lines == [
        "### Q. D?", "# X", "### Q. C?", "## 1. S", "### Q. A?", "### Q. E?", "# Y", "### Q. B?",
    ]  # fmt: skip


def test_an_id_is_written_only_where_the_title_does_not_give_it() -> None:
    assert "**Id**" not in text(question("Why?"))
    assert "**Id**: kv-1" in text(question("Why?", explicit_id="kv-1"))
    assert "**Id**" in text(question("See [this](x)?"))
    again = replace(question("Why?"), id="qabc", company="阿里")
    assert text(question("Why?"), again).count("**Id**") == 2


@pytest.mark.parametrize(
    ("answer", "written"),
    [
        ("## A\n\n### B\n\ntext", "#### A\n\n##### B\n\ntext"),
        ("Head\n---\ntext", "#### Head\ntext"),
        ("Head\n===\ntext", "#### Head\ntext"),
        ("#### Rubric\n- x", "#### **Rubric**\n- x"),
        ("##### 提示：\nx", "##### **提示：**\nx"),
        ("```\nopen", "```\nopen\n```"),
        ("<!-- open", "<!-- open\n-->"),
        ("> ### Q. In a quote", "> #### Q. In a quote"),
        ("text\n\n---", "text"),
        ("```\n### Q. Code\n```", "```\n### Q. Code\n```"),
        ("#### Detail\n\ntext", "#### Detail\n\ntext"),
    ],
)
def test_an_answer_opens_nothing_that_goes_on_behind_it(answer: str, written: str) -> None:
    assert markdown_chapters.carried(question(answer=answer)).answer == written


@settings(max_examples=300)
@given(nasty, st.sampled_from([3, 4]))
def test_whatever_stands_below_a_heading_the_next_one_is_seen(words: str, level: int) -> None:
    done = below(words.replace("\r", "\n"), level)
    assert below(done, level) == done
    tokens = MarkdownIt("commonmark").parse(f"{done}\n\n### Q. Next\n")
    headings = [one for one in tokens if one.type == "heading_open"]
    assert (headings[-1].tag, headings[-1].level) == ("h3", 0)
    assert all(int(one.tag[1]) > level for one in headings[:-1] if one.level == 0)
    assert all(one.tag != "h3" for one in headings[:-1])


def test_a_metadata_line_is_never_broken_by_its_values() -> None:
    one = question(company="A | **Tags**: [x", tags=("a, b", "c|d", "e]"), position="Round: one")
    carried = markdown_chapters.carried(one)
    assert carried.company == "A / **Tags**= /x"
    assert carried.tags == ("a/b", "c/d", "e/")
    assert carried.position == "Round= one"


def test_a_language_is_written_where_the_words_do_not_show_it() -> None:
    assert "**Language**: zh" in text(question("RoPE?", answer="NTK", language="zh"))
    assert "**Language**" not in text(question("RoPE?", answer="NTK", language="en"))
    assert "**Language**: en" in text(question("什么是 RoPE？", answer="旋转。", language="en"))
