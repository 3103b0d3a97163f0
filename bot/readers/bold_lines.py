"""Reads questions that are a line in bold: `**1. What is…?**`, then the answer."""

from bot.readers.parts import shapes
from bot.readers.parts.found import Found
from bot.readers.parts.source import Source

SHAPE = "bold-lines"


def suits(source: Source) -> int:
    """How much of the text stands below bold lines that are questions."""
    return shapes.suits(source, SHAPE)


def read(source: Source) -> Found:
    """The question of every bold line of a kind that asks."""
    return shapes.read(source, SHAPE)
