"""What of an answer counts: sentences that say a part of the reference answer, once each."""

from dataclasses import dataclass

from bot.estimating.address import addresses, clauses
from bot.estimating.matching import matches
from bot.estimating.matter import Matter, neighbours
from bot.estimating.reading import Sentence, carries, folded, sentences, stems

_SAME = 0.5
"""How alike (Dice) a sentence of words that the question has and a point must be to say it."""
_LIST = 6
_HIT = 0.5


@dataclass(frozen=True, slots=True)
class Said:
    """An answer, held against its matter.

    `rows` are the kept sentences with each content stem led to the one of the reference answer that
    it says; `near` how near each stem of the answer comes (absent: says none). `other` are the
    content stems of sentences that are neither kept nor addressed to a grader: they earn nothing,
    and count against. `addressed` is the share of words that speak to a grader.
    """

    rows: tuple[tuple[str, ...], ...]
    kept: tuple[Sentence, ...]
    near: dict[str, tuple[str, float]]
    other: tuple[str, ...]
    addressed: float
    listed: bool


def said(answer: str, matter: Matter) -> Said:
    """What of the answer counts for this matter."""
    spoken, dropped, total = [], 0, 0
    for sentence in sentences(folded(answer)):
        left = []
        for clause in clauses(sentence.text):
            if addresses(clause, matter.text, matter.own):
                dropped += len(stems(clause))
            else:
                left.append(clause)
        total += len(sentence.words)
        text = ", ".join(left)
        words = tuple(stems(text))
        if words:
            spoken.append(Sentence(text, words, tuple(filter(carries, words))))
    near = matches((word for one in spoken for word in one.content), matter.weights)
    rows: list[tuple[str, ...]] = []
    kept: list[Sentence] = []
    other: list[str] = []
    seen: set[frozenset[str]] = set()
    listed = False
    for sentence in spoken:
        row = tuple(near[word][0] if word in near else word for word in sentence.content)
        key = frozenset(row)
        if key in seen:
            continue
        seen.add(key)
        if _lists(sentence, near):
            listed = True
        elif _says(row, matter):
            rows.append(row)
            kept.append(sentence)
            continue
        other += sentence.content
    return Said(tuple(rows), tuple(kept), near, tuple(other), dropped / max(1, total), listed)


def _lists(sentence: Sentence, near: dict[str, tuple[str, float]]) -> bool:
    """Whether a sentence is a bare list of words, of which most are guesses."""
    content = sentence.content
    if len(content) < _LIST or len(content) < len(sentence.words):
        return False
    return sum(word in near for word in content) < _HIT * len(content)


def _says(row: tuple[str, ...], matter: Matter) -> bool:
    """Whether a sentence says anything of the reference answer that the question does not: a new
    word, a pair of words that stands only there, or a point nearly whole in the question's."""
    if any(word in matter.new for word in row):
        return True
    if any(pair in matter.telling for pair in neighbours(row, 2)):
        return True
    run = f" {' '.join(row)} "
    if any(run in f" {' '.join(one.content)} " for one in matter.question):
        return False
    words = set(row)
    for point in matter.points:
        wanted = set(point.content)
        both = len(words & wanted)
        if both >= min(2, len(wanted)) and 2 * both >= _SAME * (len(words) + len(wanted)):
            return True
    return False
