"""What an answer is held against: a question and its reference answer, read once."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.estimating.lexicon import COMMON, TALK
from bot.estimating.matching import matches
from bot.estimating.reading import Sentence, folded, sentences, stems

ASKED = 0.25
"""The weight of a word that the question says already, itself or in another form."""
COMMONLY = 0.3
"""The weight of a word that is said of nearly anything."""

_WORD = re.compile(r"\w+")
_ROUND = re.compile(r"\d{1,2}|[\d.,]0+")
_GRAM = 4

Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Matter:
    """`weights` has each content stem of the reference answer; `new` those that the question does
    not say, `rare` those of them that are not said of nearly anything; `pairs` the neighbours of
    which one is new, `telling` those that the question does not set side by side."""

    question: tuple[Sentence, ...]
    points: tuple[Sentence, ...]
    asked: frozenset[str]
    weights: dict[str, float]
    new: frozenset[str]
    rare: frozenset[str]
    telling: Pairs
    pairs: Pairs
    order: dict[str, int]
    text: str
    own: frozenset[str]
    asked_grams: frozenset[str]
    grams: frozenset[str]


@lru_cache(maxsize=256)
def matter(question: str, reference: str) -> Matter:
    """The matter of a question and its reference answer."""
    asked_text, text = folded(question), folded(reference)
    asking, points = sentences(asked_text), tuple(one for one in sentences(text) if one.content)
    asked = frozenset(word for one in asking for word in one.content)
    wanted = dict.fromkeys(word for one in points for word in one.content)
    said = matches(wanted, asked).keys()
    new = frozenset(word for word in wanted if word not in said)
    rare = frozenset(word for word in new if not common(word))
    beside = {pair for one in asking for pair in neighbours(one.content, 3)}
    beside |= {(later, earlier) for earlier, later in beside}
    near = {pair for one in points for pair in neighbours(one.content, 2) if pair[0] != pair[1]}
    order: dict[str, int] = {}
    for place, word in enumerate(word for one in points for word in one.content):
        order.setdefault(word, place)
    known = grams(asked_text)
    return Matter(
        question=asking,
        points=points,
        asked=asked,
        weights={
            word: 1.0 if word in rare else COMMONLY if word in new else ASKED for word in wanted
        },
        new=new,
        rare=rare,
        telling=frozenset(near - beside),
        pairs=frozenset(pair for pair in near if pair[0] in new or pair[1] in new),
        order=order,
        text=f"{asked_text}\n{text}",
        own=frozenset(stems(asked_text)) | frozenset(stems(text)),
        asked_grams=known,
        grams=grams(text) - known,
    )


def common(word: str) -> bool:
    """Whether a stem is said of nearly anything: lone characters and small numbers are, too."""
    return word in COMMON or len(word) < 2 or bool(_ROUND.fullmatch(word))


def idle(word: str) -> bool:
    """Whether a stem is of talk about answers and grades, or a small number or lone letter."""
    return word in TALK or len(word) < 2 or bool(_ROUND.fullmatch(word))


def neighbours(words: Sequence[str], far: int) -> Iterable[tuple[str, str]]:
    """The pairs of words that stand at most so far apart, in their order."""
    for step in range(1, far + 1):
        yield from zip(words, words[step:], strict=False)


def grams(text: str) -> frozenset[str]:
    """The runs of four characters of a text's words."""
    plain = f" {' '.join(_WORD.findall(text))} "
    return frozenset(plain[at : at + _GRAM] for at in range(len(plain) - _GRAM + 1))
