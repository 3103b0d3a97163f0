"""Reads questions with choices: boxes to tick, or letters and a line `Answer: B`."""

from bot.readers.parts import shapes
from bot.readers.parts.found import Found
from bot.readers.parts.source import Source

SHAPE = "multiple-choice"


def suits(source: Source) -> int:
    """How much of the text is questions of which most have choices, whatever opens them."""
    return shapes.suits(source, SHAPE)


def read(source: Source) -> Found:
    """Every question, its choices in its body; the answer is the right ones and what explains."""
    return shapes.read(source, SHAPE)
