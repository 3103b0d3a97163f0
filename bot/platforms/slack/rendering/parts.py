"""What a card has to say, part by part, and the text that grows under it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.core.chat import Card, Field
from bot.core.pictures import Figure
from bot.platforms.slack.rendering import rich
from bot.platforms.slack.rendering.inlines import Element, neutral
from bot.platforms.slack.rendering.pieces import Piece, called, section
from bot.typography.seen import seen
from bot.typography.splitting import clipped, size

Block = dict[str, Any]

_HEADER, _CONTEXT = 150, 2900
_NARROW = 30
"""Characters of a field that stands beside others."""
_THOUGHTS = 600
"""How much of the end of a model's reasoning is shown while nothing else has come."""


@dataclass(frozen=True, slots=True)
class Small:
    """Small print."""

    words: str

    @property
    def weight(self) -> int:
        """Characters that it takes up in a message."""
        return size(self.words) + 30

    @property
    def block(self) -> Block:
        """It as Slack takes it."""
        return {"type": "context", "elements": [plain_text(self.words)]}


@dataclass(frozen=True, slots=True)
class Title:
    """The head of a card."""

    words: str

    @property
    def weight(self) -> int:
        """Characters that it takes up in a message."""
        return size(self.words) + 30

    @property
    def block(self) -> Block:
        """It as Slack takes it."""
        return {"type": "header", "text": plain_text(self.words)}


@dataclass(frozen=True, slots=True)
class Image:
    """A picture; its words are its alt text."""

    file: str
    words: str

    @property
    def weight(self) -> int:
        """Characters that it takes up in a message."""
        return size(self.words) + 60

    @property
    def block(self) -> Block:
        """It as Slack takes it."""
        return {"type": "image", "slack_file": {"id": self.file}, "alt_text": self.words or "…"}


Part = Piece | Small | Title | Image


def parts(card: Card | None, reasoning: str, text: str, *, private: bool) -> Iterator[Part]:
    """The parts of a card and of the text under it; what a reader must open only where it is
    `private`."""
    if card:
        if card.tells:
            yield called(card.tells.id, card.tells.name)
        yield from _title(rich.line(card.title))
        yield from rich.read(card.body, card.beside)
        yield from _figure(card.figure)
        yield from _fields(card.fields)
        if private and card.spoiler.strip():
            if title := rich.line(card.spoiler_title):
                yield section(rich.inline(title, bold=True), bold=True)
            yield from rich.read(card.spoiler, card.beside)
        yield from _small(rich.line(card.note))
    grown = rich.read(text)
    yield from grown
    if reasoning.strip() and not grown:
        yield from _small(f"💭 {' '.join(neutral(seen(reasoning[-_THOUGHTS:])).split())}")


def _title(words: str) -> Iterator[Part]:
    if not words:
        return
    if size(words) <= _HEADER:
        yield Title(words)
    else:
        yield section(rich.inline(words, bold=True), bold=True)


def _figure(figure: Figure | None) -> Iterator[Part]:
    """The table, to be replaced by the picture that there may be of it."""
    pieces = rich.read(figure.table) if figure else []
    if figure and len(pieces) == 1:
        pieces = [replace(pieces[0], drawing=figure.drawing, alt=neutral(seen(figure.alt)))]
    yield from pieces


def _small(words: str) -> Iterator[Small]:
    while words:
        piece = clipped(words, _CONTEXT)
        if piece == words:
            yield Small(words)
            return
        end = piece.rstrip("…").rfind(" ", _CONTEXT // 2)
        end = end if end > 0 else len(piece) - 1
        yield Small(words[:end].rstrip())
        words = words[end:].lstrip()


def _fields(fields: Sequence[Field]) -> Iterator[Piece]:
    """Short facts beside each other, long ones on lines of their own."""
    lines: list[list[Element]] = []
    beside = False
    for one in fields:
        value = rich.inline(one.value)
        name = rich.inline(one.name, bold=True)
        shown = [*name, *([{"type": "text", "text": " "}] if name and value else []), *value]
        if not shown:
            continue
        narrow = len(one.name) + len(one.value) <= _NARROW
        if narrow and beside:
            lines[-1] += [{"type": "text", "text": "  ·  "}, *shown]
        else:
            lines.append(shown)
        beside = narrow
    inside: list[Element] = []
    for line in lines:
        inside += [{"type": "text", "text": "\n"}, *line] if inside else line
    if inside:
        yield section(inside)


def block_of(part: Part) -> Block:
    """The block of a part."""
    if not isinstance(part, Piece):
        return part.block
    if part.kind in ("table", "rule"):
        return part.element
    return {"type": "rich_text", "elements": [part.element]}


def said(words: str) -> Piece:
    """A paragraph of words as they stand."""
    return section([{"type": "text", "text": words}])


def plain_text(words: str) -> Block:
    """Words that Slack reads no markup in."""
    return {"type": "plain_text", "text": words, "emoji": True}
