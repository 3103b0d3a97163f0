"""Reads the seed's own format: `# chapter`, `## section`, `### Q. question`, metadata, answer."""

import re
from collections.abc import Iterable, Iterator

from bot.core.account import Edit
from bot.readers.parts import metadata, shapes, titles, unseen, whole
from bot.readers.parts.answers import below
from bot.readers.parts.blocks import Document
from bot.readers.parts.found import Found
from bot.readers.parts.heads import Head, heads, lines_below
from bot.readers.parts.metadata import Facts
from bot.readers.parts.oddity import Oddity, moved, say
from bot.readers.parts.source import Source
from bot.readers.parts.titles import Title

_HOLDS_METADATA = ("quote", "paragraph", "bullets", "heading")
_OPENING = re.compile(r" {0,3}(###)[ \t]+")
_TITLES = {
    "no-mark": ("the question has no `Q.`", "write `### Q. …`"),
    "odd-mark": ("the mark of the question is not written `Q. `", "write `### Q. …`"),
    "repeated-hashes": ("the heading has its `#` twice", "write `### Q. …`"),
    "no-title": ("the question has no title", "write the question behind `### Q.`"),
}
_QUESTION = re.compile(r"^ {0,3}###[ \t]", re.MULTILINE)


def suits(source: Source) -> int:
    """Sure of a text with `### Q.` or with metadata, and of one whose questions are plain headings
    of level three. Any Markdown is read: what holds no question gives none, and says so."""
    if shapes.is_marked(source):
        return 100
    if shapes.is_plain(source):
        return 95
    return 10 if _QUESTION.search(source.text) else 1


def read(source: Source) -> Found:
    """The questions below level-three headings, as CommonMark sees headings."""
    return _Reading(source).whole()


class _Reading:
    """One pass over the headings of one file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.document = source.document
        self.total = len(source.lines)
        self.found = Found()

    def whole(self) -> Found:
        parting, odd = heads(self.document)
        self._say(odd)
        self._say(unseen.oddities(self.document))
        chapter = section = None
        at = 0  # the first line that no span covers yet
        for number, head in enumerate(parting):
            heading = head.heading
            if heading.level == 1:
                chapter, section = titles.plain(heading.text) or None, None
            elif heading.level == 2:
                section = titles.section(heading.text) or None
            else:
                later = parting[number + 1] if number + 1 < len(parting) else None
                end = later.heading.first if later else self.total
                if at < heading.first:
                    self.found.span(at + 1, heading.first, "intro")
                self._question(head, end, chapter, section)
                self.found.span(heading.first + 1, end, "question")
                at = end
        if at < self.total:
            self.found.span(at + 1, self.total, "intro")
        if not self.found.questions and self.document.text.strip():
            fix = "see seeds/README.md"
            self._say([Oddity(1, "no-question", "no `### question` is in this file", fix)])
        self.found.diagnostics.sort(key=lambda one: one.line)
        return self.found

    def _question(self, head: Head, end: int, chapter: str | None, section: str | None) -> None:
        line, heading = head.heading.first + 1, head.heading
        title = titles.question(heading.text)
        self._say(_odd_title(title, line, "" if head.nested else self.document.lines[line - 1]))
        document, first, deeper, by = self.document, heading.end, head.deeper, 0
        if head.nested:
            document = Document("\n".join(lines_below(document, head.nested, end)))
            deeper = [one for one in document.headings if one.level > 3]
            first, end, by = 0, len(document.lines), heading.end
        stated = _stated(document, first, end)
        parts = below(document, stated.end if stated else first, end, deeper, line - by)
        odd = [*(stated.oddities if stated else [_no_metadata(line - by)]), *parts.oddities]
        self._say(moved(odd, by) if head.nested else odd)
        self.found.questions.append(
            whole.question(
                title.text,
                stated.facts if stated else Facts(),
                parts,
                file=self.source.label,
                line=line,
                chapter=chapter,
                section=section,
            )
        )

    def _say(self, oddities: Iterable[Oddity]) -> None:
        say(self.found, self.source, oddities)


def _stated(document: Document, first: int, end: int) -> metadata.Stated | None:
    """The metadata, if it is the first thing of these lines."""
    block = document.after(first)
    if block is None or block.first >= end or block.kind not in _HOLDS_METADATA:
        return None
    if any(line.strip() for line in document.lines[first : block.first]):
        return None
    is_heading = block.kind == "heading"
    if is_heading and block.end - block.first == 1:
        return None
    stop = block.end - 1 if is_heading else min(block.end, end)
    return metadata.stated(document.lines, block.first, stop)


def _odd_title(title: Title, line: int, raw: str) -> Iterator[Oddity]:
    """What is odd in how a question's heading is written; `raw` is its line, if that is ours."""
    if title.rule is None:
        return
    edits: tuple[Edit, ...] = ()
    opening = _OPENING.match(raw)
    if opening and title.start is not None:
        edits = (Edit(line, opening.start(1), opening.end() + title.start, "### Q. "),)
    yield Oddity(line, title.rule, *_TITLES[title.rule], edits)


def _no_metadata(line: int) -> Oddity:
    fix = "add a line `> **Company**: … | **Tags**: […]`"
    return Oddity(line, "no-metadata", "the question has no metadata", fix)
