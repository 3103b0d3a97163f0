"""Markdown of any hand as Slack's rich text, which calls out to nobody and hides nothing.

Rich text is data, not markup: no word of a member or a model can become a mention, a broadcast or
a link in it. What Slack does not have is said otherwise: headings in bold, HTML as text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from bot.core.pictures import Drawing, Formula, ImageFile
from bot.platforms.slack.rendering.inlines import (
    Element,
    Node,
    elements,
    neutral,
    plain,
    text,
    words,
)
from bot.platforms.slack.rendering.pieces import (
    Payload,
    Piece,
    code,
    listed,
    rich,
    said_of,
    section,
)
from bot.typography import tables
from bot.typography.maths import is_hard, readable
from bot.typography.parsing import WEB, parser
from bot.typography.seen import seen

_COLUMNS, _ROWS = 20, 100
_WIDE, _HEAVIEST = 60, 5000
"""Characters of a cell, and what a table weighs, up to which it can be looked over."""


@lru_cache(maxsize=512)
def read(written: str, beside: str = "") -> tuple[Piece, ...]:
    """The pieces of a text of paragraphs, lists, tables, code and formulas; `beside` is the file of
    the bank that it is from, if it is: images lie beside it."""
    tree = Node(parser().parse(seen(written)))
    return tuple(_pieces(tree.children, beside))


@lru_cache(maxsize=512)
def line(written: str) -> str:
    """A title, a button or small print as plain words: one line, no markup."""
    tree = Node(parser().parseInline(" ".join(seen(written).split())))
    return " ".join("".join(map(plain, tree.children)).split())


def inline(written: str, **style: bool) -> list[Element]:
    """A value as elements: one line, no blocks."""
    tree = Node(parser().parseInline(" ".join(seen(written).split())))
    return elements(tree.children, **style)


def _pieces(nodes: Sequence[Node], beside: str = "") -> Iterator[Piece]:
    for node in nodes:
        match node.type:
            case "paragraph":
                yield from _paragraph(node, beside)
            case "heading":
                if inside := _trimmed(elements(node.children, bold=True)):
                    yield section(inside, bold=True)
            case "bullet_list" | "ordered_list":
                yield from _list(node, 0, beside)
            case "blockquote":
                if inside := _trimmed(_quoted(node.children)):
                    yield Piece("quote", rich("quote", inside), said_of(inside))
            case "fence" | "code_block":
                yield from code(node.content)
            case "maths_block":
                yield from _formula(node.content)
            case "table":
                yield from _table(node)
            case "hr":
                yield Piece("rule", {"type": "divider"}, "———")
            case _:
                yield from _pieces(node.children, beside)


def _paragraph(node: Node, beside: str) -> Iterator[Piece]:
    """Its words, and after them the pictures of what is hard to say in a line; of one that is but
    a formula or an image, the picture in their place."""
    inside = _trimmed(elements(node.children))
    alone = [one for one in node.children[0].children if one.type != "softbreak"]
    if len(alone) == 1 and inside and (drawing := _drawing(alone[0], beside)):
        yield replace(section(inside), drawing=drawing, alt=_alt(alone[0]))
        return
    if inside:
        yield section(inside)
    for one in _leaves(node):
        if (drawing := _drawing(one, beside)) and not readable(one.content):
            yield Piece("picture", {}, "", drawing=drawing, alt=_alt(one))


def _leaves(node: Node) -> Iterator[Node]:
    if node.type in ("maths", "image"):
        yield node
    elif node.type != "code_inline":
        for one in node.children:
            yield from _leaves(one)


def _drawing(node: Node, beside: str) -> Drawing | None:
    """What is better drawn: a formula that is hard to read in a line, an image of the bank."""
    if node.type == "maths":
        return _hard(node.content)
    source = str(node.attrs.get("src", "")) if node.type == "image" else ""
    return ImageFile(source, beside) if source and beside and not WEB.match(source) else None


def _hard(latex: str) -> Formula | None:
    said = readable(latex)
    return Formula(latex) if said is None or is_hard(said) else None


def _alt(node: Node) -> str:
    return words(node) if node.type == "image" else plain(node)


def _formula(latex: str) -> Iterator[Piece]:
    said = readable(latex)
    alt = neutral(seen(said or latex))
    for one in [section(list(text(seen(said))))] if said else code(latex):
        yield replace(one, drawing=_hard(latex), alt=alt)


def _list(node: Node, depth: int, beside: str) -> Iterator[Piece]:
    """A list, and between its parts what Slack's lists cannot hold."""
    ordered = node.type == "ordered_list"
    number = int(node.attrs.get("start", 1))
    items: list[list[Element]] = []
    begun = number

    def so_far() -> Iterator[Piece]:
        nonlocal items
        if items:
            yield listed(items, depth, begun if ordered else None)
        items = []

    for item in node.children:
        opened = False
        for part in item.children:
            if part.type in ("paragraph", "heading"):
                said = _trimmed(elements(part.children, bold=part.type == "heading"))
                if opened and items:
                    items[-1] += [{"type": "text", "text": "\n"}, *said]
                else:
                    begun = begun if items else number
                    items.append(said or [{"type": "text", "text": "–"}])
                opened = True
            elif part.type in ("bullet_list", "ordered_list"):
                yield from so_far()
                yield from _list(part, depth + 1, beside)
            else:
                yield from so_far()
                yield from _pieces([part], beside)
        if not item.children:
            begun = begun if items else number
            items.append([{"type": "text", "text": "–"}])
        number += 1
    yield from so_far()


