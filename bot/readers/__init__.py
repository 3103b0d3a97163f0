"""Files of questions to questions: one reader per format, each a module of this folder.

A reader is a module with `reads(name, text) -> bool` and `read(file, text) -> Found`.
"""

import importlib
import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from bot.core.bank import Bank, Diagnostic, gather
from bot.core.errors import BankTrouble, where
from bot.readers.found import Found

logger = logging.getLogger(__name__)

ENDINGS = {".md", ".markdown", ".txt"}
LARGEST = 64 * 1024 * 1024
_ORDER = ("front_matter", "markdown_chapters")


class Reader(Protocol):
    """A module of this folder."""

    def reads(self, name: str, text: str) -> bool:
        """Whether the text is of this format."""
        ...

    def read(self, file: str, text: str) -> Found:
        """The questions of the text, and what is odd in it."""
        ...


def load(paths: Iterable[Path]) -> Bank:
    """The bank of these files and folders; BankTrouble for a path that is not there.

    A file that cannot be read becomes a diagnostic of level `error`: the others are served.
    """
    found = Found()
    for path in paths:
        if not path.exists():
            raise BankTrouble("error.bank_missing", path=str(path))
        for file in _files(path):
            found += _read(file)
    return gather(found.questions, found.diagnostics)


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for one in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in one.relative_to(path).parts)
        if one.suffix.casefold() in ENDINGS and not hidden and one.stem.casefold() != "readme":
            yield one


def _read(file: Path) -> Found:
    name = str(file)
    try:
        if file.stat().st_size > LARGEST:
            return Found.trouble(
                name, "too-large", "the file is over 64 MiB", "split it into chapters"
            )
        raw = file.read_bytes()
    except OSError as exc:
        reason = exc.strerror or "it cannot be opened"
        return Found.trouble(name, "unreadable", reason, "check that it is a file you may read")
    text = raw.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    odd = Found()
    if "\ufffd" in text and "\ufffd".encode() not in raw:
        line = text[: text.index("\ufffd")].count("\n") + 1
        odd.say(name, line, "not-utf8", "a byte here is not UTF-8", "save the file as UTF-8")
    for kind in _ORDER:
        reader: Reader = importlib.import_module(f"bot.readers.{kind}")
        if reader.reads(file.name, text):
            try:
                return odd + reader.read(name, text)
            except Exception as exc:
                logger.error("a reader failed: %s", where(exc))
                why = "this file cannot be read (a fault of ours: please report it)"
                return odd + Found.trouble(name, "reader-failed", why, "leave the file out")
    return odd


def diagnostics(bank: Bank, level: str) -> list[Diagnostic]:
    """The bank's diagnostics of one level."""
    return [one for one in bank.diagnostics if one.level == level]
