"""The sentences of an answer, and which of them hold the words of a verdict."""

import re
from collections.abc import Iterator

_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？；])\s*|\s*\n+\s*")


def sentences(answer: str) -> list[tuple[int, int]]:
    """Where each sentence (or line) of an answer begins and ends, in order; nothing but spaces
    lies between them."""
    found: list[tuple[int, int]] = []
    begin = 0
    for end in [*_END.finditer(answer), None]:
        stop = len(answer) if end is None else end.start()
        if answer[begin:stop].strip():
            found.append((begin, stop))
        begin = stop if end is None else end.end()
    return found


def holding(evidence: str, answer: str) -> list[frozenset[int]]:
    """The sets of sentences (by their numbers) in which the words stand: one for each place."""
    places = sentences(answer)
    return [
        frozenset(
            number
            for number, (begin, end) in enumerate(places)
            if begin < at + len(evidence) and at < end
        )
        for at in _places(evidence, answer)
    ]


def _places(evidence: str, answer: str) -> Iterator[int]:
    at = answer.find(evidence) if evidence else -1
    while at >= 0:
        yield at
        at = answer.find(evidence, at + 1)
