"""The general words that the estimate knows: what carries no content, turns, says alike."""

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

import snowballstemmer  # type: ignore[import-untyped]

_STEMMER = snowballstemmer.stemmer("english")
_KEPT: dict[str, Any] = tomllib.loads(
    (files(__package__) / "lexicon.toml").read_text(encoding="utf-8")
)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """An English word without its endings (Porter, "Snowball", 2001); others as they are."""
    return str(_STEMMER.stemWord(word)) if word.isascii() else word


def _linked(groups: list[list[str]]) -> dict[str, frozenset[str]]:
    """Of each word's stem, the stems of those that it shares a group with."""
    found: dict[str, set[str]] = {}
    for group in groups:
        stems = {stem(one) for one in group}
        for one in stems:
            found.setdefault(one, set()).update(stems - {one})
    return {one: frozenset(others) for one, others in found.items()}


def _both(kind: dict[str, str]) -> str:
    return f"{kind['en']}\n{kind['zh']}"


NEGATIONS = frozenset(_KEPT["negations"]["en"].split()) | frozenset(_KEPT["negations"]["zh"])
FUNCTION = frozenset(stem(one) for one in _KEPT["function"]["en"].split()) | frozenset(
    _KEPT["function"]["zh"]
)
OPPOSITES = _linked([pair.split("/") for pair in _both(_KEPT["opposites"]).split()])
"""Of a stem, the stems that say the contrary."""
ALIKE = _linked([group.split() for group in _both(_KEPT["alike"]).splitlines()])
"""Of a stem, the stems that often say the same."""
CLEAR = frozenset(_KEPT["address"]["clear"]["en"].split())
HINTS = frozenset(_KEPT["address"]["hints"]["en"].split())
CLEAR_HAN = tuple(_KEPT["address"]["clear"]["zh"].split())
HINTS_HAN = tuple(_KEPT["address"]["hints"]["zh"].split())
"""What speaks, and what may speak, to whoever grades."""
TOGETHER = tuple(tuple(pair.split("/")) for pair in _both(_KEPT["address"]["together"]).split())
"""What speaks to whoever grades where it stands together."""
TALK = frozenset(stem(one) for words in (CLEAR, HINTS, CLEAR_HAN, HINTS_HAN) for one in words)
"""Stems of talk about answers and grades."""
COMMON = TALK | frozenset(
    stem(one) for kind in ("common", "field") for one in _both(_KEPT[kind]).split()
)
"""Stems that are said of nearly anything."""
