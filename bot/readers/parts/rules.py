"""Which lines that could open a question do so in a text, judged by all of its like."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.readers.parts.list_items import Entries
from bot.readers.parts.openings import Opening


@dataclass(frozen=True, slots=True)
class Rules:
    """Which classes of openings are questions in a text."""

    keys: frozenset[tuple[str, str]]
    loud: frozenset[str]
    likeness: float
    only: str | None
    alone: bool = True

    @classmethod
    def of(cls, found: Sequence[Opening], only: str | None) -> "Rules":
        """The rules of a text, from all lines that could open a question in it."""
        every: dict[tuple[str, str], list[Opening]] = defaultdict(list)
        for one in found:
            every[one.key].append(one)
        keys = set()
        for key, many in every.items():
            likeness = sum(min(one.asks, 2) for one in many) / (2 * len(many))
            counted = bool(key[1]) and likeness >= 0.25 and len(many) > 3
            if key[1] == "Q" or likeness >= 0.5 or counted:
                keys.add(key)
        loud = Counter(one.shape for one in found if one.asks >= 2)
        often = frozenset(one for one, many in loud.items() if many > 2)
        return cls(frozenset(keys), often, 0.0, only)

    def with_lists(self, lists: Iterable[Entries], *, alone: bool) -> "Rules":
        """The same rules with how much the items of all lists ask, and whether lists are alone:
        beside questions of another shape they must ask more clearly."""
        items = [(one.many, one.many * one.likeness) for one in lists if not one.is_index]
        total = sum(many for many, _ in items)
        alike = sum(alike for _, alike in items) / total if total else 0.0
        return replace(self, likeness=alike, alone=alone)

    def takes(self, one: Opening) -> bool:
        """Whether an opening is a question."""
        if self.only is not None:
            wanted = "question-lines" if one.shape == "plain" else one.shape
            return wanted == self.only or (self.only == "multiple-choice" and one.asks > 1)
        if one.says_so or one.key in self.keys or one.shape == "bullets":
            return True
        return one.asks >= 2 and one.shape in self.loud

    def takes_list(self, found: Entries) -> bool:
        """Whether the items of a list are questions."""
        if found.is_index or found.is_choices:
            return False
        if self.only is not None:
            return self.only in ("bullets", "multiple-choice")
        if not self.alone and found.many and found.likeness <= 0.5:
            return False
        return found.holds_questions or (self.likeness >= 0.5 and found.likeness >= 0.25)
