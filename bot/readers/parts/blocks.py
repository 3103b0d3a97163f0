"""Markdown as CommonMark sees it: blocks with the lines that they stand on, parsed in pieces."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from markdown_it import MarkdownIt
from markdown_it.token import Token

PIECE = 400_000
"""About how many characters are parsed at once: tokens weigh a hundred times their text."""

_CUT = re.compile(r"^#{1,6}[ \t]+\S", re.MULTILINE)
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


class Document:
    """The blocks of a Markdown text."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text without their endings."""
        return self.text.split("\n")

    @cached_property
    def blocks(self) -> list[Block]:
        """The blocks of the outermost level, in their order."""
        return list(_blocks(self.text))

    @cached_property
    def headings(self) -> list[Block]:
        """The headings of the outermost level."""
        return [block for block in self.blocks if block.kind == "heading"]

    def raw(self, first: int, end: int) -> str:
        """The lines from `first` to `end` (from 0, end not included) as they stand."""
        return "\n".join(self.lines[first:end])


def _blocks(text: str) -> Iterator[Block]:
    at = line = 0
    while at < len(text):
        size = PIECE
        while True:
            cut = _CUT.search(text, at + size) if at + size < len(text) else None
            end = cut.start() if cut else len(text)
            tokens = _parser().parse(text[at:end])
            if cut is None or not _is_open(tokens, text[at:end]):
                break
            size *= 2  # the cut fell into a fence or into HTML: take more
        yield from _folded(tokens, line)
        line += text.count("\n", at, end)
        at = end


def _is_open(tokens: list[Token], text: str) -> bool:
    """Whether the last block may go on behind the text: a heading ends every other kind."""
    last = tokens[-1] if tokens else None
    if last is None or last.type not in ("fence", "html_block") or last.map is None:
        return False
    if last.map[1] < text.count("\n"):
        return False
    final = text.rstrip("\n").rsplit("\n", 1)[-1].strip()
    return last.type == "html_block" or not final.startswith(last.markup)


def _folded(tokens: list[Token], line: int) -> Iterator[Block]:
    """The tokens as a tree of blocks, their lines counted on from `line`."""
    opened: list[tuple[Token, list[Block]]] = []
    for token in tokens:
        if token.nesting == 1:
            opened.append((token, []))
            continue
        if token.nesting == -1:
            begun, within = opened.pop()
            block = _block(begun, within, line)
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
