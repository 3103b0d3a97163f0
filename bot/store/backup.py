"""Backups: one file that holds all that is kept, and from which it can be restored.

A backup is a SQLite database whatever it was made of, so one can be looked into, and restored into
the other kind. It may be made while the coach is at work.
"""

import asyncio
import os
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from bot.core.errors import BadInput, StoreTrouble
from bot.store.database import Database, translated
from bot.store.moving import Moved, Progress, begin_again, move
from bot.store.upgrade import pending, upgrade

_BESIDE = ("-wal", "-shm")


async def back_up(source: Database, file: Path, told: Progress) -> int:
    """Write a backup; returns its size in bytes. The file appears when it is whole.

    BadInput where the file is there already; StoreTrouble where it cannot be written, or what was
    written does not read well: then nothing is left of it.
    """
    file = _new(file)
    part = file.with_name(f".{file.name}.part")
    try:
        _make(file.parent)
        part.unlink(missing_ok=True)
        if source.is_sqlite:
            if not source.exists:
                raise StoreTrouble("error.store_unreachable", where=source.where)
            await asyncio.to_thread(_copy, Path(source.where), part)
        else:
            await _extract(source, part, told)
        await asyncio.to_thread(_settle, part)
        part.replace(file)
    except (OSError, sqlite3.Error) as exc:
        raise translated(exc, str(file)) from exc
    finally:
        with suppress(NotADirectoryError):
            _remove(part)
    return await asyncio.to_thread(_size, file)


async def restore(file: Path, target: Database, told: Progress, now: datetime) -> Path | None:
    """Put a backup in the place of a database; what was not over when it was made begins again.

    A SQLite file that was there is moved aside: where to is returned. A PostgreSQL database must be
    empty. StoreTrouble for a backup that is damaged or newer than this version, and then nothing
    is changed; BadInput for one that is not there.
    """
    file = found(file)
    place = Path(target.where) if target.is_sqlite else None
    part = (place or file).with_name(f".{file.name}.restoring")
    try:
        _remove(part)
        await asyncio.to_thread(_check, file)
        await asyncio.to_thread(shutil.copyfile, file, part)
        copy = Database(f"sqlite:///{part}")
        try:
            await pending(copy)
            await upgrade(copy)
            await begin_again(copy)
            if place is None:
                await move(copy, target, told)
        finally:
            await copy.close()
        if place is None:
            return None
        await target.close()
        await asyncio.to_thread(_settle, part)
        aside = await asyncio.to_thread(_put_aside, place, now)
        part.replace(place)
    except (OSError, sqlite3.Error) as exc:
        raise translated(exc, str(file)) from exc
    finally:
        _remove(part)
    return aside


def found(file: Path) -> Path:
    """Where a backup is; BadInput where there is none."""
    if not file.is_file():
        raise BadInput("error.no_backup", file=str(file))
    return file.absolute()


def _new(file: Path) -> Path:
    if file.exists():
        raise BadInput("error.backup_exists", file=str(file))
    return file.absolute()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as exc:
        raise StoreTrouble("error.folder_in_the_way", folder=str(folder)) from exc


def _size(file: Path) -> int:
    return file.stat().st_size


async def _extract(source: Database, part: Path, told: Progress) -> list[Moved]:
    copy = Database(f"sqlite:///{part}")
    try:
        return await move(source, copy, told)
    finally:
        await copy.close()


def _copy(source: Path, part: Path) -> None:
    """SQLite's own backup: as of one moment, and nobody who writes waits for it."""
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as reading,
        closing(sqlite3.connect(part)) as writing,
    ):
        reading.backup(writing)


def _settle(file: Path) -> None:
    """Check a database, and have all of it in its one file, on disk."""
    with closing(sqlite3.connect(file)) as opened:
        _sound(opened, file)
        opened.execute("PRAGMA journal_mode=DELETE")
    with file.open("rb") as written:
        os.fsync(written.fileno())


def _check(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as opened:
            _sound(opened, file)
            tables = {name for (name,) in opened.execute("SELECT name FROM sqlite_master")}
    except sqlite3.DatabaseError as exc:
        raise StoreTrouble("error.backup_broken", file=str(file)) from exc
    if "alembic_version" not in tables:
        raise StoreTrouble("error.not_a_backup", file=str(file))


def _sound(opened: sqlite3.Connection, file: Path) -> None:
    (said,) = opened.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        raise StoreTrouble("error.backup_broken", file=str(file))


def _put_aside(place: Path, now: datetime) -> Path | None:
    """Move a database away with what belongs to it; the workflows' own file is of no use then."""
    stamp = now.strftime("%Y%m%dT%H%M%S")
    moved = None
    for one in (place, place.with_name(place.name.removesuffix(".db") + ".jobs.db")):
        for ending in ("", *_BESIDE):
            old = one.with_name(one.name + ending)
            if old.exists():
                new = one.with_name(f"{one.name}.before-{stamp}{ending}")
                old.rename(new)
                moved = moved or new
    return moved


def _remove(file: Path) -> None:
    for ending in ("", *_BESIDE, "-journal"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
