"""The headings of a text, in Markdown, in HTML, and in the sloppy form without a space."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.readers.parts.blocks import Block
from bot.readers.parts.plain_titles import Title, title
from bot.readers.parts.wording import is_frame, is_structure, opens_answer, opens_hint

_HTML = re.compile(
    r"<h([1-6])\b[^<>]*>((?:(?!<h[1-6]\b).){0,4000}?)</h\1\s*>", re.IGNORECASE | re.DOTALL
)
_SLOPPY = re.compile(r"(#{2,6})(?=[^#\s])(.*)")
_MARKED = re.compile(r"^(?:#+\s*)?Q\s*[.:：．、]", re.IGNORECASE)


@dataclass(slots=True)
class Heading:
    """A heading on the lines `first` to `end` (from 0, end not included).

    `kind` is `markdown`, `html`, `sloppy` or `fold`; `role` is what it turns out to be:
    `question`, `section`, `structure`, or `part` of a question. What is noted of what stands below
    it: whether it `owns` a text, is `answered` by one that is called an answer, `names_next` (it is
    only a label of the question on the next line), and how many questions of other shapes it
    `holds`. `lead` is what stands behind it on its own line.
    """

    first: int
    end: int
    level: int
    title: Title
    kind: str = "markdown"
    marked: bool = False
    role: str = ""
    owns: bool = False
    answered: bool = False
    names_next: bool = False
    lead: str = ""
    holds: int = 0

    @property
    def words(self) -> str:
        """What it says, whole where nothing but a number is said."""
        return self.title.text or self.title.label

    @property
    def is_label(self) -> bool:
        """Whether it only opens an answer or a hint."""
        return opens_answer(self.words) or opens_hint(self.words)

    @property
    def is_structure(self) -> bool:
        """Whether it names a part of the document that never holds questions."""
        return is_structure(self.words)

    @property
    def is_frame(self) -> bool:
        """Whether it is no question itself, whatever stands below it."""
        return is_frame(self.words) and not self.names_next

    @property
    def key(self) -> tuple[int, str]:
        """What headings are of one class: those of one level that are numbered alike."""
        return self.level, self.title.style

    @property
    def asks(self) -> int:
        """How sure it is a question: 3 if it says so or has choices or an answer that is called
        one, else how much it sounds like one."""
        if self.is_frame or self.is_label:
            return 0
        sure = self.marked or self.title.style == "Q" or self.answered or self.names_next
        return 3 if sure else self.title.asks


def headings(blocks: Sequence[Block], stars: str | None) -> list[Heading]:
    """The headings of the outermost level."""
    return list(_headings(blocks, stars))


def _headings(blocks: Sequence[Block], stars: str | None) -> Iterator[Heading]:
    for block in blocks:
        if block.kind == "heading":
            marked = bool(_MARKED.match(block.text.strip()))
            made = title(block.text, stars=stars)
            yield Heading(block.first, block.end, block.level, made, marked=marked)
        elif block.kind in ("html", "paragraph") and block.text[:2] == "##":
            yield from _sloppy(block, stars)


def in_html(lines: Sequence[str], blocks: Sequence[Block], stars: str | None) -> list[Heading]:
    """The headings that are written as HTML outside of lists, quotes, comments and code."""
    found: list[Heading] = []
    for block in blocks:
        if block.kind not in ("html", "paragraph"):
            continue
        text = "\n".join(lines[block.first : block.end])
        if ("<h" in text or "<H" in text) and not text.lstrip().startswith("<!--"):
            found += _html(text, block.first, stars)
    return found


def _html(text: str, first: int, stars: str | None) -> Iterator[Heading]:
    at, line = 0, first
    matches = list(_HTML.finditer(text))
    has_code = "`" in text
    for match, following in zip(matches, [*matches[1:], None], strict=False):
        line += text.count("\n", at, match.start())
        at = match.start()
        before = text[text.rfind("\n", 0, at) + 1 : at] if has_code else ""
        made = title(match[2], stars=stars)
        if before.count("`") % 2 or not (made.text or made.label):
            continue
        stop = following.start() if following else len(text)
        lead = text[match.end() : stop].partition("\n")[0]
        end = line + match[0].count("\n") + 1
        yield Heading(line, end, int(match[1]), made, "html", lead=lead)


def _sloppy(block: Block, stars: str | None) -> Iterator[Heading]:
    """`##Title`: no heading to CommonMark, and one to whoever wrote it."""
    first, _, _ = block.text.partition("\n")
    if match := _SLOPPY.fullmatch(first.strip()):
        made = title(match[2], stars=stars)
        if made.text or made.label:
            level = len(match[1])
            yield Heading(block.first, block.first + 1, level, made, "sloppy")


def merged(*several: Sequence[Heading]) -> list[Heading]:
    """Headings of several kinds in the order of their lines, one a line; of those in HTML, many."""
    found: list[Heading] = []
    for one in sorted((one for many in several for one in many), key=lambda one: one.first):
        last = found[-1] if found else None
        same = last is not None and last.kind == one.kind == "html"
        if last is None or one.first >= last.end - same:
            found.append(one)
    return found
