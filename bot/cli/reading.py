"""Loads a bank for a command, and shows how far it is where that takes long."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot import loading, settings
from bot.cli.frame import err
from bot.core.bank import Bank
from bot.shelf.shelf import Shelf

_PATIENCE = 1.0
"""Seconds before anything is shown."""


def kept(paths: Sequence[Path] | None, reader: str | None = None) -> Bank:
    """The bank of these paths, or of the settings; what has not changed is opened as it was
    kept."""
    chosen = settings.read()
    shelf = Shelf(chosen.home / "cache" / "bank")
    with _progress() as told:
        return loading.load(paths or chosen.bank_paths, shelf, reader=reader, told=told)


def fresh(paths: Sequence[Path] | None, reader: str | None = None) -> Bank:
    """The bank of these paths, or of the settings, read from its files now; slow to search."""
    with _progress() as told:
        return loading.read(paths or settings.read().bank_paths, reader=reader, told=told)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    columns = (
        TextColumn("Reading the bank"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("files"),
    )
    shown = Progress(*columns, console=err, transient=True, disable=not err.is_terminal)
    task = shown.add_task("", total=None)
    begun = time.monotonic()

    def told(done: int, total: int) -> None:
        if time.monotonic() - begun > _PATIENCE:
            shown.start()
        shown.update(task, completed=done, total=total)

    try:
        yield told
    finally:
        shown.stop()
