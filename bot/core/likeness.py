"""How alike two questions are, told by their titles."""

from rapidfuzz import fuzz

from bot.core import tags
from bot.core.tokens import content

NEAR = 0.6
"""From this likeness on, two questions may be the same one in other words."""

_TYPO = 80
"""How alike (of 100) two words must be to be one, misspelled."""
_SHORTEST = 4
_MOST = 2_500
"""Pairs of words that are looked at for typos: those of two titles of fifty words."""


def likeness(one: str, other: str) -> float:
    """0 (nothing in common) to 1 (all that they say, but for how it is asked and in which order).

    The Dice coefficient (Dice, 1945) of the tokens that say what the titles are about, where a word
    of letters weighs as much as two pairs of Chinese characters, and one with a typo is held for
    the other. Titles that both have words of letters, and none in common, are at most half alike:
    they ask the same of two things.
    """
    if tags.key(one) == tags.key(other):
        return 1.0
    first, second = content(one), content(other)
    words, others = [set(filter(str.isascii, found)) for found in (first, second)]
    pairs = len({*first} & {*second} - words)
    alike = _alike(words, others)
    weight = len(first) + len(second) + len(words) + len(others)
    if not weight:
        return 0.0
    dice = 2 * (2 * alike + pairs) / weight
    return min(dice, 0.5) if words and others and not alike else dice


def _alike(words: set[str], others: set[str]) -> float:
    """How many of the words are among the others; a word with a typo counts as far as it is
    alike."""
    alike = float(len(words & others))
    left = [one for one in words - others if len(one) >= _SHORTEST]
    right = [one for one in others - words if len(one) >= _SHORTEST]
    if len(left) * len(right) > _MOST:
        return alike
    close = [
        (-score, min(one, other), max(one, other))
        for one in left
        for other in right
        if (score := fuzz.ratio(one, other)) >= _TYPO
    ]
    taken: set[str] = set()
    for score, one, other in sorted(close):
        if one not in taken and other not in taken:
            taken |= {one, other}
            alike -= score / 100
    return alike
