"""What members let be used, as rows to teach a model with: one shape per module of this folder."""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Protocol

from bot.core import tags
from bot.core.errors import BadInput
from bot.exporting.parts.example import Example, Prompt, Row


class Shape(Protocol):
    """A module of this folder: its docstring says what a row is."""

    def rows(
        self, examples: Sequence[Example], prompt: Prompt, left_out: Counter[str]
    ) -> Iterator[Row]:
        """The rows that the examples make; those that make none are counted by the reason."""
        ...


@cache
def names() -> tuple[str, ...]:
    """The shapes by name: `dpo`, `sft`, ..."""
    return tuple(one.name for one in pkgutil.iter_modules(__path__) if not one.ispkg)


def shape(name: str) -> Shape:
    """The shape of this name; BadInput with near names for any other."""
    if name not in names():
        known = ", ".join(tags.near(name, names(), most=2) or names())
        raise BadInput("error.unknown_shape", shape=name, known=known)
    return importlib.import_module(f"bot.exporting.{name}")


__all__ = ["Example", "Prompt", "Row", "Shape", "names", "shape"]
