"""Numbers that the baselines see of an answer."""

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from bot.core.tokens import content, tokens
from bot.evaluating.item import Item

Features = Callable[[Item], NDArray[np.float64]]


def length(answer: str) -> int:
    """The words of an answer; a Chinese character counts as one."""
    return sum(len(one) == 1 or one.isascii() for one in tokens(answer))


@lru_cache(maxsize=50_000)
def of_length(item: Item) -> NDArray[np.float64]:
    """How long the answer is, by itself and beside the reference answer; nothing of what it
    says."""
    words, wanted = length(item.answer), max(1, length(item.reference))
    longest = min(2.0, words / wanted)
    return np.array([math.log1p(words), math.sqrt(words), math.log1p(words) ** 2, longest])


@lru_cache(maxsize=50_000)
def of_overlap(item: Item) -> NDArray[np.float64]:
    """How far the answer's words are those of the reference answer and not of the question."""
    said, asked = set(content(item.answer)), set(content(item.question))
    wanted = set(content(item.reference))
    shared, new = said & wanted, wanted - asked
    recall = len(shared) / max(1, len(wanted))
    precision = len(shared) / max(1, len(said))
    return np.array(
        [
            recall,
            precision,
            2 * recall * precision / max(1e-9, recall + precision),
            len(said & new) / max(1, len(new)),
            len(said & asked) / max(1, len(said)),
            fuzz.token_set_ratio(item.answer, item.reference) / 100,
            fuzz.partial_ratio(item.answer, item.reference) / 100,
        ]
    )
