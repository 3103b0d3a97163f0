"""The folder of snapshots: opens the bank of a key, keeps new ones, drops old ones."""

import contextlib
import logging
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot.core.bank import Bank
from bot.shelf.snapshot import File, Snapshot, keep

logger = logging.getLogger(__name__)

KEPT = 4
"""How many snapshots stay: those of other settings, and of processes that have not reloaded yet."""

_NOT_WHOLE = (OSError, ValueError, EOFError, KeyError, TypeError)
_UNFINISHED = ".making-"


class Shelf:
    """Snapshots of banks by a key that says all that they depend on. Several processes may share
    it: a snapshot is written aside, put in place whole, and never changed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self, key: str) -> Snapshot | None:
        """The snapshot of this key; None where there is none that is whole."""
        folder = self.folder / key
        try:
            snapshot = Snapshot(folder)
            os.utime(folder)
        except _NOT_WHOLE:
            return None
        return snapshot

    def newest(self, beginning: str) -> Snapshot | None:
        """Of the snapshots whose keys begin so, the one opened last: a new one may start there."""
        alike = (one.name for one in self._snapshots() if one.name.startswith(beginning))
        name = next(alike, None)
        return self.open(name) if name else None

    def keep(self, key: str, bank: Bank, files: Sequence[File], like: Snapshot | None) -> Snapshot:
        """Keep a bank, and open it. OSError where it cannot be kept."""
        self.folder.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=self.folder))
        try:
            keep(aside, bank, files, like)
            target = self.folder / key
            if target.exists() and self.open(key) is None:
                shutil.rmtree(target, ignore_errors=True)  # it is there and not whole
            with contextlib.suppress(OSError):  # another process was first
                aside.rename(target)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        self._prune()
        kept = self.open(key)
        if kept is None:
            raise OSError("the bank that was kept cannot be opened")
        return kept

    def _snapshots(self) -> list[Path]:
        """The folders of snapshots, the one opened last first."""
        found = []
        with contextlib.suppress(OSError):
            for one in self.folder.iterdir():
                if not one.name.startswith(_UNFINISHED):
                    with contextlib.suppress(OSError):
                        found.append((one.stat().st_mtime, one))
        return [one for _, one in sorted(found, reverse=True)]

    def _prune(self) -> None:
        for folder in self._snapshots()[KEPT:]:
            shutil.rmtree(folder, ignore_errors=True)
