"""Reads `<details><summary>question</summary>answer</details>`, one or many, in sections."""

from bot.readers.parts import shapes
from bot.readers.parts.found import Found
from bot.readers.parts.source import Source

SHAPE = "details"


def suits(source: Source) -> int:
    """How much of the text is details whose summary is a question; where the summary only says
    `Answer`, the question is what stands above, and another shape."""
    return shapes.suits(source, SHAPE)


def read(source: Source) -> Found:
    """The question of every summary; details in it are of its answer, unless the outer one only
    holds questions."""
    return shapes.read(source, SHAPE)
