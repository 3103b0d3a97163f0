"""Files of questions to questions: one reader per format, each a module of this folder.

A reader is a module with `suits(source) -> int` and `read(source) -> Found`; what readers share is
in `parts/`.
"""

import importlib
import logging
import os
import pkgutil
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Protocol

from bot.core import tags
from bot.core.account import Account, Diagnostic
from bot.core.aliases import Aliases
from bot.core.bank import Bank
from bot.core.errors import BankTrouble, where
from bot.core.gathering import Part, gather_parts
from bot.readers.parts import alias_files, many, places
from bot.readers.parts.encodings import NAMES
from bot.readers.parts.found import Found
from bot.readers.parts.source import Source
from bot.readers.parts.uncollected import uncollected

logger = logging.getLogger(__name__)


class Reader(Protocol):
    """A module of this folder."""

    def suits(self, source: Source) -> int:
        """How surely the source is of this format, 0 (not at all) to 100; the surest reads it."""
        ...

    def read(self, source: Source) -> Found:
        """The questions of the source, what is odd in it, and which lines were read as what."""
        ...


@cache
def names() -> tuple[str, ...]:
    """The readers by name: `markdown-chapters`, `front-matter`, ..."""
    modules = pkgutil.iter_modules(__path__)
    return tuple(one.name.replace("_", "-") for one in modules if not one.ispkg)


def load(paths: Iterable[Path], *, reader: str | None = None) -> Bank:
    """The bank of these files, folders and archives; BankTrouble for a path that is not there.

    `reader` names the reader for all of them, in place of the one that suits each file best. A file
    that cannot be read becomes a diagnostic of level `error`: the others are served.
    """
    paths = list(paths)
    these = files(paths)
    known, odd = aliases(paths)
    return gather_parts([Part(diagnostics=odd), *parts_of(these, reader=reader)], known)


def files(paths: Iterable[Path]) -> list[Path]:
    """The files that a bank of these paths is made of; BankTrouble for a path that is not there."""
    paths = list(paths)
    for path in paths:
        if not os.path.isfile(path) and not os.path.isdir(path):  # noqa: PTH112, PTH113 - no raise
            raise BankTrouble("error.bank_missing", path=str(path))
    return list(places.files(paths))


def aliases(paths: Iterable[Path]) -> tuple[Aliases, list[Diagnostic]]:
    """The built-in aliases, those of every `aliases.yaml` of the bank, and what is odd there."""
    return alias_files.of(paths)


def part_of(file: Path, *, reader: str | None = None) -> Part:
    """What one file (or the files of one archive) holds; BankTrouble for a reader that there is
    not."""
    with uncollected():
        return _part_of(file, reader)


def _part_of(file: Path, reader: str | None) -> Part:
    questions, said, accounts = [], [], []
    for place in places.opened(file):
        if isinstance(place, Diagnostic):
            said.append(place)
            continue
        found, account = read(place, reader=reader)
        if places.is_readme(place) and not found.questions:
            continue  # it tells of the bank, and is none of its files
        questions += found.questions
        said += found.diagnostics
        accounts.append(account)
    return Part(tuple(questions), tuple(said), tuple(accounts))


def parts_of(these: Sequence[Path], *, reader: str | None = None) -> Iterator[Part]:
    """What each of these files holds, in their order; of many, on every core."""
    if reader is not None:
        named(reader)
    return many.each(these, partial(part_of, reader=reader))


def read(source: Source, *, reader: str | None = None) -> tuple[Found, Account]:
    """What the reader that suits the source best (or the one of this name) found in it."""
    name, found = reader or "", Found()
    try:
        name = name or surest(source)
        found = named(name).read(source)
    except Exception as exc:
        logger.error("a reader failed: %s", where(exc))
        why = "this file cannot be read (a fault of ours: please report it)"
        found = Found.trouble(source.label, "reader-failed", why, "leave the file out")
    if found.records is not None:
        return found, found.settle(source.label, name, ["a record"] * found.records)
    _say_encoding(source, found)
    return found, found.settle(source.label, name, source.lines)


def _say_encoding(source: Source, found: Found) -> None:
    fix = "save the file as UTF-8"
    if source.encoding != "utf-8":
        what = f"the file is written in {NAMES[source.encoding]}, not in UTF-8"
        found.say(source.label, 1, "not-utf8", what, fix)
    elif source.stray_line and not found.is_trouble:
        found.say(source.label, source.stray_line, "not-utf8", "a byte here is not UTF-8", fix)


def surest(source: Source) -> str:
    """The name of the reader that suits the source best; of equals the first by name. One that is
    sure beyond doubt (100) is not held against others."""
    best, most = "", -1
    for name in names():
        suits = named(name).suits(source)
        if suits > most:
            best, most = name, suits
        if most >= 100:
            break
    return best


def diagnostics(bank: Bank, level: str) -> list[Diagnostic]:
    """The bank's diagnostics of one level."""
    return [one for one in bank.diagnostics if one.level == level]


def named(name: str) -> Reader:
    """The reader of this name; BankTrouble, with those near it, where there is none."""
    if name not in names():
        near = ", ".join(tags.near(name, names(), most=3) or names())
        raise BankTrouble("error.unknown_reader", reader=name, near=near)
    return importlib.import_module(f"bot.readers.{name.replace('-', '_')}")
