"""Parts a piece of rich text that is too long for a message, where it hurts least."""

import re
from collections.abc import Iterator, Sequence

from bot.platforms.slack.rendering.inlines import Element
from bot.platforms.slack.rendering.pieces import Payload, Piece, listed, rich, said_of, weight
from bot.typography.spans import gaps

_NEAR = 400
"""Characters before the end of what fits in which a sentence may end, or a word."""
_LEAST = 64
"""Characters that are said in any case."""
_ENDS = (
    re.compile(r"\n"),
    re.compile(r"[。！？；]|[.!?;](?=\s)"),
    re.compile(r"\s|[\u2e80-\uffef](?=[\u2e80-\uffef])"),
)


def parted(piece: Piece, most: int) -> Iterator[Piece]:
    """The piece, or pieces that follow each other and weigh at most so much."""
    if piece.weight <= most:
        yield piece
    elif piece.kind == "list":
        yield from _items(piece, most)
    else:
        for inside in _runs(piece.element.get("elements", ()), most):
            element = rich(piece.element["type"].removeprefix("rich_text_"), inside)
            yield Piece(piece.kind, element, said_of(inside), piece.bold)


def _items(piece: Piece, most: int) -> Iterator[Piece]:
    element = piece.element
    ordered, depth = element["style"] == "ordered", int(element.get("indent", 0))
    number = int(element.get("offset", 0)) + 1
    begun, held = number, list[Sequence[Element]]()

    def so_far() -> Iterator[Piece]:
        if held:
            yield listed(list(held), depth, begun if ordered else None)
        held.clear()

    for item in element["elements"]:
        first, *more = _runs(item["elements"], most)
        if held and sum(map(weight, map(list, held))) + weight(first) > most:
            yield from so_far()
        begun = begun if held else number
        held.append(first)
        number += 1
        if more:
            yield from so_far()
            yield from (_paragraph(one) for one in more)
    yield from so_far()


def _paragraph(inside: Sequence[Element]) -> Piece:
    return Piece("section", rich("section", inside), said_of(inside))


def _runs(inside: Sequence[Element], most: int) -> Iterator[list[Element]]:
    """The elements in runs that weigh at most so much each."""
    run: list[Element] = []
    waiting = list(inside)
    while waiting:
        one = waiting.pop(0)
        room = most - weight(run)
        if weight(one) <= room:
            run.append(one)
            continue
        cut = _cut(one, room)
        if cut is None and run:
            waiting.insert(0, one)
        elif cut is None:  # a link that is longer than a message
            run.append(one)
        else:
            run.append(one | {"text": one["text"][:cut].rstrip("\n")})
            waiting.insert(0, one | {"text": one["text"][cut:].lstrip("\n")})
        yield run
        run = []
    if run:
        yield run


def _cut(element: Payload, room: int) -> int | None:
    """Where to cut an element's words; None where none of them fit."""
    if element["type"] != "text":
        return None
    words = str(element["text"])
    end = min(len(words), room - weight(element | {"text": ""}))
    while end > _LEAST and weight(element | {"text": words[:end]}) > room:
        end -= max(1, (weight(element | {"text": words[:end]}) - room) // 2)
    if end < _LEAST:
        return None
    for mark in _ENDS:
        found = [one.end() for one in mark.finditer(words, max(_LEAST, end - _NEAR), end)]
        if found:
            return found[-1]
    return max(gaps(words, max(_LEAST, end - _NEAR), end), default=end)
