"""What real banks hold, row by row of the table that the reader promises to keep."""

from pathlib import Path

import pytest

from bot import readers
from bot.core.account import Diagnostic
from bot.core.question import Question
from bot.readers import markdown_chapters
from bot.readers.parts.found import Found
from bot.readers.parts.mending import mend
from tests.readers.sources import source

PLAIN = "> **Company**: 阿里 | **Round**: 一面 | **Date**: 2025-08-26 | **Tags**: [a, b]"


def read(text: str | bytes) -> Found:
    return markdown_chapters.read(source(text))


def only(text: str | bytes) -> Question:
    (one,) = read(text).questions
    return one


def odd(text: str | bytes) -> list[tuple[int, str]]:
    """Line and rule of every oddity, but for questions that say nothing of themselves."""
    found = read(text).diagnostics
    return [(one.line, one.rule) for one in found if one.rule != "no-metadata"]


def said(text: str, rule: str) -> Diagnostic:
    return next(one for one in read(text).diagnostics if one.rule == rule)


def mended(text: str) -> str:
    return mend(source(text), markdown_chapters.read).data.decode()


def asked(line: str) -> str:
    return f"### Q. Why?\n{line}\n\nBecause.\n"


# Row 1: bars of either width, both in one line, or none


@pytest.mark.parametrize(
    ("line", "rules"),
    [
        (PLAIN, []),
        (PLAIN.replace("|", "｜"), ["wide-bar"]),
        (PLAIN.replace("|", "｜", 1), ["wide-bar"]),
        (PLAIN.replace(" | ", "｜"), ["wide-bar"]),
        (PLAIN.replace(" | ", "  "), ["missing-bar"] * 3),
        (PLAIN.replace(" | ", " ", 1), ["missing-bar"]),
        (PLAIN.replace(" | **Tags**", "  **Tags**"), ["missing-bar"]),
        (PLAIN.replace(" | ", "", 1), ["missing-bar"]),
        (PLAIN.replace("**", ""), []),
        (PLAIN.replace("**", "").replace(" | ", "  "), ["missing-bar"] * 3),
    ],
)
def test_row_1_bars_of_every_kind_give_the_same_four_fields(line: str, rules: list[str]) -> None:
    for text in (asked(line), mended(asked(line))):
        one = only(text)
        assert (one.company, one.round, one.date) == ("阿里", "一面", "2025-08-26")
        assert one.tags == ("a", "b")
        assert one.answer == "Because."
    assert odd(asked(line)) == [(2, rule) for rule in rules]
    assert odd(mended(asked(line))) == []


def test_row_1_a_mended_bar_changes_that_bar_alone() -> None:
    assert mended(asked("> **Company**: 阿里 | **Round**: 一面 ｜ **Tags**: [a｜b]")) == asked(
        "> **Company**: 阿里 | **Round**: 一面 | **Tags**: [a｜b]"
    )


@pytest.mark.parametrize(
    ("line", "company", "tags"),
    [
        ("> **Company**: Date-Tech | **Tags**: [a]", "Date-Tech", ("a",)),
        ("> **Company**: x | **Tags**: [Round: y, a]", "x", ("Round: y", "a")),
        ("> **Company**: x | **Tags**: [a **Round**: y]", "x", ("a **Round**: y",)),
        ("Company: Tags & Co | Tags: a", "Tags & Co", ("a",)),
        ("> **Company**: x | y | **Tags**: a", "x | y", ("a",)),
        ("公司：阿里，标签：a，轮次：一面", "阿里", ("a",)),
        ("> **Company**：阿里 | **Tags**: [a", "阿里", ("a",)),
    ],
)
def test_row_1_a_value_may_look_like_a_field(
    line: str, company: str, tags: tuple[str, ...]
) -> None:
    one = only(asked(line))
    assert (one.company, one.tags) == (company, tags)


