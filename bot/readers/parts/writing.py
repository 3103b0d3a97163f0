"""Writes a file whole or not at all."""

import contextlib
import os
import stat
import tempfile
from pathlib import Path


class Changed(Exception):
    """The file is not what it was when it was read."""


def is_writable(file: Path) -> bool:
    """Whether the file may be written: a mark that it is read-only counts for everybody."""
    mode = file.stat().st_mode
    return bool(mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)) and os.access(file, os.W_OK)


def rewrite(file: Path, before: bytes, data: bytes) -> None:
    """Put `data` in the place of `before`; a link stays one, and the permissions stay.

    Changed where the file no longer holds `before`; OSError where it cannot be written. In both
    cases it is as it was.
    """
    target = Path(os.path.realpath(file))
    handle, name = tempfile.mkstemp(
        prefix=f".{target.name[:60]}.", suffix=".new", dir=target.parent
    )
    written = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        state = target.stat()
        with contextlib.suppress(OSError):  # only root may give a file away
            os.chown(written, state.st_uid, state.st_gid)
        written.chmod(stat.S_IMODE(state.st_mode))
        if target.read_bytes() != before:
            raise Changed
        written.replace(target)
    except BaseException:
        written.unlink(missing_ok=True)
        raise
    _settle(target.parent)


def _settle(folder: Path) -> None:
    """Make the new name of a file last, where the system lets a folder be flushed."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
