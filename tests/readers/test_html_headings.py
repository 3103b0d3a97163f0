"""Headings written as HTML."""

from tests.readers.seen import seen


def test_headings_in_html_are_questions_and_sections() -> None:
    bank = seen(
        '<h1 align="center">Bank</h1>\n\n<h2>Basics</h2>\n\n'
        '<h3 id="a">1. What is <i>A</i>?</h3>\n\nIt is *a*.\n\n'
        "<h3>2. Why B?</h3><p>So.</p>\n\n<h2>License</h2>\n\nMIT\n"
    )
    assert bank.reader == "html-headings"
    assert (bank.titles, bank.answers) == (["What is A?", "Why B?"], ["It is *a*.", "So."])
    assert bank.places == [("Bank", "Basics")] * 2
    assert bank.lines["not_understood"] == []


def test_a_page_is_read_even_on_one_line() -> None:
    bank = seen(
        "<!DOCTYPE html>\n"
        "<html><body><h1>Bank</h1><h3>What is A?</h3><p>a</p><h3>Why B?</h3><p>b</p></body>\n"
        "</html>\n",
        name="page.html",
    )
    assert (bank.titles, bank.answers) == (["What is A?", "Why B?"], ["a", "b"])


def test_html_headings_may_be_the_sections_of_markdown_ones() -> None:
    bank = seen(
        '<h3 id="1">阿里篇</h3>\n\n##### 1.1.1 如何实现 A？\n\na\n\n##### 1.1.2 什么是 B？\n\nb\n'
    )
    assert bank.reader == "numbered-headings"
    assert [chapter for chapter, _ in bank.places] == ["阿里篇", "阿里篇"]


def test_headings_in_comments_and_code_are_none() -> None:
    bank = seen("<!-- <h3>What is A?</h3> -->\n\n`<h3>Why B?</h3>`\n\n```\n<h3>How C?</h3>\n```\n")
    assert bank.questions == []
