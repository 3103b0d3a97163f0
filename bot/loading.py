"""Loads the bank that the settings name: from the shelf where it is as it was, else from its
files."""

import hashlib
import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from pathlib import Path

from bot import core, readers, shelf
from bot.core.bank import Bank
from bot.core.gathering import Part, gather_parts
from bot.readers.parts.uncollected import uncollected
from bot.shelf import word_index
from bot.shelf.shelf import Shelf
from bot.shelf.snapshot import File
from bot.shelf.word_index import WordIndex

logger = logging.getLogger(__name__)


Told = Callable[[int, int], None]
"""Is told how many files are read, and of how many."""


def load(
    paths: Sequence[Path],
    kept_in: Shelf | None,
    *,
    reader: str | None = None,
    told: Told | None = None,
) -> Bank:
    """The bank of these paths, ready to be searched; BankTrouble for a path that is not there.

    What no file has changed of is opened as it was kept; of a bank that has changed, only the files
    that did are read. Without a shelf, or where it cannot be written, the bank is held in memory.
    """
    with uncollected():
        return _load(paths, kept_in, reader, told)


def _load(
    paths: Sequence[Path], kept_in: Shelf | None, reader: str | None, told: Told | None
) -> Bank:
    files = [(file, digest(file)) for file in readers.files(paths)]
    aliases, odd = readers.aliases(paths)
    maker = _maker(reader)
    key = f"{maker}-{_digest([*map(str, files), repr(aliases.groups), repr(odd)])}"
    kept = kept_in.open(key) if kept_in else None
    if kept:
        return kept.bank
    like = kept_in.newest(maker) if kept_in else None
    known = {(one.path, one.digest): one.part for one in like.files} if like else {}
    unread = readers.parts_of(
        [file for file, hashed in files if (str(file), hashed) not in known], reader=reader
    )
    taken = []
    for file, hashed in files:
        part = known.get((str(file), hashed)) or next(unread)
        taken.append(File(str(file), hashed, part))
        if told:
            told(len(taken), len(files))
    bank = gather_parts([Part(diagnostics=odd), *(one.part for one in taken)], aliases)
    if kept_in is not None:
        try:
            return kept_in.keep(key, bank, taken, like).bank
        except OSError as exc:
            why = exc.strerror or str(exc)
            logger.warning("the bank could not be kept in %s (%s)", kept_in.folder, why)
    found_by = WordIndex(word_index.write(None, bank.questions, aliases), bank.index.ids)
    return replace(bank, found_by=found_by)


def read(paths: Sequence[Path], *, reader: str | None = None, told: Told | None = None) -> Bank:
    """The bank of these paths as its files are now, without an index of words. BankTrouble too."""
    files = readers.files(paths)
    aliases, odd = readers.aliases(paths)
    parts = [Part(diagnostics=odd)]
    for part in readers.parts_of(files, reader=reader):
        parts.append(part)
        if told:
            told(len(parts) - 1, len(files))
    return gather_parts(parts, aliases)


def digest(file: Path) -> str:
    """The hash of a file's bytes, or why it cannot be read."""
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "blake2b").hexdigest()[:32]
    except OSError as exc:
        return f"unreadable {exc.errno}"


@cache
def _maker(reader: str | None) -> str:
    """A hash of all that makes a bank of files: a snapshot of another version is no use."""
    folders = [Path(package.__file__ or "").parent for package in (core, readers, shelf)]
    files = [
        file for folder in folders for kind in ("py", "yaml") for file in folder.rglob(f"*.{kind}")
    ]
    code = [digest(file) for file in sorted(files)]
    return _digest([*code, sys.version, version("tantivy"), str(reader)])[:12]


def _digest(parts: Sequence[str]) -> str:
    joined = "\0".join(parts).encode("utf-8", "surrogateescape")
    return hashlib.blake2b(joined, digest_size=12).hexdigest()
