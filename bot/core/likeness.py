"""How alike two questions are, told by their titles."""

from rapidfuzz import fuzz

from bot.core import tags
from bot.core.tokens import content

NEAR = 0.6
"""From this likeness on, two questions may be the same one in other words."""


def likeness(one: str, other: str) -> float:
    """0 (nothing in common) to 1 (the same title but for case, spaces and punctuation).

    Of the tokens that say what the titles are about, the Dice coefficient (Dice, 1945); and since
    a single letter makes another token, half that and half the similarity of the letters where
    that is more.
    """
    first, second = set(content(one)), set(content(other))
    if not first or not second:
        return 0.0
    dice = 2 * len(first & second) / (len(first) + len(second))
    letters = fuzz.ratio(tags.key(one), tags.key(other)) / 100
    return 1.0 if letters == 1 else max(dice, (dice + letters) / 2)
