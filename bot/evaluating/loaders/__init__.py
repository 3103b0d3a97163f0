"""Files of scored answers to items: one loader per format, each a module of this folder.

A loader is a module with `suits(source) -> int` and `read(source, how) -> Loaded`; what loaders
share is in `parts/`.
"""

import importlib
import os
import pkgutil
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Protocol, cast

from bot.core.errors import BadInput
from bot.core.question import digest, normal_title
from bot.evaluating.item import DataSet, Item, Skipped
from bot.evaluating.loaders.parts.loaded import How, Loaded
from bot.evaluating.loaders.parts.source import Source, source

_OF_ONE_FILE = ("error.eval_file", "error.eval_format")
"""What is wrong with one file of a folder and says nothing of the others."""


class Loader(Protocol):
    """A module of this folder."""

    def suits(self, source: Source) -> int:
        """How surely the source is of this format, 0 (not at all) to 100; the surest reads it."""
        ...

    def read(self, source: Source, how: How) -> Loaded:
        """The items of the source, and the rows that could not be read. BadInput where the whole
        file cannot be read so."""
        ...


@cache
def names() -> tuple[str, ...]:
    """The loaders by name."""
    return tuple(one.name for one in pkgutil.iter_modules(__path__) if not one.ispkg)


def load(path: Path, *, format: str | None = None, how: How | None = None) -> DataSet:  # noqa: A002
    """The items of a file, or of all files below a folder, in the order of their names.

    `format` names the loader for all of them, in place of the one that suits each best. A row that
    cannot be read becomes a `Skipped`; so does a file of a folder in which nothing can be. BadInput
    where no item is left, with the first reason.
    """
    if format is not None and format not in names():
        raise BadInput("error.unknown_format", format=format, known=", ".join(names()))
    items: list[Item] = []
    numbered: list[Item] = []
    skipped: list[Skipped] = []
    used: set[str] = set()
    files = _files(path)
    for file in files:
        label = file.name if file == path else str(file.relative_to(path))
        try:
            opened = source(file, label)
            name = format or _surest(opened)
            if name is None:
                raise BadInput("error.eval_format", path=label, known=", ".join(names()))
            loaded = _loader(name).read(opened, how or How())
        except BadInput as trouble:
            if file == path or trouble.key not in _OF_ONE_FILE:
                raise
            reason = trouble.facts.get("reason", "no loader knows this kind of file")
            skipped.append(Skipped(label, 1, str(reason)))
            continue
        used.add(name)
        (numbered if loaded.numbered else items).extend(loaded.items)
        skipped += loaded.skipped
    items += _groups_told_apart(numbered)
    if not items:
        first = f"{skipped[0].file}:{skipped[0].line}: {skipped[0].reason}" if skipped else "-"
        raise BadInput("error.eval_nothing", path=str(path), count=len(skipped), first=first)
    return DataSet(_name(path), "+".join(sorted(used)), _ids_told_apart(items), tuple(skipped))


def _files(path: Path) -> Sequence[Path]:
    if path.is_dir():
        found = [Path(folder) / name for folder, _, names in os.walk(path) for name in names]
        return sorted(one for one in found if not one.name.startswith("."))
    if not path.is_file():
        raise BadInput("error.eval_file", path=str(path), reason="there is no such file or folder")
    return [path]


def _surest(opened: Source) -> str | None:
    sure = {name: _loader(name).suits(opened) for name in names()}
    best = max(sure, key=lambda name: sure[name])
    return best if sure[best] else None


def _loader(name: str) -> Loader:
    return cast("Loader", importlib.import_module(f"{__name__}.{name}"))


def _name(path: Path) -> str:
    whole = path.resolve()
    return f"{whole.parent.name}/{whole.name}" if path.is_dir() else whole.name


def _ids_told_apart(items: Sequence[Item]) -> tuple[Item, ...]:
    """The items, an id that was there before with a number behind it."""
    seen: dict[str, int] = {}
    found = []
    for one in items:
        seen[one.id] = seen.get(one.id, 0) + 1
        found.append(one if seen[one.id] == 1 else replace(one, id=f"{one.id}#{seen[one.id]}"))
    return tuple(found)


def _groups_told_apart(items: Sequence[Item]) -> list[Item]:
    """The items, a group that has several questions parted by their texts."""
    texts: dict[str, set[str]] = {}
    for one in items:
        texts.setdefault(one.group, set()).add(normal_title(one.question))
    return [
        one
        if len(texts[one.group]) == 1
        else replace(one, group=f"{one.group} {digest(normal_title(one.question), 6)}")
        for one in items
    ]
