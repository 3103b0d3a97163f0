"""What a writer meant as headings and CommonMark does not: without a space, or in open code."""

import re
from collections.abc import Iterator

from bot.core.account import Edit
from bot.readers.parts import titles
from bot.readers.parts.blocks import Block, Document, is_closed
from bot.readers.parts.oddity import Oddity

_GLUED = re.compile(r"^( {0,3})(#{2,6})([^#\s].*)", re.MULTILINE)
_HEADING = re.compile(r" {0,3}#{1,3}[ \t]+\S")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_OPENED = {"<!--": "-->", "<script": "</script>", "<pre": "</pre>", "<style": "</style>",
           "<textarea": "</textarea>"}  # fmt: skip


def oddities(document: Document) -> Iterator[Oddity]:
    """Headings that are none for CommonMark."""
    yield from _glued(document)
    yield from _swallowed(document)


def _glued(document: Document) -> Iterator[Oddity]:
    line, counted = 0, 0
    for match in _GLUED.finditer(document.text):
        line += document.text.count("\n", counted, match.start())
        counted = match.start()
        block = document.outermost(line)
        if block is None or block.kind != "paragraph":
            continue
        start, end = len(match[1]), len(match[1]) + len(match[2])
        edit = Edit(line + 1, end, end, " ")
        said = f"`{match[2]}` without a space after it is no heading"
        fix = f"write `{match[2]} …`"
        if len(match[2]) == 3:
            said += ": this question is not read"
            title = titles.question(match[3])
            if title.start is not None:
                edit = Edit(line + 1, start, end + title.start, "### Q. ")
                fix = "write `### Q. …`"
        yield Oddity(line + 1, "heading-without-space", said, fix, (edit,))


def _swallowed(document: Document) -> Iterator[Oddity]:
    """What follows code or HTML that is never closed."""
    last = document.blocks[-1] if document.blocks else None
    if last is None or not _is_open(document, last):
        return
    what = "code" if last.kind == "fence" else "HTML"
    lines = document.lines[last.first + 1 : last.end]
    headings = sum(_HEADING.match(line) is not None for line in lines)
    said = f"the {what} that begins here is never closed"
    if headings:
        said += f": {headings} headings below are read as a part of it"
    yield Oddity(last.first + 1, f"unclosed-{last.kind}", said, "close it where it ends")


def _is_open(document: Document, block: Block) -> bool:
    first = document.lines[block.first]
    if block.kind == "fence":
        markup = _FENCE.match(first)
        closing = document.lines[block.end - 1]
        return markup is not None and not is_closed(block, closing, markup[1])
    if block.kind == "html":
        opening = first.lstrip().casefold()
        ending = next((_OPENED[one] for one in _OPENED if opening.startswith(one)), None)
        return ending is not None and ending not in document.raw(block.first, block.end).casefold()
    return False