def _quoted(nodes: Sequence[Node]) -> list[Element]:
    """What a quote holds, as lines."""
    inside: list[Element] = []
    for piece in _pieces(nodes):
        if not piece.said:
            continue
        if inside:
            inside.append({"type": "text", "text": "\n"})
        flat = piece.kind in ("section", "quote")
        inside += piece.element["elements"] if flat else [{"type": "text", "text": piece.said}]
    return inside


def _table(node: Node) -> Iterator[Piece]:
    """A table that a telephone can show, in columns; else as Slack's own, else as a list."""
    rows = [
        [" ".join(plain(cell).split()) for cell in row.children]
        for part in node.children
        for row in part.children
    ]
    heads = node.children[0].children[0].children
    right = ["right" in str(cell.attrs.get("style", "")) for cell in heads]
    drawn = tables.drawn(rows, right)
    if drawn is not None and tables.lines_up(rows):
        yield from code(drawn)
        return
    items = [one for one in (inline(row) for row in tables.listed(rows)) if one]
    if not items:  # nothing stands in it
        return
    as_list = listed(items, 0, None)
    own = Piece("table", _own_table(rows, right), tables.spoken(rows), instead=as_list)
    is_short = all(len(one) <= _WIDE for row in rows for one in row)
    if is_short and len(rows) <= _ROWS and len(heads) <= _COLUMNS and own.weight <= _HEAVIEST:
        yield own
    else:
        yield as_list


def _own_table(rows: Sequence[Sequence[str]], right: Sequence[bool]) -> Payload:
    return {
        "type": "table",
        "rows": [[{"type": "raw_text", "text": one or "–"} for one in row] for row in rows],
        "column_settings": [
            {"align": "right" if one else "left", "is_wrapped": True} for one in right
        ],
    }


def _trimmed(inside: list[Element]) -> list[Element]:
    """Elements without blanks at either end; none where there is nothing to see."""
    if not said_of(inside).strip():
        return []
    while inside and not inside[0]["text"].strip():
        inside.pop(0)
    while inside and not inside[-1]["text"].strip():
        inside.pop()
    first, last = inside[0], inside[-1]
    if first["type"] == "text":
        inside[0] = first | {"text": first["text"].lstrip()}
    if last["type"] == "text":
        inside[-1] = inside[-1] | {"text": inside[-1]["text"].rstrip()}
    return inside
