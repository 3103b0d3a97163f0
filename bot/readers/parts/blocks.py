"""Markdown as CommonMark sees it: blocks with the lines that they stand on, parsed in pieces."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from markdown_it import MarkdownIt
from markdown_it.token import Token

PIECE = 400_000
"""About how many characters are parsed at once: tokens weigh a hundred times their text."""

_CUTS = [
    re.compile(r"^#{1,6}[ \t]+\S", re.MULTILINE),
    re.compile(r"(?<=\n)[ \t]*\n(?=\S)"),  # a blank line, then a line that is not indented
    re.compile(r"^[-*+][ \t]+\S", re.MULTILINE),
]
"""Where a piece may end, best first: a heading, or what else ends any block but fences and HTML.
Lists may be cut in two; a block of another kind that is longer than a piece is parsed whole."""

_KINDS = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "bullet_list_open": "bullets",
    "ordered_list_open": "numbers",
    "blockquote_open": "quote",
    "fence": "fence",
    "code_block": "code",
    "html_block": "html",
    "hr": "rule",
    "list_item_open": "item",
}


@dataclass(frozen=True, slots=True)
class Block:
    """A block: the lines `first` to `end` (from 0, end not included), and its kind.

    `level` is that of a heading; `text` is the raw inline text of a heading or a paragraph, with
    its lines joined by newlines. `within` are the blocks of a list (its items), of an item, or of
    a quote.
    """

    kind: str
    first: int
    end: int
    level: int = 0
    text: str = ""
    within: tuple["Block", ...] = ()


@dataclass(frozen=True, slots=True)
class Nested:
    """A heading within list items or quotes: how many quotes, and the line (not included) where the
    innermost of them ends."""

    heading: Block
    quotes: int
    end: int


class Document:
    """The blocks of a Markdown text, parsed in pieces of about `piece` characters."""

    def __init__(self, text: str, *, piece: int = PIECE) -> None:
        self.text = text
        self._piece = piece
        self._nested: list[Nested] = []

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text without their endings."""
        return self.text.split("\n")

    @cached_property
    def blocks(self) -> list[Block]:
        """The blocks of the outermost level, in their order."""
        return list(_blocks(self.text, self._piece, self._nested))

    @cached_property
    def headings(self) -> list[Block]:
        """The headings of the outermost level."""
        return [block for block in self.blocks if block.kind == "heading"]

    @property
    def nested(self) -> list[Nested]:
        """The headings that stand within list items and quotes, in their order."""
        return self._nested if self.blocks else []

    @cached_property
    def _starts(self) -> list[int]:
        return [block.first for block in self.blocks]

    def after(self, line: int) -> Block | None:
        """The first block of the outermost level that begins at this line (from 0) or later."""
        at = bisect_right(self._starts, line - 1)
        return self.blocks[at] if at < len(self.blocks) else None

    def outermost(self, line: int) -> Block | None:
        """The block of the outermost level that this line (from 0) belongs to."""
        at = bisect_right(self._starts, line) - 1
        return self.blocks[at] if at >= 0 and line < self.blocks[at].end else None

    def innermost(self, line: int) -> Block | None:
        """The smallest block that this line (from 0) belongs to."""
        found, within = None, self.blocks
        starts = self._starts
        while True:
            at = bisect_right(starts, line) - 1
            if at < 0 or line >= within[at].end:
                return found
            found = within[at]
            within = list(found.within)
            starts = [one.first for one in within]

    def raw(self, first: int, end: int) -> str:
        """The lines from `first` to `end` (from 0, end not included) as they stand."""
        return "\n".join(self.lines[first:end])


def is_closed(fence: Block, last_line: str, markup: str) -> bool:
    """Whether a fence that ends with this line has been closed by it."""
    mark = re.escape(markup[:1])
    closing = rf" {{0,3}}{mark}{{{len(markup)},}}[ \t]*"
    return fence.end - fence.first > 1 and re.fullmatch(closing, last_line) is not None


def _blocks(text: str, piece: int, nested: list[Nested]) -> Iterator[Block]:
    at = line = 0
    while at < len(text):
        size = piece
        while True:
            end = _cut(text, at + size, piece)
            tokens = _parser().parse(text[at:end])
            if end == len(text) or not _is_open(tokens, text[at:end]):
                break
            size *= 2  # the cut fell into a fence or into HTML: take more
        yield from _folded(tokens, line, nested)
        line += text.count("\n", at, end)
        at = end


def _cut(text: str, least: int, within: int) -> int:
    """Where a piece that goes to `least` or further may end."""
    for pattern in _CUTS:
        found = pattern.search(text, least, least + within)
        if found:
            return found.end() if found[0].endswith("\n") else found.start()
    return len(text)


def _is_open(tokens: list[Token], text: str) -> bool:
    """Whether the last block may go on behind the text: a cut ends every other kind."""
    last = tokens[-1] if tokens else None
    if last is None or last.type not in ("fence", "html_block") or last.map is None:
        return False
    if last.map[1] < text.count("\n"):
        return False
    if last.type == "html_block":
        return True
    final = text[text.rfind("\n", 0, -1) + 1 :].removesuffix("\n")
    return not is_closed(Block("fence", last.map[0], last.map[1]), final, last.markup)


def _folded(tokens: list[Token], line: int, nested: list[Nested]) -> Iterator[Block]:
    """The tokens as a tree of blocks, their lines counted on from `line`."""
    opened: list[tuple[Token, list[Block]]] = []
    for token in tokens:
        if token.nesting == 1:
            opened.append((token, []))
            continue
        if token.nesting == -1:
            begun, within = opened.pop()
            block = _block(begun, within, line)
            if opened and block.kind == "heading":
                quotes = sum(one.type == "blockquote_open" for one, _ in opened)
                end = opened[-1][0].map[1] if opened[-1][0].map else block.end - line
                nested.append(Nested(block, quotes, end + line))
        elif token.type == "inline":
            opened[-1][1].append(Block("inline", 0, 0, text=token.content))
            continue
        else:
            block = _block(token, [], line)
        if opened:
            opened[-1][1].append(block)
        else:
            yield block


def _block(token: Token, within: list[Block], line: int) -> Block:
    first, end = token.map or (0, 0)
    text = ""
    if within and within[0].kind == "inline":
        text, within = within[0].text, []
    level = int(token.tag[1]) if token.type == "heading_open" else 0
    kind = _KINDS.get(token.type, token.type)
    return Block(kind, first + line, end + line, level, text, tuple(within))


@cache
def _parser() -> MarkdownIt:
    """Blocks alone: what stands within a line is read by nobody here, and costs half the time."""
    return MarkdownIt("commonmark").disable(["inline", "text_join"])
