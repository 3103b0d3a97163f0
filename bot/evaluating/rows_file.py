"""The file of rows that a run adds to, and the next run continues."""

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Generic, Protocol, TypeVar

from bot.core.errors import BadInput

_SYNC = 1.0
"""Seconds after which rows are on the disk at the latest."""


class Row(Protocol):
    """What is kept of one item."""

    @property
    def id(self) -> str:
        """The item's id."""
        ...

    def document(self) -> dict[str, Any]:
        """The JSON object of one line."""
        ...


R = TypeVar("R", bound=Row)


class RowsFile(Generic[R]):
    """Rows of JSON, one a line, of one run on one set; what both are stands in a file beside.

    A line that was cut off by the end of a process is taken away; a row is never there twice.
    """

    def __init__(self, path: Path, stream: BinaryIO, kept: dict[str, R]) -> None:
        self._path, self._stream, self._synced = path, stream, time.monotonic()
        self.kept = kept

    def add(self, row: R) -> None:
        """Append a row; one whose id is there is left as it is."""
        if row.id in self.kept:
            return
        self._stream.write(json.dumps(row.document(), ensure_ascii=False).encode() + b"\n")
        self._stream.flush()
        self.kept[row.id] = row
        if time.monotonic() - self._synced > _SYNC:
            os.fsync(self._stream.fileno())
            self._synced = time.monotonic()


@contextlib.contextmanager
def opened(
    path: Path,
    run: Mapping[str, Any],
    read: Callable[[Mapping[str, Any]], R],
    *,
    fresh: bool = False,
) -> Iterator[RowsFile[R]]:
    """The file, held alone until the block ends; `run` is what its rows depend on, `read` makes a
    row of the object of a line (TypeError or ValueError for one that is none).

    BadInput where it is of another run (unless `fresh`, which begins it anew), another process
    writes it now, or it cannot be written.
    """
    beside = path.with_suffix(".run.json")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BadInput("error.eval_busy", path=str(path)) from None
            if fresh:
                stream.truncate(0)
            else:
                _same(path, beside, run, empty=stream.seek(0, os.SEEK_END) == 0)
            beside.write_text(json.dumps(run, ensure_ascii=False, indent=2) + "\n", "utf-8")
            try:
                yield RowsFile(path, stream, _kept(stream, read))
            finally:
                stream.flush()
                os.fsync(stream.fileno())
    except OSError as exc:
        reason = exc.strerror or "it cannot be written"
        raise BadInput("error.eval_out", path=str(path), reason=reason) from exc


def _same(path: Path, beside: Path, run: Mapping[str, Any], *, empty: bool) -> None:
    if empty:
        return
    try:
        before = json.loads(beside.read_text("utf-8"))
    except (OSError, ValueError):
        before = {}
    changed = [key for key in run if not isinstance(before, dict) or before.get(key) != run[key]]
    if changed:
        raise BadInput("error.eval_changed", path=str(path), what=", ".join(changed))


def _kept(stream: BinaryIO, read: Callable[[Mapping[str, Any]], R]) -> dict[str, R]:
    """The whole rows of the file, from which everything behind the first broken one is cut."""
    stream.seek(0)
    found: dict[str, R] = {}
    whole = 0
    for line in stream:
        try:
            row = read(json.loads(line))
        except (ValueError, TypeError):
            break
        if not line.endswith(b"\n"):
            break
        found.setdefault(row.id, row)
        whole += len(line)
    stream.truncate(whole)
    stream.seek(0, os.SEEK_END)
    return found
