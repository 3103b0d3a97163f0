"""Reads lines that open a question: `Q: …` and `A: …`, `问：…`, `1、什么是…`, or only asking."""

from bot.readers.parts import shapes
from bot.readers.parts.found import Found
from bot.readers.parts.source import Source

SHAPE = "question-lines"


def suits(source: Source) -> int:
    """How much of the text stands below such lines."""
    return shapes.suits(source, SHAPE)


def read(source: Source) -> Found:
    """The question of every such line; the answer begins with `A:` or on the next line."""
    return shapes.read(source, SHAPE)
