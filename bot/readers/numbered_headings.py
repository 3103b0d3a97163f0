"""Reads headings that count or ask, at any level: `## 1. What is…`, `### 1.2 什么是…`, `## Q1:`."""

from bot.readers.parts import shapes
from bot.readers.parts.found import Found
from bot.readers.parts.source import Source

SHAPE = "numbered-headings"


def suits(source: Source) -> int:
    """How much of the text stands below headings that are questions."""
    return shapes.suits(source, SHAPE)


def read(source: Source) -> Found:
    """The question of every heading of the classes (level and kind of number) that ask; those above
    are sections, deeper ones belong to the answer."""
    return shapes.read(source, SHAPE)
