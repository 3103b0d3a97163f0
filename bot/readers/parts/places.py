"""The files that a bank is made of: those named, and those within folders that may hold
questions."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.core.account import Diagnostic
from bot.readers.parts.source import Source

ENDINGS = {".md", ".markdown", ".txt"}
LARGEST = 64 * 1024 * 1024


def of(paths: Iterable[Path]) -> Iterator[Source | Diagnostic]:
    """Every file as a source, or the error that explains why it is none."""
    for path in paths:
        for file in _files(path):
            yield _opened(file)


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for one in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in one.relative_to(path).parts)
        if one.suffix.casefold() in ENDINGS and not hidden and one.stem.casefold() != "readme":
            yield one


def _opened(file: Path) -> Source | Diagnostic:
    name = str(file)
    try:
        if file.stat().st_size > LARGEST:
            fix = "split it into chapters"
            return Diagnostic(name, 1, "too-large", "error", "the file is over 64 MiB", fix)
        return Source(file.name, name, file.read_bytes())
    except OSError as exc:
        reason = exc.strerror or "it cannot be opened"
        fix = "check that it is a file you may read"
        return Diagnostic(name, 1, "unreadable", "error", reason, fix)
