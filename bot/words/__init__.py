"""Every sentence a member may read, one catalogue per language: `en.toml` and `zh.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

FALLBACK = "en"


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """The sentences of a language by their dotted keys; KeyError for a language without a
    catalogue."""
    source = files(__name__) / f"{language}.toml"
    if not source.is_file():
        raise KeyError(language)
    return dict(_flat(tomllib.loads(source.read_text(encoding="utf-8"))))


def languages() -> list[str]:
    """The languages that have a catalogue."""
    return sorted(
        one.name.removesuffix(".toml")
        for one in files(__name__).iterdir()
        if one.name.endswith(".toml")
    )


def say(language: str | None, key: str, /, **facts: str | float) -> str:
    """The sentence of a key with its blanks filled. A language without a catalogue speaks English.

    KeyError where the key is missing: a test asks every catalogue for every key that is used.
    """
    try:
        sentences = catalogue(language or FALLBACK)
    except KeyError:
        sentences = catalogue(FALLBACK)
    return sentences[key].format(**facts)


def _flat(tree: Mapping[str, Any], above: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in tree.items():
        path = f"{above}.{name}" if above else name
        found += _flat(value, path) if isinstance(value, dict) else [(path, str(value))]
    return found
