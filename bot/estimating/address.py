"""Which clauses of an answer speak to whoever grades it, rather than of the matter."""

import re
from collections.abc import Set

from bot.estimating.lexicon import CLEAR, CLEAR_HAN, HINTS, HINTS_HAN, TOGETHER, stem

_CLAUSE = re.compile(r"[,，、;]\s*|\s[-–—]\s")

_WORD = re.compile(r"[a-z]+|\d[\d.]*")
_ENOUGH = 3
"""Hints from which on a clause is held for talk to a grader."""


def addresses(text: str, matter: str, own: Set[str]) -> bool:
    """Whether a folded clause speaks to a grader. Words that the matter (question and reference
    answer, folded; `own` are its stems) uses itself show little."""
    said = set(_WORD.findall(text))
    fresh = {one for one in said if stem(one) not in own}
    han = [] if text.isascii() else [one for one in CLEAR_HAN + HINTS_HAN if one in text]
    new = [one for one in han if one not in matter]
    if fresh & CLEAR or any(one in CLEAR_HAN for one in new):
        return True
    if any(all(one in said or one in han for one in pair) for pair in TOGETHER):
        return True
    hints, all_hints = len(fresh & HINTS) + len(new), len(said & (HINTS | CLEAR)) + len(han)
    return hints >= _ENOUGH or (hints > 0 and all_hints > _ENOUGH)


def clauses(text: str) -> list[str]:
    """The clauses of a sentence, between its commas."""
    return [one for one in _CLAUSE.split(text) if one]
