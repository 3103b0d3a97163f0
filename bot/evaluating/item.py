"""One answer with the score that a person gave it, and a set of them."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from functools import cached_property
from random import Random

from bot.core.question import digest

PASS = 0.5
"""From this score on an answer counts as right where only right and wrong are told apart."""

_FINEST = 100


@dataclass(frozen=True, slots=True)
class Item:
    """An answer and its human score of 0 to 1. `group` is what makes answers depend on each other:
    the question. `label` is the class that a person gave, where the set has classes; `id` is unique
    in its set."""

    group: str
    question: str
    reference: str
    answer: str
    score: float
    language: str
    id: str
    label: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.score <= 1:
            raise ValueError("a score is 0 to 1")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that could not be read, and why; `line` is where it begins, from 1."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True)
class DataSet:
    """The items of a path. `format` names the loaders that read it."""

    name: str
    format: str
    items: tuple[Item, ...]
    skipped: tuple[Skipped, ...] = field(default=(), compare=False)

    @cached_property
    def groups(self) -> dict[str, list[Item]]:
        """The items by question."""
        found: dict[str, list[Item]] = {}
        for one in self.items:
            found.setdefault(one.group, []).append(one)
        return found

    @cached_property
    def hash(self) -> str:
        """What tells one set of items from another."""
        rows = sorted(astuple(one) for one in self.items)
        return digest(json.dumps(rows, ensure_ascii=False), 16)

    @cached_property
    def steps(self) -> int:
        """Into how many equal steps the scores divide 0 to 1: 4 for a set of quarters, 1 for right
        and wrong; 100 where no fewer fit."""
        scores = {one.score for one in self.items}
        for steps in range(1, _FINEST):
            if all(abs(one * steps - round(one * steps)) < 1e-6 for one in scores):
                return steps
        return _FINEST

    @property
    def classes(self) -> tuple[str, ...]:
        """The labels, where every item has one and they are what the scores were made from (right
        is 1, everything else is 0); else none."""
        labels = Counter(one.label for one in self.items)
        return tuple(sorted(labels)) if self.steps == 1 and "" not in labels else ()

    def sample(self, most: int | None) -> Sequence[Item]:
        """The first `most` items of an order that is shuffled once for all: a longer sample begins
        with the shorter one."""
        if most is None or most >= len(self.items):
            return self.items
        shuffled = sorted(self.items, key=lambda one: one.id)
        Random(self.hash).shuffle(shuffled)  # noqa: S311 - a sample, not a secret
        return tuple(shuffled[:most])