@pytest.mark.parametrize(
    ("tags", "listed"),
    [
        ("[a, b]", ("a", "b")),
        ("【a，b】", ("a", "b")),
        ("（a、b）", ("a", "b")),
        ("a；b", ("a", "b")),
        ("[C++, KL-divergence, CI/CD]", ("C++", "KL-divergence", "CI/CD")),
        ("[Attention (MHA, GQA), RoPE]", ("Attention (MHA, GQA)", "RoPE")),
        ("#a #b", ("a", "b")),
        ("[a, None, a]", ("a",)),
    ],
)
def test_row_1_tags_are_listed_in_many_ways(tags: str, listed: tuple[str, ...]) -> None:
    assert only(asked(f"> **Tags**: {tags}")).tags == listed


def test_row_1_a_field_that_is_not_known_or_stands_twice_is_said_and_spoils_no_other() -> None:
    line = "> **Company**: 阿里 | **Level**: P6 | **Tags**: [a] | **Company**: 腾讯"
    one = only(asked(line))
    assert (one.company, one.tags) == ("阿里", ("a",))
    assert odd(asked(line)) == [(2, "unknown-field"), (2, "repeated-field")]


# Row 2: metadata without `>`, after a blank line, absent


@pytest.mark.parametrize("gap", ["", "\n", "\n\n"])
def test_row_2_metadata_without_its_mark_or_after_a_blank_line_is_read(gap: str) -> None:
    text = f"### Q. Why?\n{gap}**Company**: 阿里 | **Tags**: [a]\n\nBecause.\n"
    for one in (only(text), only(mended(text))):
        assert (one.company, one.tags, one.answer) == ("阿里", ("a",), "Because.")
    line = 2 + len(gap)
    assert odd(text) == [(line, "metadata-unquoted")]
    assert mended(text) == text.replace("**Company**", "> **Company**")


def test_row_2_metadata_may_be_absent() -> None:
    text = "### Q. Why?\n\nBecause.\n"
    one = only(text)
    assert (one.company, one.round, one.date, one.tags) == (None, None, None, ())
    assert one.answer == "Because."
    assert said(text, "no-metadata").line == 1


def test_row_2_metadata_may_take_several_lines() -> None:
    text = "### Q. Why?\n> **Company**: 阿里\n> **Tags**: [a,\n> b]\n\nBecause.\n"
    one = only(text)
    assert (one.company, one.tags, one.answer) == ("阿里", ("a", "b"), "Because.")
    assert odd(text) == []


def test_row_2_an_answer_that_follows_without_a_blank_line_is_not_swallowed() -> None:
    text = f"### Q. Why?\n{PLAIN}\nBecause.\nSo.\n"
    one = only(text)
    assert (one.tags, one.answer) == (("a", "b"), "Because.\nSo.")
    assert odd(text) == [(3, "metadata-runs-on")]
    assert mended(text) == f"### Q. Why?\n{PLAIN}\n\nBecause.\nSo.\n"


def test_row_2_metadata_above_a_rule_is_no_heading() -> None:
    text = "### Q. Why?\n**Company**: 阿里 | **Tags**: [a]\n---\n\nBecause.\n"
    for one in (only(text), only(mended(text))):
        assert (one.company, one.section, one.answer) == ("阿里", None, "Because.")


def test_row_2_metadata_as_a_list_is_read() -> None:
    text = "### Q. Why?\n- **Company**: 阿里\n- **Tags**: [a]\n\nBecause.\n"
    one = only(text)
    assert (one.company, one.tags, one.answer) == ("阿里", ("a",), "Because.")
    assert odd(text) == [(2, "metadata-as-list")]


@pytest.mark.parametrize(
    "first", ["**时间**：复杂度是 O(n)。", "**Tags**: they help. A lot.", "Company: a word"]
)
def test_row_2_an_answer_that_begins_like_a_field_is_an_answer(first: str) -> None:
    assert only(f"### Q. Why?\n\n{first}\n").answer == first


# Row 3: nothing as a value


@pytest.mark.parametrize("nothing", ["None", "none", "无", "-", "—", "", "N/A", "[]", "**None**"])
def test_row_3_nothing_as_a_value_is_unknown_and_no_oddity(nothing: str) -> None:
    line = f"> **Company**: {nothing} | **Round**: {nothing} | **Date**: {nothing} | **Tags**: "
    one = only(asked(line + nothing))
    assert (one.company, one.round, one.round_text, one.date, one.tags) == (None,) * 4 + ((),)
    assert odd(asked(line + nothing)) == []


