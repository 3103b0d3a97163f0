"""What is read of an answer: numbers from 0 to 1 that grow with what is said, not with length."""

import bisect
import math
from collections.abc import Iterable, Sequence

from bot.estimating.clauses import Said
from bot.estimating.lexicon import OPPOSITES
from bot.estimating.matter import ASKED, Matter, grams, neighbours

NAMES = (
    "words",
    "precision",
    "new_precision",
    "points",
    "points_hit",
    "pairs",
    "few_missing",
    "little_missing",
    "letters",
    "order",
)
"""The features, in the order of their weights."""

_NEAR = 4
_DENSE = 0.34
_HIT = 0.4
_BEARING = 6.0
"""On this scale of found words precision begins to count: that of a single word shows nothing."""


def features(said: Said, matter: Matter) -> tuple[float, ...]:
    """The features of an answer, by `NAMES`."""
    credit = _credit(said, matter)
    whole = sum(matter.weights[word] for word in matter.new) or 1.0
    found = sum(matter.weights[word] * credit.get(word, 0.0) for word in matter.new)
    if not matter.new:
        found = sum(credit.values()) / max(1, len(matter.weights))
    earning = {word for one in said.kept for word in one.content}
    stated = dict.fromkeys(word for one in said.kept for word in one.content)
    stated |= dict.fromkeys(said.other)
    fresh = [word for word in stated if word not in matter.asked] or list(stated)
    point_f, point_hit = _points(said.rows, credit, matter)
    pairs = {pair for row in said.rows for pair in neighbours(row, 2)} & matter.pairs
    text = grams(" ".join(one.text for one in said.kept)) & matter.grams if said.kept else ()
    bearing = 1 - math.exp(-found / _BEARING)
    return (
        found / whole * (1.0 - _turned(said, matter)),
        _share(stated, said, earning) * bearing,
        _share(fresh, said, earning) * bearing,
        point_f,
        point_hit,
        len(pairs) / max(1, len(matter.pairs)),
        _spared(found, whole, 2.0),
        _spared(found, whole, 8.0),
        len(text) / max(1, len(matter.grams)),
        _order(said.rows, matter),
    )


def _spared(found: float, whole: float, scale: float) -> float:
    """How little is missing, on a scale of words: 0 where nothing was said, 1 where all was."""
    least = math.exp(-whole / scale)
    return (math.exp(-(whole - found) / scale) - least) / (1 - least)


def _credit(said: Said, matter: Matter) -> dict[str, float]:
    """How far each word of the reference answer is said, 0 to 1: once, and the less the fewer of
    the words around it say any."""
    credit: dict[str, float] = {}
    for row, sentence in zip(said.rows, said.kept, strict=True):
        hits = [word in matter.weights for word in row]
        for at, (word, own) in enumerate(zip(row, sentence.content, strict=True)):
            if hits[at]:
                around = hits[max(0, at - _NEAR) : at + _NEAR + 1]
                dense = min(1.0, sum(around) / len(around) / _DENSE)
                credit[word] = max(credit.get(word, 0.0), dense * said.near[own][1])
    return credit


def _share(stated: Iterable[str], said: Said, earning: set[str]) -> float:
    """The share of the words stated that say something of the reference answer."""
    words = list(stated)
    near = (said.near[word][1] for word in words if word in earning and word in said.near)
    return sum(near) / max(1, len(words))


def _points(
    rows: Sequence[Sequence[str]], credit: dict[str, float], matter: Matter
) -> tuple[float, float]:
    """How well the points of the reference answer are said, each by its best sentence alone: the
    mean F-measure (van Rijsbergen, 1979), and the share of points that are said by and large."""
    units = [dict.fromkeys(row) for row in rows]
    worth = [sum(ASKED if word in matter.asked else 1.0 for word in unit) for unit in units]
    total = mean = hit = 0.0
    for point in matter.points:
        wanted = dict.fromkeys(point.content)
        whole = sum(matter.weights[word] for word in wanted)
        best = recall = 0.0
        for unit, size in zip(units, worth, strict=True):
            earned = sum(matter.weights[word] * credit[word] for word in wanted if word in unit)
            best = max(best, 2 * earned / (whole + size))
            recall = max(recall, earned / whole)
        weight = sum(1.0 for word in wanted if word in matter.new) or 0.1 * whole
        total += weight
        mean += weight * best
        hit += recall >= _HIT
    return mean / (total or 1.0), hit / max(1, len(matter.points))


def _turned(said: Said, matter: Matter) -> float:
    """1 where a word's opposite is said in its place, else 0."""
    own = {word for one in matter.points for word in one.words}
    there = {word for one in said.kept for word in one.words}
    turning = (OPPOSITES[word] for word in own - there if word in OPPOSITES)
    return float(any(others & there and not others & own for others in turning))


def _order(rows: Sequence[Sequence[str]], matter: Matter) -> float:
    """The share of the reference answer's words that are said in its order, sentence by sentence;
    each counts once."""
    said: set[str] = set()
    for row in rows:
        said |= _rising([word for word in row if word in matter.order], matter.order)
    return len(said) / max(1, len(matter.order))


def _rising(words: Sequence[str], order: dict[str, int]) -> set[str]:
    """The words of a longest rising run in a given order (Schensted, 1961)."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for at, word in enumerate(words):
        place = bisect.bisect_left(ends, order[word])
        ends[place : place + 1] = [order[word]]
        last[place : place + 1] = [at]
        before.append(last[place - 1] if place else -1)
    found, at = set(), last[-1] if last else -1
    while at >= 0:
        found.add(words[at])
        at = before[at]
    return found
