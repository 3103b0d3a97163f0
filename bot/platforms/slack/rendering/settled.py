"""What of a text that grows will not change any more, in the Markdown of Slack's own streaming, to
which can be added and from which nothing is taken."""

import re
from collections.abc import Iterator

from bot.core.chat import Card
from bot.pacing.streaming import Growing
from bot.platforms.slack.rendering import rich
from bot.platforms.slack.rendering.inlines import Element
from bot.platforms.slack.rendering.pieces import Piece

_HIDES = re.compile(r"[\]!](?=[\[(:])|<")
"""What could hide where a link leads, or call out to somebody, were it read as Markdown."""
_MARKS = frozenset("*_~`[]<>")
_LINE_END = re.compile(r"\n\s*\n")


def settled(first: Card | None, growing: Growing) -> str:
    """What is settled of what is to be seen now; `first` is the card that was seen first.

    A line of a card is settled once it is not as it was at first (a checkpoint that was judged), or
    stands in no list; of a text that grows under it, all but its last paragraph.
    """
    lines = list(_card_lines(growing.card)) if growing.card else []
    if not growing.text:
        before = list(_card_lines(first)) if first else []
        waiting = (
            at
            for at, (is_item, line) in enumerate(lines)
            if is_item and at < len(before) and before[at][1] == line
        )
        lines = lines[: next(waiting, len(lines))]
    said = "".join(line for _, line in lines)
    ends = [one.end() for one in _LINE_END.finditer(growing.text)]
    whole = growing.text[: ends[-1]] if ends else ""
    if whole.count("```") % 2:
        whole = whole[: whole.rfind("```")]
    return said + "".join(line for one in rich.read(whole) for _, line in _lines(one))


def _card_lines(card: Card) -> Iterator[tuple[bool, str]]:
    if title := rich.line(card.title):
        yield False, f"**{_words(title)}**\n\n"
    for piece in rich.read(card.body):
        yield from _lines(piece)


def _lines(piece: Piece) -> Iterator[tuple[bool, str]]:
    """The lines of a piece, and whether each is an item of a list."""
    if piece.kind == "list":
        depth = int(piece.element.get("indent", 0))
        number = int(piece.element.get("offset", 0))
        for at, item in enumerate(piece.element["elements"], number + 1):
            mark = f"{at}." if piece.element["style"] == "ordered" else "-"
            yield True, f"{'  ' * depth}{mark} {_inline(item['elements'])}\n"
    elif piece.kind == "code":
        yield False, f"```\n{_words(piece.said.replace('```', 'ˋˋˋ'))}\n```\n\n"
    elif piece.kind in ("table", "rule"):
        yield False, f"{_words(piece.said)}\n\n"
    elif piece.kind != "picture":
        yield False, f"{_inline(piece.element['elements'])}\n\n"


def _inline(inside: list[Element]) -> str:
    return "".join(map(_element, inside))


def _element(one: Element) -> str:
    words, style = str(one["text"]), one.get("style", {})
    bare = words.strip()
    if one["type"] == "link" or not bare or _MARKS & set(bare):
        return _words(words)
    mark = "`" if style.get("code") else "**" if style.get("bold") else ""
    if mark:
        start = words.index(bare)
        return f"{words[:start]}{mark}{bare}{mark}{words[start + len(bare) :]}"
    return _words(words)


def _words(words: str) -> str:
    """Words with a gap that nobody sees wherever Markdown would hide something."""
    return _HIDES.sub(lambda found: f"{found[0]}\u200b", words)
