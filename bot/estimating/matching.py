"""Which words of an answer say which words of a reference answer, misspelled or bent ones too."""

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz

from bot.estimating.lexicon import ALIKE

_SHORTEST = 4
_BENT = 0.8
_TYPO = 84
_ALIKE = 0.7


def matches(said: Iterable[str], wanted: Iterable[str]) -> dict[str, tuple[str, float]]:
    """For each stem that was said, the wanted one that it comes nearest to and how near (over 0
    to 1); stems that come near none are left out."""
    there = set(wanted)
    begins: dict[str, list[str]] = {}
    for one in there:
        if len(one) >= _SHORTEST and one.isascii() and one.isalpha():
            begins.setdefault(one[:2], []).append(one)
    found: dict[str, tuple[str, float]] = {}
    for one in said:
        if one in there:
            found[one] = (one, 1.0)
            continue
        near = [(_ALIKE, other) for other in ALIKE.get(one, ()) if other in there]
        if len(one) >= _SHORTEST and one.isascii() and one.isalpha():
            near += [(nearness(one, other), other) for other in begins.get(one[:2], ())]
        best = max(near, default=(0.0, ""))
        if best[0]:
            found[one] = (best[1], best[0])
    return found


@lru_cache(maxsize=100_000)
def nearness(one: str, other: str) -> float:
    """How near two stems are: 1 the same, 0.8 the same word bent, the like of a typo, else 0."""
    if one == other:
        return 1.0
    shorter = min(len(one), len(other))
    same = 0
    while same < shorter and one[same] == other[same]:
        same += 1
    longer = max(len(one), len(other))
    if (same == shorter or (same >= 5 and longer > shorter)) and same >= 0.65 * longer:
        return _BENT
    alike = fuzz.ratio(one, other)
    return 0.9 * alike / 100 if alike >= _TYPO else 0.0
