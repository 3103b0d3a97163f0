"""Whether the words that a model quotes stand in an answer, and where."""

import re
import unicodedata
from functools import lru_cache

from rapidfuzz import fuzz

_NEAR = 90.0
"""How alike (of 100) a quote and a stretch of the answer must be, where they are not equal."""
_SHORTEST_NEAR = 12
"""Characters (a Chinese one counts twice) from which on a quote may differ at all."""
_LEFT_OUT = re.compile(r"\s*(?:\.{3,}|…+|\[…\]|\[\.\.\.\])\s*")
_PIECE = re.compile(
    r"[\u3400-\u9fff\U00020000-\U0003ffff]|\d+|[^\W\d_\u3400-\u9fff\U00020000-\U0003ffff]+"
)
_HAN = re.compile(r"([\u3400-\u9fff\U00020000-\U0003ffff])")


def found(evidence: str, answer: str) -> str | None:
    """The words of the answer that the evidence quotes, as they stand there; None if they do not.

    Compared are whole words in their order, without width, case, spaces and punctuation; where a
    quote leaves something out (`…`), each of its parts must stand behind the one before. A longer
    quote may differ a little (a typo that was mended, an ending): it must be nine tenths alike
    (Levenshtein's ratio) to words of the answer that begin and end with its own first and last
    word, and differ in no number and no negation. A quote of one letter shows nothing.
    """
    words, places = _words(answer)
    parts = [_words(part)[0] for part in _LEFT_OUT.split(evidence.strip())]
    parts = [part for part in parts if part]
    if not parts or sum(map(len, (word for part in parts for word in part))) < 2:
        return None
    first, behind = None, 0
    for part in parts:
        at = _stands(part, words, behind) or _nearly(part, words, behind)
        if at is None:
            return None
        first = at[0] if first is None else first
        behind = at[1]
    begin, end = places[first or 0][0], places[behind - 1][1]
    return answer[begin:end]


def _stands(part: list[str], words: list[str], behind: int) -> tuple[int, int] | None:
    for at in range(behind, len(words) - len(part) + 1):
        if words[at : at + len(part)] == part:
            return at, at + len(part)
    return None


def _nearly(part: list[str], words: list[str], behind: int) -> tuple[int, int] | None:
    wanted = " ".join(part)
    if len(_HAN.sub(r"\1\1", wanted.replace(" ", ""))) < _SHORTEST_NEAR:
        return None
    best: tuple[float, int, int] | None = None
    for at in range(behind, len(words)):
        if not _alike(part[0], words[at]):
            continue
        for size in range(max(1, len(part) - 1), len(part) + 2):
            window = words[at : at + size]
            if len(window) < size or not _alike(part[-1], window[-1]):
                continue
            near = fuzz.ratio(wanted, " ".join(window), score_cutoff=_NEAR)
            if near and _telling(part) == _telling(window) and (not best or near > best[0]):
                best = (near, at, at + size)
    return best[1:] if best else None


def _alike(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) > 3 and fuzz.ratio(one, other) >= 75)


_TURNING = re.compile(
    "not?|never|none|n?either|nor|cannot|without|(?:is|are|was|were|do|does|did|wo|would|should|could|ca)n|t"
    "|less|more|above|below|[不没无非未否勿多少大小高低]"
)


def _telling(words: list[str]) -> list[str]:
    """The words that turn a sentence round: numbers, negations, more and less."""
    return [one for one in words if _TURNING.fullmatch(one) or any(map(str.isdecimal, one))]


@lru_cache(maxsize=4)
def _words(text: str) -> tuple[list[str], list[tuple[int, int]]]:
    """The words of a text, folded, and where each stands in it; a Chinese character is a word,
    and so is a row of digits."""
    words: list[str] = []
    places: list[tuple[int, int]] = []
    for piece in _PIECE.finditer(text):
        folded = unicodedata.normalize("NFKC", piece[0]).casefold()
        plain = [one for one in re.split(r"[\W_]+", _HAN.sub(r" \1 ", folded)) if one]
        words += plain
        places += [piece.span()] * len(plain)
    return words, places