# Row 4: odd headings


@pytest.mark.parametrize(
    ("heading", "title", "rule"),
    [
        ("### Q. 为什么", "为什么", None),
        ("### Q.为什么", "为什么", "odd-mark"),
        ("### Q：为什么", "为什么", "odd-mark"),
        ("### Q12. 为什么", "为什么", "odd-mark"),
        ("### 3. Q. 为什么", "为什么", "odd-mark"),
        ("### ### Q. 为什么", "为什么", "repeated-hashes"),
        ("### 为什么", "为什么", "no-mark"),
        ("### 3) 为什么", "为什么", "no-mark"),
        ("### 三、为什么", "为什么", "no-mark"),
        ("### （3）为什么", "为什么", "no-mark"),
        ("### 3 种并行", "3 种并行", "no-mark"),
        ("### 8、16、32 卡", "8、16、32 卡", "no-mark"),
        ("### Q、K、V 是什么", "Q、K、V 是什么", "no-mark"),
        ("### Q4 量化", "Q4 量化", "no-mark"),
        ("### Question answering", "Question answering", "no-mark"),
    ],
)
def test_row_4_every_heading_is_a_question_and_the_odd_ones_are_mended(
    heading: str, title: str, rule: str | None
) -> None:
    text = f"{heading}\n{PLAIN}\n\n因为。\n"
    assert only(text).title == title
    assert odd(text) == ([(1, rule)] if rule else [])
    assert mended(text) == f"### Q. {title}\n{PLAIN}\n\n因为。\n"
    assert only(mended(text)).id == only(text).id


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("### **Q. 为什么**", "为什么"),
        ("### **Q.** 为什么", "为什么"),
        ("### [Q. 为什么](#1)", "为什么"),
        ("### 1.2 为什么", "为什么"),
    ],
)
def test_row_4_what_only_a_person_can_mend_is_said_and_left(heading: str, title: str) -> None:
    text = f"{heading}\n{PLAIN}\n\n因为。\n"
    assert only(text).title == title
    assert [line for line, _ in odd(text)] == [1]
    assert mended(text) == text


@pytest.mark.parametrize("heading", ["###", "### Q.", "### ###", "### 3)"])
def test_row_4_a_heading_without_a_title_is_kept(heading: str) -> None:
    text = f"{heading}\n{PLAIN}\n\n因为。\n"
    assert only(text).title.strip()
    assert odd(text) == [(1, "no-title")]


@pytest.mark.parametrize(
    ("line", "better"),
    [
        ("###Q. x", "### Q. x"),
        ("###Q.x", "### Q. x"),
        ("###x", "### Q. x"),
        ("###3) x", "### Q. x"),
        ("##x", "## x"),
        ("####Hint", "#### Hint"),
    ],
)
def test_row_4_a_heading_without_a_space_is_no_heading_and_is_mended(
    line: str, better: str
) -> None:
    text = f"### Q. Why?\n{PLAIN}\n\nBecause.\n\n{line}\n\nMore.\n"
    assert line in only(text).answer
    assert odd(text) == [(6, "heading-without-space")]
    assert f"\n{better}\n" in mended(text)


def test_row_4_a_question_within_a_list_or_a_quote_is_read() -> None:
    text = (
        "> ### Q. One?\n> > **Company**: 阿里\n>\n> Because.\n\n"
        "1. ### Two?\n   > **Tags**: [a]\n\n   - So.\n"
    )
    one, two = read(text).questions
    assert (one.title, one.company, one.answer) == ("One?", "阿里", "Because.")
    assert (two.title, two.tags, two.answer, two.line) == ("Two?", ("a",), "- So.", 6)
    assert odd(text) == [(1, "nested-question"), (6, "nested-question"), (6, "no-mark")]
    assert mended(text) == text


