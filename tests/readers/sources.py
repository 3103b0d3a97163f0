"""A text as a reader gets it."""

from bot.readers.parts.source import Source


def source(text: str | bytes, name: str = "file.md") -> Source:
    """The source of a file of this name that holds this text."""
    return Source(name, name, text if isinstance(text, bytes) else text.encode())
