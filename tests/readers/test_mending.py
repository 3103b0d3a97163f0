"""Mending: the bytes that are named, and no other."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.account import Edit
from bot.readers import front_matter, markdown_chapters
from bot.readers.parts import writing
from bot.readers.parts.found import Found
from bot.readers.parts.mending import mend, mended
from bot.readers.parts.source import Source
from tests.readers.sources import source


def test_an_edit_changes_the_characters_of_its_line() -> None:
    assert mended("一\n二三四\n".encode(), [Edit(2, 1, 2, "3")]) == "一\n二3四\n".encode()


def test_every_other_byte_stays_be_it_a_mark_an_ending_or_a_stray_byte() -> None:
    data = b"\xef\xbb\xbfab\r\n\xff\r\tcd \n\n\r\nx"
    assert mended(data, [Edit(3, 1, 2, "C")]) == b"\xef\xbb\xbfab\r\n\xff\r\tCd \n\n\r\nx"
    assert mended(data, [Edit(1, 0, 1, "A")]) == data.replace(b"ab", b"Ab")


def test_a_line_with_a_stray_byte_is_left_alone() -> None:
    assert mended(b"a\xffb\ncd\n", [Edit(1, 0, 1, "x"), Edit(2, 0, 1, "y")]) == b"a\xffb\nyd\n"


def test_of_edits_that_overlap_the_first_is_done() -> None:
    assert mended(b"abcd", [Edit(1, 1, 3, "X"), Edit(1, 2, 4, "Y")]) == b"aXd"
    assert mended(b"ab", [Edit(1, 1, 1, "X"), Edit(1, 1, 1, "Y")]) == b"aXYb"


def test_a_new_line_ends_as_the_line_before_it() -> None:
    assert mended(b"a\r\nb\r\n", [Edit(2, 0, 0, "\n")]) == b"a\r\n\r\nb\r\n"
    assert mended(b"a\rb\n", [Edit(2, 0, 0, "\n")]) == b"a\r\rb\n"
    assert mended(b"a\nb", [Edit(2, 0, 0, "\n")]) == b"a\n\nb"


def test_a_file_in_a_chinese_encoding_keeps_it() -> None:
    raw = "### 3) 为什么\n**公司**：阿里 ｜ **标签**：[注意力机制]\n\n因为。\n".encode("gb18030")
    done = mend(source(raw), markdown_chapters.read).data.decode("gb18030")
    assert done == "### Q. 为什么\n> **公司**：阿里 | **标签**：[注意力机制]\n\n因为。\n"


def test_a_file_in_utf_16_is_left_alone() -> None:
    raw = "### 3) 为什么\n\n因为。\n".encode("utf-16")
    found = markdown_chapters.read(source(raw))
    assert [one.title for one in found.questions] == ["为什么"]
    assert mend(source(raw), markdown_chapters.read).data == raw


def test_what_a_mended_heading_brings_to_light_is_mended_with_it() -> None:
    text = "###Q.Why?\n**Company**: x ｜ **Date**: 2025/9/2\n\n<mark>So.\n"
    result = mend(source(text), markdown_chapters.read)
    assert result.data.decode() == (
        "### Q. Why?\n> **Company**: x | **Date**: 2025-09-02\n\n<mark>So.</mark>\n"
    )
    assert {one.rule for one in result.done} == {
        "heading-without-space",
        "metadata-unquoted",
        "wide-bar",
        "odd-date",
        "unclosed-mark",
    }


def test_front_matter_is_mended_where_its_values_stand() -> None:
    text = "---\r\ntitle: Why?\r\ndate: '2025.10' # about\r\n---\r\n\r\n<mark>So.\r\n"
    result = mend(source(text), front_matter.read)
    assert result.data.decode() == text.replace("2025.10", "2025-10").replace("So.", "So.</mark>")


def test_mending_that_would_lose_a_question_is_not_done() -> None:
    def read(one: Source) -> Found:
        found = markdown_chapters.read(one)
        if b"Q. Why" not in one.data:
            return Found()
        found.say("f", 1, "bad", "a bad edit", "", edits=[Edit(1, 0, 10, "nothing")])
        return found

    result = mend(source("### Q. Why?\n\nSo.\n"), read)
    assert (result.data, result.done) == (b"### Q. Why?\n\nSo.\n", [])
    assert [one.rule for one in result.left] == ["bad"]


@pytest.mark.parametrize("answer", ["<mark>So.", "###Q. Why?"])
def test_mending_that_would_change_which_question_is_which_is_left(answer: str) -> None:
    text = f"### Q. Why?\n\nYes.\n\n### Q. Why?\n\nNo.\n\n### 3) Why?\n\n{answer}\n"
    if "###" in answer:
        text = text.replace("### Q. Why?", "### Q. How?")
    result = mend(source(text), markdown_chapters.read)
    assert result.data.decode() == text.replace("3)", "Q.")
    assert [one.rule for one in result.done] == ["no-mark"]
    assert [one.line for one in result.left] == [11]
    assert mend(source(result.data), markdown_chapters.read).done == []


def test_a_file_is_rewritten_whole_with_its_permissions_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(b"old")
    file.chmod(0o604)
    writing.rewrite(file, b"old", b"new")
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o604
    with pytest.raises(writing.Changed):
        writing.rewrite(file, b"old", b"newer")
    with pytest.raises(OSError, match="No such file"):
        writing.rewrite(tmp_path / "gone" / "a.md", b"", b"new")
    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]


LINES = st.lists(
    st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=8),
    min_size=1,
    max_size=6,
)


@given(LINES, st.sampled_from(["\n", "\r\n", "\r"]), st.data())
def test_whatever_the_edit_all_around_it_stays(
    lines: list[str], ending: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(lines) - 1))
    start = data.draw(st.integers(0, len(lines[at])))
    end = data.draw(st.integers(start, len(lines[at])))
    better = [*lines[:at], lines[at][:start] + "新" + lines[at][end:], *lines[at + 1 :]]
    raw, wanted = (f"\ufeff{ending.join(one)}{ending}".encode() for one in (lines, better))
    assert mended(raw, [Edit(at + 1, start, end, "新")]) == wanted
