"""The core sentence of an answer: what stands in `<mark>…</mark>`, however it is closed."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.account import Edit
from bot.readers.parts.blocks import Document
from bot.readers.parts.oddity import Oddity

_TAG = re.compile(r"<(/?)mark(?:[ \t][^<>\n]{0,200})?>", re.IGNORECASE)
_TICKS = re.compile(r"(?<!`)(`+)(?!`)")
_CORE = re.compile(r"(?:\*\*)?(?:核心|core|key (?:point|idea))", re.IGNORECASE)
_PROSE = ("paragraph", "html", "heading")
_NEAR = 12
"""A `</mark>` this many lines below its `<mark>`, or fewer, still closes it."""

_SENTENCE_END = re.compile(r"[。！？!?…][”’\"')）】*]*$|(?<!\d)\.[”’\"')*]*$")


@dataclass(frozen=True, slots=True)
class Marked:
    """The core sentence (None where there is none), and what is odd about the marks."""

    core: str | None
    oddities: list[Oddity]


@dataclass(frozen=True, slots=True)
class _Tag:
    line: int
    start: int
    end: int
    closes: bool


def marked(document: Document, first: int, end: int) -> Marked:
    """The core sentence of the lines `first` to `end` (from 0, not included).

    Of several, it is the first that begins with `Core` or `核心`, else the first. A mark that a
    second `<mark>` closes ends there; one that is never closed ends with its sentence's line, at
    the latest with its paragraph: nothing else is swallowed.
    """
    tags = list(_tags(document, first, end))
    texts: list[str] = []
    oddities: list[Oddity] = []
    at = 0
    while at < len(tags):
        tag, following = tags[at], tags[at + 1] if at + 1 < len(tags) else None
        at += 1
        if tag.closes:
            fix = "write `<mark>` where the sentence begins, or take it out"
            said = "a `</mark>` closes nothing"
            oddities.append(Oddity(tag.line + 1, "mark-not-opened", said, fix))
            continue
        last = _paragraph_end(document, tag.line, end)
        if following and _is_end(following, tag, last):
            at += 1
            texts.append(_between(document, tag, following.line, following.start))
            if not following.closes:
                edit = Edit(following.line + 1, following.start, following.end, "</mark>")
                said = "the mark is closed by a second `<mark>`"
                oddities.append(
                    Oddity(
                        following.line + 1, "mark-closed-by-mark", said, "write `</mark>`", (edit,)
                    )
                )
            continue
        line = next(
            (one for one in range(tag.line, last) if _SENTENCE_END.search(_line(document, one))),
            last - 1,
        )
        column = len(_line(document, line))
        texts.append(_between(document, tag, line, column))
        edit = Edit(line + 1, column, column, "</mark>")
        said, fix = "the mark is never closed", "write `</mark>` where the sentence ends"
        oddities.append(Oddity(tag.line + 1, "unclosed-mark", said, fix, (edit,)))
    texts = [text for text in texts if text]
    chosen = next(filter(_CORE.match, texts), texts[0] if texts else None)
    return Marked(chosen, oddities)


def core_of(answer: str) -> str | None:
    """The core sentence of an answer."""
    document = Document(answer)
    return marked(document, 0, len(document.lines)).core


def _is_end(following: _Tag, tag: _Tag, paragraph_end: int) -> bool:
    """Whether a tag ends the mark: in its paragraph any does, some lines below a closing one."""
    near = tag.line + _NEAR if following.closes else 0
    return following.line < max(paragraph_end, near)


def _tags(document: Document, first: int, end: int) -> Iterator[_Tag]:
    """The marks of these lines, but for those in code."""
    text = document.raw(first, end)
    line, counted = first, 0
    code: tuple[int, list[tuple[int, int]]] = (-1, [])
    for match in _TAG.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        if code[0] != line:
            block = document.innermost(line)
            is_code = block is not None and block.kind in ("fence", "code")
            whole = [(0, len(document.lines[line]))]
            code = (line, whole if is_code else _code(document.lines[line]))
        start = match.start() - text.rfind("\n", 0, match.start()) - 1
        at = bisect_right(code[1], (start, len(text))) - 1
        if at < 0 or start >= code[1][at][1]:
            yield _Tag(line, start, start + len(match[0]), bool(match[1]))


def _code(text: str) -> list[tuple[int, int]]:
    """The columns of a line that are code: from a run of ticks to the next of the same length."""
    listed = list(_TICKS.finditer(text))
    following: dict[str, re.Match[str]] = {}
    closing: dict[int, int] = {}
    for run in reversed(listed):
        if run[1] in following:
            closing[run.start()] = following[run[1]].end()
        following[run[1]] = run
    found: list[tuple[int, int]] = []
    for run in listed:
        if run.start() in closing and (not found or run.start() >= found[-1][1]):
            found.append((run.start(), closing[run.start()]))
    return found


def _paragraph_end(document: Document, line: int, end: int) -> int:
    """The line, not included, where the paragraph of this line ends."""
    block = document.innermost(line)
    last = min(end, block.end if block is not None and block.kind in _PROSE else line + 1)
    while last > line + 1 and not document.lines[last - 1].strip(" \t>"):
        last -= 1
    return last


def _between(document: Document, tag: _Tag, line: int, column: int) -> str:
    if line == tag.line:
        return " ".join(document.lines[line][tag.end : column].split())
    texts = [*document.lines[tag.line : line], document.lines[line][:column]]
    texts[0] = texts[0][tag.end :]
    return " ".join(word for text in texts for word in text.lstrip(" \t>").split())


def _line(document: Document, line: int) -> str:
    """The line without the spaces or the backslash that break it."""
    return document.lines[line].rstrip().rstrip("\\")
