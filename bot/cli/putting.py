"""Writes files that are new or changed, each whole or not at all; a sentence says why not."""

import contextlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bot.core.errors import BankTrouble
from bot.readers.parts import writing


@dataclass(frozen=True, slots=True)
class Change:
    """A file as it was (None: there was none) and as it shall be."""

    path: Path
    before: bytes | None
    after: bytes


def put(change: Change) -> None:
    """Write a file. BankTrouble where it cannot be; then what was there is as it was."""
    path = change.path
    try:
        if change.before is None:
            _create(path, change.after)
        elif not writing.is_writable(path):
            raise BankTrouble("error.target_readonly", path=str(path))
        elif change.after != change.before:
            writing.rewrite(path, change.before, change.after)
    except (writing.Changed, FileExistsError) as exc:
        raise BankTrouble("error.target_changed", path=str(path)) from exc
    except OSError as exc:
        reason = exc.strerror or type(exc).__name__
        raise BankTrouble("error.target_not_written", path=str(path), reason=reason) from exc


def _create(path: Path, data: bytes) -> None:
    """Make a file that was not there; FileExistsError where one has come meanwhile."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:60]}.", suffix=".new", dir=path.parent)
    written = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        written.chmod(0o666 & ~_umask())
        try:
            os.link(written, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            if path.exists():
                raise FileExistsError from None
            written.replace(path)
    finally:
        with contextlib.suppress(OSError):
            written.unlink()


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
