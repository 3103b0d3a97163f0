"""Reads questions whose headings are written as HTML: `<h3>What is…?</h3>`, then the answer."""

from bot.readers.parts import shapes
from bot.readers.parts.found import Found
from bot.readers.parts.source import Source

SHAPE = "html-headings"


def suits(source: Source) -> int:
    """How much of the text stands below such headings."""
    return shapes.suits(source, SHAPE)


def read(source: Source) -> Found:
    """The question of every such heading, told from sections as those of Markdown are."""
    return shapes.read(source, SHAPE)
