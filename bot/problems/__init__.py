"""The problems of the house for ways of reasoning, one file per language: `en.yaml`, `zh.yaml`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

import yaml

from bot.core.problem import Problem

Use = Literal["easy", "steps", "search", "lists", "puzzle", "facts", "alike"]
"""What a problem shows best: that reasoning can be spared, chains of steps, search for an
expression, work that splits and merges, constraints, facts of the bank, a problem seen before."""


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A problem and what is known of it: how many `steps` it takes, an expression that computes its
    answer (`check`), and the problem that it looks like (`alike`), where there is one."""

    problem: Problem
    use: Use
    steps: int
    check: str = ""
    alike: str = ""


@cache
def sets() -> Mapping[str, tuple[BuiltIn, ...]]:
    """The problems of each language that has some, by the language, the easier ones first."""
    found = (one for one in files(__name__).iterdir() if one.name.endswith(".yaml"))
    read = {one.name.removesuffix(".yaml"): one.read_text(encoding="utf-8") for one in found}
    return MappingProxyType({one: tuple(_read(one, read[one])) for one in sorted(read)})


@cache
def by_id() -> Mapping[str, Problem]:
    """Every problem by its id, which ends in its language."""
    return MappingProxyType(
        {one.problem.id: one.problem for several in sets().values() for one in several}
    )


def _read(language: str, text: str) -> Iterator[BuiltIn]:
    for given in yaml.safe_load(text):
        yield BuiltIn(
            Problem(
                given["text"].strip(),
                language,
                str(given["answer"]),
                given.get("kind", "number"),
                f"{given['id']}-{language}",
            ),
            given["use"],
            given["steps"],
            given.get("check", ""),
            f"{given['alike']}-{language}" if "alike" in given else "",
        )
