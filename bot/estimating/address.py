"""Which clauses of an answer speak to whoever grades it, rather than of the matter."""

import re
from collections.abc import Set

from bot.estimating.lexicon import CLEAR, CLEAR_HAN, HINTS, HINTS_HAN, stem

_CLAUSE = re.compile(r"[,，、;]\s*|\s[-–—]\s")

_WORD = re.compile("[a-z]+")
_ENOUGH = 3
"""Hints from which on a clause is held for talk to a grader."""


def addresses(text: str, matter: str, own: Set[str]) -> bool:
    """Whether a folded clause speaks to a grader. Words that the matter (question and reference
    answer, folded; `own` are its stems) uses itself show nothing."""
    said = {one for one in _WORD.findall(text) if stem(one) not in own}
    if said & CLEAR:
        return True
    hints = len(said & HINTS)
    if not text.isascii():
        if any(one in text and one not in matter for one in CLEAR_HAN):
            return True
        hints += sum(one in text and one not in matter for one in HINTS_HAN)
    return hints >= _ENOUGH


def clauses(text: str) -> list[str]:
    """The clauses of a sentence, between its commas."""
    return [one for one in _CLAUSE.split(text) if one]