def test_row_4_a_heading_in_a_quote_that_asks_nothing_stays_in_the_answer_and_is_said() -> None:
    text = f"### Q. Why?\n{PLAIN}\n\n> ### Summary\n> Because.\n"
    assert only(text).answer == "> ### Summary\n> Because."
    assert odd(text) == [(4, "nested-heading")]


# Row 5: dates


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2025-09-2", "2025-09-02"),
        ("2025/9/2", "2025-09-02"),
        ("2025.9.2", "2025-09-02"),
        ("2025年9月2日", "2025-09-02"),
        ("2025 年 9 月 2 号", "2025-09-02"),
        ("20250902", "2025-09-02"),
        ("２０２５-09-02", "2025-09-02"),
        ("2025.09", "2025-09"),
        ("2025年9月", "2025-09"),
    ],
)
def test_row_5_a_date_in_another_form_is_read_and_mended(written: str, date: str) -> None:
    text = asked(f"> **Company**: x | **Date**: {written} | **Tags**: [a]")
    assert only(text).date == date
    assert odd(text) == [(2, "odd-date")]
    assert mended(text) == asked(f"> **Company**: x | **Date**: {date} | **Tags**: [a]")


@pytest.mark.parametrize("written", ["last week", "2025-02-30", "2025-13", "9/2/2025", "2025"])
def test_row_5_what_is_no_date_is_unknown_with_a_warning(written: str) -> None:
    text = asked(f"> **Company**: x | **Date**: {written}")
    assert only(text).date is None
    assert odd(text) == [(2, "odd-value")]
    assert written in said(text, "odd-value").message
    assert mended(text) == text


# Row 6: position and round in one


@pytest.mark.parametrize(
    ("written", "position", "round_"),
    [
        ("算法工程师 一面", "算法工程师", "一面"),
        ("算法工程师  一面", "算法工程师", "一面"),
        ("大模型一面", "大模型", "一面"),
        ("大模型技术二面", "大模型", "技术二面"),
        ("算法岗 一面/二面", "算法岗", "一面/二面"),
        ("一面 算法工程师", "算法工程师", "一面"),
        ("HR面", None, "HR面"),
        ("第二轮技术面", None, "第二轮技术面"),
        ("算法工程师", "算法工程师", None),
        ("ML Engineer, phone screen", "ML Engineer", "phone screen"),
        ("Round 2", None, "Round 2"),
    ],
)
def test_row_6_position_and_round_are_told_apart_and_the_text_is_kept(
    written: str, position: str | None, round_: str | None
) -> None:
    text = asked(f"> **Round**: {written} | **Tags**: [a]")
    one = only(text)
    assert (one.position, one.round) == (position, round_)
    assert one.round_text == " ".join(written.split())
    assert odd(text) == []


def test_row_6_a_round_that_nobody_knows_stays_as_it_is_with_a_warning() -> None:
    text = asked("> **Round**: 群面讨论 | **Tags**: [a]")
    one = only(text)
    assert (one.position, one.round, one.round_text) == (None, "群面讨论", "群面讨论")
    assert odd(text) == [(2, "odd-round")]


# Rows 7 and 8: aliases (which names are one, `bot.core.aliases` says)


def test_rows_7_and_8_companies_and_tags_keep_the_spelling_of_the_file() -> None:
    line = "> **Company**: 上海AI Lab | **Tags**: [KL 散度, LORA, Chain-of-Thought, 思维链]"
    one = only(asked(line))
    assert one.company == "上海AI Lab"
    assert one.tags == ("KL 散度", "LORA", "Chain-of-Thought", "思维链")
    assert odd(asked(line)) == []


# Row 9: the core sentence


