"""The headings that part a file of chapters: chapters, sections, and a question each below them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.core.account import Edit
from bot.readers.parts import metadata, titles
from bot.readers.parts.blocks import Block, Document, Nested
from bot.readers.parts.oddity import Oddity

_QUOTE = re.compile(r"[ \t]*>[ \t]?")
_SENTENCE = re.compile(r"[。！？；：…]|[.!?;:]\s|[.!?;:]$|^\s*[-*_>|!<$]|<mark|\n", re.IGNORECASE)
_FIELD = re.compile(r"[\w ]{1,40}:(?:\s|$)")
_LONGEST_TITLE = 60
_LONGEST_HEAD = 200


@dataclass(frozen=True, slots=True)
class Head:
    """A heading of level 1 to 3, and the deeper ones below it; `nested` where it stands within a
    list or a quote."""

    heading: Block
    nested: Nested | None = None
    deeper: list[Block] = field(default_factory=list)


def heads(document: Document) -> tuple[list[Head], list[Oddity]]:
    """The headings that part the file, and those that are odd.

    A heading within a list or a quote parts it if it is marked with `Q.` or has metadata. A
    paragraph of an answer that a rule `---` underlines is a heading for CommonMark; it stays in the
    answer.
    """
    found: list[Head] = []
    oddities: list[Oddity] = []
    underlines = False  # whether sections of this file are underlined
    yaml_end = _yaml_end(document)
    for heading, nested in _merged(document):
        if heading.first < yaml_end and heading.level < 3:
            continue
        in_question = bool(found) and found[-1].heading.level == 3
        if nested:
            is_question, oddity = _within(document, nested)
            oddities.append(oddity)
            if is_question:
                found.append(Head(heading, nested))
        elif heading.level > 3:
            if found:
                found[-1].deeper.append(heading)
        elif heading.level == 2 and _is_underlined(heading) and in_question and not underlines:
            if _is_metadata(document, found[-1], heading):
                continue
            if _is_title(document, found[-1], heading):
                found.append(Head(heading))
                continue
            oddities.append(
                Oddity(
                    heading.end, "underlined-paragraph",
                    "this rule makes a heading of the paragraph above it",
                    "leave a blank line between them", (Edit(heading.end, 0, 0, "\n"),),
                )
            )  # fmt: skip
        else:
            underlines = underlines or (heading.level == 2 and _is_underlined(heading))
            found.append(Head(heading))
    return found, oddities


def lines_below(document: Document, nested: Nested, end: int) -> list[str]:
    """The lines from below a nested heading to `end` (from 0, not included), without the marks of
    the quotes and the indents of the items that it stands in."""
    opening = document.lines[nested.heading.first]
    prefix = opening[: opening.find("#")].rpartition(">")[2]
    indent = len(prefix) - (1 if nested.quotes and prefix[:1] in (" ", "\t") else 0)
    lines = document.lines[nested.heading.end : end]
    inside = max(0, nested.end - nested.heading.end)
    return [*(_bared(one, nested.quotes, indent) for one in lines[:inside]), *lines[inside:]]


def _yaml_end(document: Document) -> int:
    """Where the YAML at the head of a file ends: CommonMark takes it for a heading. 0 for none."""
    lines = document.lines[:_LONGEST_HEAD]
    if lines[0].rstrip() != "---" or not _FIELD.match(lines[1] if len(lines) > 1 else ""):
        return 0
    return next((at for at in range(1, len(lines)) if lines[at].rstrip() == "---"), 0)


def _merged(document: Document) -> Iterator[tuple[Block, Nested | None]]:
    pairs: list[tuple[Block, Nested | None]] = [(one, None) for one in document.headings]
    pairs += [(one.heading, one) for one in document.nested if one.heading.level == 3]
    return iter(sorted(pairs, key=lambda pair: pair[0].first))


def _within(document: Document, nested: Nested) -> tuple[bool, Oddity]:
    line = nested.heading.first + 1
    if titles.is_marked(nested.heading.text) or _has_metadata(document, nested):
        said = "the question stands within a list or a quote"
        return True, Oddity(line, "nested-question", said, "write it at the beginning of its line")
    said = "a heading within a list or a quote, without `Q.`, is read as text"
    return False, Oddity(line, "nested-heading", said, "write it outside, if it is a question")


def _has_metadata(document: Document, nested: Nested) -> bool:
    end = min(nested.end, nested.heading.end + 4)
    lines = [one for one in lines_below(document, nested, end) if one.strip()]
    return bool(lines) and metadata.stated(lines, 0, len(lines)) is not None


def _is_underlined(heading: Block) -> bool:
    return heading.end - heading.first > 1


def _is_metadata(document: Document, head: Head, heading: Block) -> bool:
    """Whether the line between a question and the rule below it is its metadata."""
    return document.after(head.heading.end) is heading and metadata.is_metadata(heading.text)


def _is_title(document: Document, head: Head, heading: Block) -> bool:
    """Whether an underlined paragraph reads like a title, and its line like one drawn for it.

    Three dashes are a rule, unless they are as long as the words and there is an answer above them.
    """
    if len(heading.text) > _LONGEST_TITLE or _SENTENCE.search(heading.text):
        return False
    dashes = len(document.lines[heading.end - 1].strip())
    if dashes > 3:
        return True
    above = document.after(head.heading.end)
    if above and metadata.is_metadata(document.raw(above.first, above.end)):
        above = document.after(above.end)
    return dashes >= len(heading.text) and above is not heading


def _bared(line: str, quotes: int, indent: int) -> str:
    for _ in range(quotes):
        mark = _QUOTE.match(line)
        if mark is None:
            break
        line = line[mark.end() :]
    spaces = len(line) - len(line.lstrip(" \t"))
    return line[min(indent, spaces) :]
