"""Markdown of any hand as Discord's: it mentions nobody, hides nothing, and shows where links
lead."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.core.pictures import Drawing, Formula, ImageFile, Table
from bot.platforms.discord.rendering.harmless import code, escaped, joined, neutral
from bot.platforms.discord.rendering.inlines import (
    Node,
    around,
    inline,
    is_shown,
    plain,
    runs,
    words,
)
from bot.platforms.discord.rendering.showing import Read, Showing
from bot.typography import tables
from bot.typography.maths import is_hard, readable
from bot.typography.parsing import WEB, parser
from bot.typography.seen import seen

_LEADS = re.compile(r"^([ \t]*)(?=(?:#{1,6}|-#|>{1,3}|[-+])(?:\s|$))", re.MULTILINE)
_NUMBERED = re.compile(r"^([ \t]*\d+)(?=[.)](?:\s|$))", re.MULTILINE)
_LANGUAGE = re.compile(r"[\w+#.-]{1,20}", re.ASCII)
_RAW = "\x00"
"""Begins a line that is never indented: a block of code's. No text that is read has one."""
_SHOWN_HEADINGS = 3


def blocks(text: str) -> str:
    """A text of paragraphs, lists, tables, code and formulas; what Discord cannot draw is said
    otherwise: tables as code or lists, formulas in Unicode, pictures as links, HTML as text."""
    return read(text).text


@lru_cache(maxsize=128)
def read(text: str, beside: str = "", shown: frozenset[Drawing] = frozenset()) -> Read:
    """A text as `blocks` says it, but for the drawings that are `shown` as pictures; those that are
    `wanted` are told. The images of a text that is from the bank are pictures, too: `beside` is its
    file."""
    tree = Node(parser().parse(seen(text)))
    showing = Showing(beside, shown)
    lines = _lines(tree.children, showing)
    written = neutral("\n".join(one.removeprefix(_RAW).rstrip() for one in lines).strip("\n"))
    return Read(written, tuple(showing.wanted))


@lru_cache(maxsize=1024)
def line(text: str) -> str:
    """A title, a value or small print: one line, no blocks."""
    tree = Node(parser().parseInline(" ".join(seen(text).split())))
    return neutral(" ".join(joined(map(inline, tree.children)).split()))


def _lines(nodes: Sequence[Node], showing: Showing | None, *, tight: bool = False) -> list[str]:
    """The lines of blocks, an empty one between two unless they stand `tight`. In a quote nothing
    is `showing`: only words stand in it."""
    lines: list[str] = []
    before = ""
    for one in nodes:
        made = list(_block(one, showing))
        if made and lines and not tight and before != "heading":
            lines.append("")
        lines += made
        before = one.type if made else before
    return lines


def _block(node: Node, showing: Showing | None) -> Iterator[str]:
    match node.type:
        case "paragraph":
            yield from _paragraph(node, showing)
        case "heading":
            yield _heading(node)
        case "bullet_list" | "ordered_list":
            yield from _list(node, showing)
        case "blockquote":
            inner = _lines(node.children, None, tight=True)
            yield from (f"> {one}" if showing else one for one in inner)
        case "fence" | "code_block":
            language = _LANGUAGE.match(node.info.strip()) if node.info else None
            yield from _code(node.content, language[0] if language else "", showing)
        case "table":
            yield from _table(node, showing)
        case "maths_block":
            yield from _formula(node.content, showing)
        case "hr":
            yield "———"
        case _:
            yield from _lines(node.children, showing)


def _paragraph(node: Node, showing: Showing | None) -> list[str]:
    """Its lines, and below them the pictures of what is hard to say in a line."""
    inside = [one for one in node.children[0].children if one.type != "softbreak"]
    alone = inside[0].content if len(inside) == 1 and inside[0].type == "maths" else None
    if alone and (picture := _hard(alone, showing)):
        return [_RAW + picture]
    pictures = [_picture(one, showing) for one in _leaves(node)] if showing else []
    text = joined(map(inline, node.children))
    if pictures and all(one.type == "image" and is_shown(one) for one in inside):
        text = ""
    lines = [one.strip() for one in _led(text).split("\n") if one.strip()]
    return lines + [_RAW + one for one in pictures if one]


