"""Which of many names a person may mean by what they have typed so far, best first."""

from bisect import bisect_right
from collections.abc import Iterable

from rapidfuzz import fuzz, process

MOST = 25
"""The most choices that a platform shows."""

_ALIKE, _BEGUN = 66, 75
"""How like a name (of 100) what was typed must be for a typo, and how like a name's beginning."""
_LOOKED_AT = 5_000
"""How many names are held against a typo, the most useful first: this bounds the time it takes."""


class Names:
    """Keys of things (by `tags.key`), each with the row of what it names, the most useful first.

    They are kept as one string: to look for a part of any of them is one search through it.
    """

    def __init__(self, keys: str, rows: Iterable[int] | None = None) -> None:
        """`keys` are joined by newlines; without `rows` the first names row 0, and so on."""
        self._rows = None if rows is None else list(rows)
        self._joined = f"\n{keys}\n" if keys or self._rows else "\n"
        self._starts: list[int] | None = None

    def complete(self, wanted: str, *, most: int = MOST, typos: bool = True) -> list[int]:
        """The rows one of whose keys is, begins with, or holds what is wanted, in this order; where
        there is none, with `typos`, those that one may have meant.
        """
        if not wanted:
            return list(dict.fromkeys(map(self._of, range(self._joined.count("\n") - 1))))[:most]
        found: dict[int, None] = {}
        for part in (f"\n{wanted}\n", f"\n{wanted}", wanted):
            self._collect(part, found, most)
        if typos and not found and len(wanted) > 2:
            found |= dict.fromkeys(self._near(wanted, most))
        return list(found)[:most]

    def _collect(self, part: str, found: dict[int, None], most: int) -> None:
        at = self._joined.find(part)
        while at >= 0 and len(found) < most:
            found[self._row(at if part[0] != "\n" else at + 1)] = None
            following = self._joined.find("\n", at + 1)
            at = self._joined.find(part, following) if following >= 0 else -1

    def _near(self, wanted: str, most: int) -> list[int]:
        """Those like what is wanted, and those whose beginning is, for they may be half typed."""
        keys = self._joined[1:-1].split("\n", _LOOKED_AT)[:_LOOKED_AT]
        begun = [one[: len(wanted)] for one in keys]
        close: dict[int, float] = {}
        for names, least in ((keys, _ALIKE), (begun, _BEGUN)):
            for _, score, number in process.extract(
                wanted, names, scorer=fuzz.ratio, limit=most, score_cutoff=least
            ):
                close[number] = max(score, close.get(number, 0))
        return [self._of(number) for number in sorted(close, key=lambda one: (-close[one], one))]

    def _row(self, at: int) -> int:
        if self._starts is None:
            starts, begin = [], 1
            while (end := self._joined.find("\n", begin)) >= 0:
                starts.append(begin)
                begin = end + 1
            self._starts = starts
        return self._of(bisect_right(self._starts, at) - 1)

    def _of(self, number: int) -> int:
        return number if self._rows is None else self._rows[number]
