"""What of an answer counts: sentences that say a part of the reference answer, once each."""

from dataclasses import dataclass

from bot.estimating.address import addresses, clauses
from bot.estimating.matching import matches
from bot.estimating.matter import Matter, common, idle, neighbours
from bot.estimating.reading import Sentence, carries, folded, sentences, stems, veiled

_MOSTLY = 0.6
"""The share of a sentence's words that must be the reference answer's, where those that are new
are common ones."""
_SAME = 0.5
"""How alike (Dice) a sentence in the question's words and a point must be."""
_SHORT = 2
_LONE = 0.12
"""The share of a sentence's words that must be the reference answer's and not common ones, where
one of them alone is new."""
_LIST, _ITEMS = 6, 4
"""From how many words, and commas, on a sentence without function words is a list."""
_KNOWN = 0.7
"""The share of a list's words that must be the reference answer's: else they are guesses."""


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
        found = tuple(stems(text))
        if found:
            spoken.append(Sentence(text, found, tuple(filter(carries, found))))
    strictly = dropped > 0 or veiled(answer)
    several = sum(len(one.content) > _SHORT for one in spoken) > 1
    near = _near({word for one in spoken for word in one.content}, matter)
    rows: list[tuple[str, ...]] = []
    kept: list[Sentence] = []
    other: list[str] = []
    seen: set[frozenset[str]] = set()
    for sentence in spoken:
        row = tuple(near[word][0] if word in near else word for word in sentence.content)
        key = frozenset(row)
        if key in seen:
            continue
        seen.add(key)
        if not _lists(sentence, near) and _says(row, matter, strictly=strictly, several=several):
            rows.append(row)
            kept.append(sentence)
        else:
            other += sentence.content
    return Said(tuple(rows), tuple(kept), near, tuple(other), dropped / max(1, total))


def _lists(sentence: Sentence, near: dict[str, tuple[str, float]]) -> bool:
    """Whether a sentence is a bare list of words, of which most are guesses."""
    content = sentence.content
    items = sentence.text.count(",") + sentence.text.count("、")
    if len(content) < _LIST or items < _ITEMS or len(sentence.words) > 1.2 * len(content) + 1:
        return False
    return sum(word in near for word in content) < _KNOWN * len(content)


def _near(words: set[str], matter: Matter) -> dict[str, tuple[str, float]]:
    """Which word of the reference answer each word comes nearest to; what the question says
    says itself alone, and what is said of nearly anything no other rare word."""
    asked = words & matter.asked
    near = {
        word: found
        for word, found in matches(words - asked, matter.weights).items()
        if word == found[0] or not common(word) or found[0] not in matter.rare
    }
    return near | {word: (word, 1.0) for word in asked if word in matter.weights}


def _says(row: tuple[str, ...], matter: Matter, *, strictly: bool, several: bool) -> bool:
    """Whether a sentence says anything of the reference answer that the question does not: a rare
    new word, a pair of words that stands only there, common new words and little else, or a point
    nearly whole in the question's words. A lone rare word in a long sentence, one of `several`, is
    there by chance. `strictly`, where a part of the answer speaks to a grader or is veiled, only
    the first two count, and two of them are needed.
    """
    words = set(row)
    rare = len(words & matter.rare)
    shown = rare + any(pair in matter.telling for pair in neighbours(row, 2))
    if rare == shown == 1 and several:
        known = sum(word in matter.weights and not common(word) for word in words)
        shown = int(known >= _LONE * len(words))
    if shown or strictly:
        return shown > strictly
    hits = [word for word in words if word in matter.weights]
    plain = any(word in matter.new and not idle(word) for word in hits)
    if plain and len(hits) >= _MOSTLY * len(words):
        return True
    asked = max((_alike(words, set(one.content)) for one in matter.question), default=0.0)
    for point in matter.points:
        wanted = set(point.content)
        both = words & wanted
        if len(both) >= min(2, len(wanted)) and not all(map(idle, both)):
            like = _alike(words, wanted)
            if like >= _SAME and like > asked:
                return True
    return False


def _alike(one: set[str], other: set[str]) -> float:
    """The Dice coefficient (1945) of two sets."""
    return 2 * len(one & other) / ((len(one) + len(other)) or 1)