@pytest.mark.parametrize(
    ("written", "core", "better", "rule"),
    [
        ("<mark>Core: it.</mark>", "Core: it.", "<mark>Core: it.</mark>", None),
        (
            "<mark>Core: it.<mark> More.",
            "Core: it.",
            "<mark>Core: it.</mark> More.",
            "mark-closed-by-mark",
        ),
        ("<mark>Core: it.", "Core: it.", "<mark>Core: it.</mark>", "unclosed-mark"),
        (
            "<mark>Core: it.\nMore text.",
            "Core: it.",
            "<mark>Core: it.</mark>\nMore text.",
            "unclosed-mark",
        ),
        (
            "<mark>Core: a\nb.  \nMore",
            "Core: a b.",
            "<mark>Core: a\nb.</mark>  \nMore",
            "unclosed-mark",
        ),
        (
            "- <mark>Core: it\n- More.",
            "Core: it",
            "- <mark>Core: it</mark>\n- More.",
            "unclosed-mark",
        ),
        ("No mark at all.", None, "No mark at all.", None),
        ("In code: `<mark>`.", None, "In code: `<mark>`.", None),
        ("```html\n<mark>x\n```", None, "```html\n<mark>x\n```", None),
    ],
)
def test_row_9_the_core_sentence_is_found_and_swallows_nothing(
    written: str, core: str | None, better: str, rule: str | None
) -> None:
    text = f"### Q. Why?\n{PLAIN}\n\nFirst.\n\n{written}\n\nLast.\n"
    for now in (text, mended(text)):
        assert only(now).core == core
        assert only(now).answer.startswith("First.")
        assert only(now).answer.endswith("Last.")
    assert [one for _, one in odd(text)] == ([rule] if rule else [])
    assert mended(text) == f"### Q. Why?\n{PLAIN}\n\nFirst.\n\n{better}\n\nLast.\n"


def test_row_9_of_several_marks_the_one_that_says_core_is_the_core() -> None:
    text = "### Q. Why?\n\n<mark>Aside.</mark>\n\n<mark>核心：是它。</mark>\n"
    assert only(text).core == "核心：是它。"


def test_row_9_a_mark_that_closes_nothing_is_said() -> None:
    text = f"### Q. Why?\n{PLAIN}\n\nBecause.</mark>\n"
    assert only(text).core is None
    assert odd(text) == [(4, "mark-not-opened")]
    assert mended(text) == text


# Row 10: code


@pytest.mark.parametrize(
    "code",
    [
        "````md\n### Q. Not one\n```\n````",
        "~~~\n### Q. Not one\n~~~",
        "- item\n\n  ```\n  ### Q. Not one\n  ```",
        "    ### Q. Not one",
        "```` ```a → b``` ````\n\n    ### Q. Not one",
        "<!--\n### Q. Not one\n-->",
    ],
)
def test_row_10_a_question_within_code_is_code(code: str) -> None:
    text = f"### Q. Why?\n{PLAIN}\n\n{code}\n\nBecause.\n\n### Q. Next?\n{PLAIN}\n\nSo.\n"
    first, second = read(text).questions
    assert first.answer == f"{code}\n\nBecause."
    assert second.title == "Next?"
    assert odd(text) == []


def test_row_10_three_ticks_within_a_line_open_no_code() -> None:
    text = f"### Q. Why?\n{PLAIN}\n\nFrom ```a → b``` to c.\n\n### Q. Next?\n{PLAIN}\n\nSo.\n"
    assert [one.title for one in read(text).questions] == ["Why?", "Next?"]


@pytest.mark.parametrize(
    ("opening", "rule"), [("```py", "unclosed-fence"), ("<!-- note", "unclosed-html")]
)
def test_row_10_code_that_is_never_closed_is_said_with_what_it_takes(
    opening: str, rule: str
) -> None:
    text = f"### Q. Why?\n{PLAIN}\n\n{opening}\n\n### Q. Lost?\n\nSo.\n"
    assert only(text).title == "Why?"
    assert odd(text) == [(4, rule)]
    assert "1 headings below" in said(text, rule).message


# Row 11: maths


@pytest.mark.parametrize(
    "maths", [r"$a|b$", r"$$\sum_i x_i$$", r"\(x_1\)", r"\[x^2\]", "$[a](b)$", r"$\frac{1}{2}$"]
)
def test_row_11_maths_is_kept_raw_in_titles_and_in_answers(maths: str) -> None:
    one = only(f"### Q. Why is {maths} so?\n{PLAIN}\n\nBecause of {maths}.\n")
    assert one.title == f"Why is {maths} so?"
    assert one.answer == f"Because of {maths}."