def _leaves(node: Node) -> Iterator[Node]:
    if node.type in ("maths", "image"):
        yield node
    elif node.type != "code_inline":
        for one in node.children:
            yield from _leaves(one)


def _picture(node: Node, showing: Showing) -> str | None:
    """The line that stands for a picture of this, where there is one."""
    if node.type == "maths":
        if readable(node.content):
            return None
        return showing.offer(Formula(node.content), node.content)
    if not showing.beside:
        return None
    source = str(node.attrs["src"])
    image = source if WEB.match(source) else ImageFile(source, showing.beside)
    picture = showing.offer(image, words(node) or source.rpartition("/")[2])
    if picture and node.token:
        node.token.meta["shown"] = True
    return picture


def _formula(latex: str, showing: Showing | None) -> Iterator[str]:
    """A formula that stands alone."""
    if picture := _hard(latex, showing):
        yield _RAW + picture
    elif said := readable(latex):
        yield _led(escaped(seen(said)))
    else:
        yield from _code(latex, "tex", showing)


def _hard(latex: str, showing: Showing | None) -> str | None:
    """The line that stands for the picture of a formula that stands alone, where it is one that is
    hard to say in a line, and there is a picture."""
    said = readable(latex)
    if showing is None or (said and not is_hard(said)):
        return None
    return showing.offer(Formula(latex), said or latex)


def _led(text: str) -> str:
    """The text with nothing at the start of a line that would begin a block."""
    return _NUMBERED.sub(r"\1\\", _LEADS.sub(r"\1\\", text))


def _heading(node: Node) -> str:
    text = " ".join(joined(map(inline, node.children)).split())
    if int(node.tag[1]) <= _SHOWN_HEADINGS:
        return f"### {text}"
    return around("__" if "**" in text else "**", text)


def _list(node: Node, showing: Showing | None) -> Iterator[str]:
    first = int(node.attrs.get("start", 1))
    for number, item in enumerate(node.children, first):
        mark = f"{number}. " if node.type == "ordered_list" else "- "
        lines = _lines(item.children, showing, tight=True)
        if not lines or lines[0].startswith(_RAW):
            yield mark.rstrip()
        else:
            yield mark + lines.pop(0)
        pad = " " * len(mark)
        yield from (one if one.startswith(_RAW) or not one else pad + one for one in lines)


def _code(content: str, language: str, showing: Showing | None) -> Iterator[str]:
    lines = content.replace("```", "ˋˋˋ").rstrip("\n").split("\n")
    if (
        showing is None
    ):  # a fence in a quote would have to be quoted on every line that it is cut into
        yield from (code(one) for one in lines if one.strip())
    elif any(one.strip() for one in lines):
        yield f"{_RAW}```{language}"
        yield from (_RAW + one for one in lines)
        yield f"{_RAW}```"


def _table(node: Node, showing: Showing | None) -> Iterator[str]:
    rows = [row for part in node.children for row in part.children]
    bare = [[plain(cell) for cell in row.children] for row in rows]
    right = ["right" in str(cell.attrs.get("style", "")) for cell in rows[0].children]
    drawn = tables.drawn(bare, right) if showing else None
    if showing and (drawn is None or not tables.lines_up(bare)):
        cells = tuple(tuple(tuple(runs(cell)) for cell in row.children) for row in rows)
        if picture := showing.offer(Table(cells, tuple(right)), tables.spoken(bare)):
            yield _RAW + picture
            return
    if drawn is not None:
        yield from _code(drawn, "", showing)
        return
    shown = [[joined(map(inline, cell.children)) for cell in row.children] for row in rows]
    yield from (f"- {one}" for one in tables.listed(shown))
