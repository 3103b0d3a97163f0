"""Puts questions into a Markdown file of chapters, and leaves every byte that is not theirs."""

import re
from collections.abc import Mapping, Sequence

from bot.core.account import Account
from bot.core.question import Question
from bot.readers.parts.source import Source
from bot.writers import markdown_chapters as chapters

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")


def spliced(
    source: Source,
    there: Sequence[Question],
    account: Account,
    new: Sequence[Question],
    replaced: Mapping[str, Question],
    *,
    goes_on: bool,
) -> bytes:
    """The file with the new questions behind its own, and others (by id) in the place of those that
    they are; one whose chapter is another moves there.

    What stands in no chapter comes before the first. `goes_on` says that the file ends within the
    chapter of its last question, so that this needs no second heading.
    """
    lines = _LINE.findall(source.data)
    ending = b"\r\n" if lines and lines[0].endswith(b"\r\n") else b"\n"
    spans = {span.first: span for span in account.spans if span.kind == "question"}
    moved = []
    for one in reversed([one for one in there if one.id in replaced]):
        question, span = replaced[one.id], spans[one.line]
        text = b""
        if (one.chapter, one.section) == (question.chapter, question.section):
            beside = [other for other in there if other.id != one.id]
            text = _encoded(chapters.one(question, beside), ending) + ending
        else:
            moved.append(question)
        rest = [b""] * (span.last - span.first)
        lines[span.first - 1 : span.last] = [text, *rest]
    last = there[-1] if there and goes_on else None
    new = [*reversed(moved), *new]
    first = [one for one in new if not one.chapter]
    at = _first_heading(source)
    if at is not None and first:
        beside = [*there, *(one for one in new if one.chapter)]
        lines.insert(at, _encoded(chapters.added(first, beside), ending) + ending)
        new, there = [one for one in new if one.chapter], [*there, *first]
    whole = b"".join(lines)
    if new:
        behind = (last.chapter, last.section) if last else None
        text = _encoded(chapters.added(new, there, behind), ending)
        whole = _apart(whole, ending) + text
    return whole


def _first_heading(source: Source) -> int | None:
    """The line (from 0) of the first heading that begins a chapter or a section."""
    return next((one.first for one in source.document.headings if one.level < 3), None)


def _encoded(text: str, ending: bytes) -> bytes:
    return (text + "\n").encode().replace(b"\n", ending)


def _apart(data: bytes, ending: bytes) -> bytes:
    """The bytes with a blank line at their end."""
    if not data.strip():
        return data
    if not data.endswith((b"\n", b"\r")):
        data += ending
    return data if data.endswith(ending * 2) else data + ending