# Row 12: tables, images, quotes


def test_row_12_tables_images_and_quotes_stay_in_the_answer() -> None:
    answer = (
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n![x](img/x.png) ![y](https://example.org/y.png)\n\n"
        "> **Company**: 腾讯 | **Tags**: [c]\n\nEnd."
    )
    text = f"### Q. Why?\n{PLAIN}\n\n{answer}\n"
    one = only(text)
    assert (one.company, one.tags, one.answer) == ("阿里", ("a", "b"), answer)
    assert odd(text) == []


def test_row_12_a_second_quote_right_below_the_metadata_stays_in_the_answer() -> None:
    one = only(f"### Q. Why?\n{PLAIN}\n\n> **Company**: 腾讯 | **Round**: 二面\n\nEnd.\n")
    assert one.company == "阿里"
    assert one.answer.startswith("> **Company**: 腾讯")


# Row 13: control tokens


@pytest.mark.parametrize(
    "token", ["<think>", "</think>", "<|im_start|>", "<|endoftext|>", "[INST]"]
)
def test_row_13_control_tokens_stay_as_they_are_written(token: str) -> None:
    one = only(f"### Q. What is {token}?\n{PLAIN}\n\nIt is {token}:\n\n{token}\n")
    assert one.title == f"What is {token}?"
    assert one.answer == f"It is {token}:\n\n{token}"


# Row 14: introductions, links in titles, deeper headings

CHAPTER = f"""\
# [LLM](llm.md) basics
> An introduction.

## 1. [RoPE](rope.md)
Some words on the section.

### Q. What does [RoPE](rope.md) do?
{PLAIN}

It turns.

#### In detail
More.

##### Deeper
Still more.

#### Hint
Think of a clock.

#### In the end
It turns.

##### Sources
1. Somebody, 2021
- [A paper](https://example.org)

Two
---

### Q. And then?
{PLAIN}

So.
"""


def test_row_14_links_in_titles_are_their_text_and_numbers_are_no_part_of_them() -> None:
    first, second = read(CHAPTER).questions
    assert (first.chapter, first.section) == ("LLM basics", "RoPE")
    assert first.title == "What does RoPE do?"
    assert (second.chapter, second.section) == ("LLM basics", "Two")


def test_row_14_deeper_headings_belong_to_the_answer_but_for_the_special_ones() -> None:
    first = read(CHAPTER).questions[0]
    assert first.answer == (
        "It turns.\n\n#### In detail\nMore.\n\n##### Deeper\nStill more.\n\n"
        "#### In the end\nIt turns."
    )
    assert first.hint == "Think of a clock."
    assert first.sources == ("Somebody, 2021", "[A paper](https://example.org)")


def test_row_14_introductions_are_accounted_for() -> None:
    account = read(CHAPTER).settle("f", "r", CHAPTER.split("\n")[:-1])
    assert [one.kind for one in account.spans] == ["intro", "question", "intro", "question"]
    assert [one.first for one in account.spans] == [1, 7, 28, 31]


def test_row_14_a_paragraph_above_a_rule_stays_in_its_answer() -> None:
    text = f"### Q. Why?\n{PLAIN}\n\n<mark>Core: it.</mark>\n---\n### Q. Next?\n{PLAIN}\n\nSo.\n"
    for now in (text, mended(text)):
        first, second = read(now).questions
        assert (first.answer, first.core) == ("<mark>Core: it.</mark>", "Core: it.")
        assert second.section is None
    assert odd(text) == [(5, "underlined-paragraph")]
    assert mended(text) == text.replace("</mark>\n---", "</mark>\n\n---")


def test_row_14_a_short_answer_above_a_rule_is_no_section() -> None:
    text = f"### Q. Why?\n{PLAIN}\n\n不能\n---\n\n### Q. Next?\n{PLAIN}\n\nSo.\n"
    assert [(one.answer, one.section) for one in read(text).questions] == [
        ("不能", None),
        ("So.", None),
    ]


# Row 15: bytes


@pytest.mark.parametrize(
    "raw",
    [
        f"\ufeff### Q. Why?\r\n{PLAIN}\r\n\r\nBecause.\r\n",
        f"### Q. Why?\n{PLAIN}\n\nBecause.",
        f"### Q. Why?\r{PLAIN}\r\rBecause.\r",
        f"###\tQ. Why?   \n{PLAIN}\t\n\t\n\nBecause.  \n \n",
    ],
)
def test_row_15_endings_marks_tabs_and_spaces_are_no_oddities(raw: str) -> None:
    one = only(raw.encode())
    assert (one.title, one.company, one.answer) == ("Why?", "阿里", "Because.")
    assert odd(raw.encode()) == []


def test_row_15_a_stray_byte_is_one_diagnostic_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(f"### Q. Why?\n{PLAIN}\n\nBec".encode() + b"\xff" + b"ause.\n")
    bank = readers.load([file])
    assert [(one.rule, one.line, one.edits) for one in bank.diagnostics] == [("not-utf8", 4, ())]
    assert bank.questions[0].answer == "Bec\ufffdause."


def test_row_15_a_line_with_a_stray_byte_is_read_and_never_mended() -> None:
    raw = b"### 3) Wh" + b"\xff" + f"y?\n{PLAIN}\n\n<mark>So.\n".encode()
    found = read(raw)
    assert [(one.rule, bool(one.edits)) for one in found.diagnostics] == [
        ("no-mark", False),
        ("unclosed-mark", True),
    ]
    assert mend(source(raw), markdown_chapters.read).data == raw.replace(b"So.", b"So.</mark>")


def test_row_15_an_empty_file_holds_nothing_and_is_no_trouble() -> None:
    for raw in (b"", b"\n", b"\xef\xbb\xbf", b" \t\r\n"):
        assert (read(raw).questions, read(raw).diagnostics) == ([], [])


def test_row_15_a_file_of_millions_of_lines_is_one_clear_diagnostic(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"- a\n" * 2_000_001)
    (tmp_path / "b.md").write_text(f"### Q. Why?\n{PLAIN}\n\nBecause.\n", encoding="utf-8")
    bank = readers.load([tmp_path])
    (large,) = bank.diagnostics
    assert (Path(large.file).name, large.line, large.rule) == ("a.md", 1, "too-large")
    assert "2,000,000 lines" in large.message
    assert [one.title for one in bank.questions] == ["Why?"]


# Row 16: two questions with one title


def test_row_16_two_questions_with_one_title_are_both_kept(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.md").write_text(f"### Q. Why?\n{PLAIN}\n\nBecause {name}.\n")
    bank = readers.load([tmp_path])
    assert [one.answer for one in bank.questions] == ["Because a.", "Because b."]
    assert len({one.id for one in bank.questions}) == 2


# Row 17: answers that are not there


def test_row_17_a_question_without_an_answer_is_kept_with_a_warning() -> None:
    text = f"### Q. Why?\n{PLAIN}\n\n### Q. Next?\n{PLAIN}\n\n---\n"
    assert [one.answer for one in read(text).questions] == ["", ""]
    assert odd(text) == [(1, "no-answer"), (4, "no-answer")]


@pytest.mark.parametrize(
    "answer",
    [
        "TODO",
        "**待补充**",
        "略",
        "...",
        "……",
        "TBD",
        "答案：略",
        "<!-- write me -->",
        "- [ ] todo",
        "无",
    ],
)
def test_row_17_an_unfinished_answer_is_none(answer: str) -> None:
    text = f"### Q. 为什么\n{PLAIN}\n\n{answer}\n\n#### Hint\nThink.\n"
    one = only(text)
    assert (one.answer, one.core, one.hint, one.language) == ("", None, "Think.", "zh")
    assert odd(text) == [(4, "unfinished-answer")]


@pytest.mark.parametrize(
    "answer", ["略微不同。", "O(n)", "42", "TODO lists are FIFO.", "todo: $x$"]
)
def test_row_17_a_short_answer_is_an_answer(answer: str) -> None:
    assert only(f"### Q. Why?\n{PLAIN}\n\n{answer}\n").answer == answer
