"""Files of questions to questions: one reader per format, each a module of this folder.

A reader is a module with `suits(source) -> int` and `read(source) -> Found`; what readers share is
in `parts/`.
"""

import importlib
import logging
import pkgutil
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Protocol

from bot.core import tags
from bot.core.account import Account, Diagnostic
from bot.core.bank import Bank
from bot.core.gathering import gather
from bot.core.errors import BankTrouble, where
from bot.readers.parts import places
from bot.readers.parts.found import Found
from bot.readers.parts.source import Source

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
    if reader is not None:
        _reader(reader)
    for path in paths:
        if not path.exists():
            raise BankTrouble("error.bank_missing", path=str(path))
    questions, said, accounts = [], [], []
    for place in places.of(paths):
        if isinstance(place, Diagnostic):
            said.append(place)
            continue
        found, account = read(place, reader=reader)
        questions += found.questions
        said += found.diagnostics
        accounts.append(account)
    return gather(questions, said, accounts=accounts)


def read(source: Source, *, reader: str | None = None) -> tuple[Found, Account]:
    """What the reader that suits the source best (or the one of this name) found in it."""
    name = reader or surest(source)
    found = Found()
    try:
        found = _reader(name).read(source)
    except Exception as exc:
        logger.error("a reader failed: %s", where(exc))
        why = "this file cannot be read (a fault of ours: please report it)"
        found = Found.trouble(source.label, "reader-failed", why, "leave the file out")
    if source.stray_line and not found.is_trouble:
        found.say(
            source.label,
            source.stray_line,
            "not-utf8",
            "a byte here is not UTF-8",
            "save the file as UTF-8",
        )
    return found, found.settle(source.label, name, source.lines)


def surest(source: Source) -> str:
    """The name of the reader that suits the source best; of equals the first by name."""
    return max(names(), key=lambda name: _reader(name).suits(source))


def diagnostics(bank: Bank, level: str) -> list[Diagnostic]:
    """The bank's diagnostics of one level."""
    return [one for one in bank.diagnostics if one.level == level]


def _reader(name: str) -> Reader:
    if name not in names():
        near = ", ".join(tags.near(name, names(), most=3) or names())
        raise BankTrouble("error.unknown_reader", reader=name, near=near)
    return importlib.import_module(f"bot.readers.{name.replace('-', '_')}")
