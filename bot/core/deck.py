"""What a deck of ours has in its notes, beside what a person sees of them."""

import unicodedata

from bot.core.question import digest

FIELD = "Coach"
"""The field of a note that holds its question whole, as JSON: nothing of it is lost in a deck."""


def seal(text: str) -> str:
    """What tells later whether a field was edited in Anki, which normalises what it takes in."""
    return digest(unicodedata.normalize("NFC", text))
