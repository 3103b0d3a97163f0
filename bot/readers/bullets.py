"""Reads lists whose items are questions, with or without an answer in or below the item."""

from bot.readers.parts import shapes
from bot.readers.parts.found import Found
from bot.readers.parts.source import Source

SHAPE = "bullets"


def suits(source: Source) -> int:
    """How much of the text is such items; lists of links within the bank are tables of contents."""
    return shapes.suits(source, SHAPE)


def read(source: Source) -> Found:
    """The question of every item of a list that asks; an item above such a list names a section."""
    return shapes.read(source, SHAPE)
