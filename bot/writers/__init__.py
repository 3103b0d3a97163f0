"""Questions to files: one writer per format, each a module of this folder."""

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache
from pathlib import PurePath
from typing import Protocol

from bot.core import tags
from bot.core.errors import BadInput
from bot.core.question import Question
from bot.writers.parts.files import File, Told, untold


class Writer(Protocol):
    """A module of this folder. `ENDINGS` are those of its files, the first for new ones; a format
    without any is a folder of files."""

    ENDINGS: tuple[str, ...]

    def carried(self, question: Question) -> Question:
        """The question as the format gives it back, which says what it cannot keep."""
        ...

    def write(self, questions: Sequence[Question], told: Told = untold) -> list[File]:
        """The files that hold the questions."""
        ...


@cache
def names() -> tuple[str, ...]:
    """The formats by name: `markdown-chapters`, `front-matter`, ..."""
    modules = pkgutil.iter_modules(__path__)
    return tuple(one.name.replace("_", "-") for one in modules if not one.ispkg)


def writer(name: str) -> Writer:
    """The writer of this name; BadInput with near names for any other."""
    if name not in names():
        known = ", ".join(tags.near(name, names(), most=2) or names())
        raise BadInput("error.unknown_format", format=name, known=known)
    return importlib.import_module(f"bot.writers.{name.replace('-', '_')}")


def guessed(path: PurePath) -> str | None:
    """The format of a file that is called so: by its ending; a path without one is a folder."""
    ending = path.suffix.casefold()
    if not ending:
        return next(name for name in names() if not writer(name).ENDINGS)
    return next((name for name in names() if ending in writer(name).ENDINGS), None)


__all__ = ["File", "Writer", "guessed", "names", "writer"]
