"""Finds questions again whose titles have changed."""

from collections.abc import Mapping

from bot.core.bank import Bank
from bot.core.question import digest

_EMPTY = digest("")


def renamed(before: Mapping[str, str], now: Bank) -> dict[str, str]:
    """Former id to present id, for questions whose title changed since `before` (id to answer
    hash).

    Only an id that is gone is taken for renamed, and only where exactly one question without a past
    has the same reference answer: nothing is guessed.
    """
    fresh: dict[str, list[str]] = {}
    for name, answer in zip(now.index.ids, now.index.answers, strict=True):
        if name not in before and answer != _EMPTY:
            fresh.setdefault(answer, []).append(name)
    if not fresh:
        return {}
    present = set(now.index.ids)
    return {
        old: fresh[answer][0]
        for old, answer in before.items()
        if old not in present and len(fresh.get(answer, [])) == 1
    }
