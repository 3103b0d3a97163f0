"""A backup is whole whoever writes meanwhile, and is put back whole, or nothing is changed."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.core.errors import BadInput, CoachError
from bot.store.backup import back_up, restore
from bot.store.database import Database
from bot.store.machine_tables import ledger
from bot.store.upgrade import upgrade
from tests import postgres
from tests.store.test_moving import content, fill, is_empty, opened

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def silent(table: str, rows: int) -> None: ...


def files(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


async def filled(url: str) -> Database:
    made = Database(url)
    await upgrade(made)
    await fill(made)
    return made


async def test_a_backup_of_sqlite_is_put_back_and_what_was_there_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    made = await filled(f"sqlite:///{tmp_path / 'coach.db'}")
    before = await content(made)
    assert await back_up(made, file, silent) == file.stat().st_size
    async with made.connect() as connection:
        await connection.execute(ledger.delete())
    (tmp_path / "coach.jobs.db").write_bytes(b"what the workflows had begun")
    aside = await restore(file, made, silent, NOW)
    await made.close()
    assert aside == tmp_path / "coach.db.before-20261124T120000"
    assert files(tmp_path) == {
        "backup.db", "coach.db", "coach.db.before-20261124T120000",
        "coach.jobs.db.before-20261124T120000",
    }  # fmt: skip
    async with opened(f"sqlite:///{tmp_path / 'coach.db'}") as again:
        assert await content(again) == before
    async with opened(f"sqlite:///{aside}") as old, old.connect() as connection:
        assert not (await connection.execute(select(ledger))).all()


async def test_a_backup_of_postgresql_goes_into_either_kind(tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    made = await filled(postgres.new_database())
    before = await content(made)
    await back_up(made, file, silent)
    await made.close()
    for url in (postgres.new_database(), f"sqlite:///{tmp_path / 'other.db'}"):
        async with opened(url) as target:
            assert await restore(file, target, silent, NOW) is None
        async with opened(url) as target:
            assert await content(target) == before
    assert files(tmp_path) == {"backup.db", "other.db"}


async def test_who_writes_during_a_backup_waits_for_nobody_and_loses_nothing(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'coach.db'}"
    made = await filled(url)
    async with made.connect() as connection:
        await connection.execute(ledger.delete())
    stopped, written = asyncio.Event(), 0

    async def write() -> None:
        nonlocal written
        while not stopped.is_set():
            pair = [{"key": f"{written}{half}", "value": "v"} for half in ("a", "b")]
            async with made.connect() as connection:  # both of a pair, or none
                await connection.execute(ledger.insert(), pair)
            written += 1

    writing = asyncio.create_task(write())
    counts = []
    for number in range(5):
        file = tmp_path / f"{number}.db"
        await asyncio.sleep(0.02)
        before = written
        await back_up(made, file, silent)
        with closing(sqlite3.connect(file)) as one:
            keys = {key for (key,) in one.execute("SELECT key FROM ledger")}
        assert len(keys) % 2 == 0
        assert before <= len(keys) // 2 <= written + 1
        assert keys == {f"{n}{half}" for n in range(len(keys) // 2) for half in ("a", "b")}
        counts.append(len(keys))
    stopped.set()
    await writing
    await made.close()
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]


async def test_what_is_no_backup_changes_nothing(tmp_path: Path) -> None:
    made = await filled(f"sqlite:///{tmp_path / 'coach.db'}")
    before = await content(made)
    good = tmp_path / "good.db"
    await back_up(made, good, silent)
    words = tmp_path / "words.db"
    words.write_text("These are no tables.", encoding="utf-8")
    torn = tmp_path / "torn.db"
    torn.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as one:
        one.execute("CREATE TABLE theirs (x)")
    newer = tmp_path / "newer.db"
    shutil.copy(good, newer)
    with closing(sqlite3.connect(newer)) as one, one:
        one.execute("UPDATE alembic_version SET version_num = '9999'")
    there = files(tmp_path)
    for file, key in (
        (words, "error.backup_broken"),
        (torn, "error.backup_broken"),
        (other, "error.not_a_backup"),
        (newer, "error.store_newer"),
        (tmp_path / "none.db", "error.no_backup"),
    ):
        with pytest.raises(CoachError) as error:
            await restore(file, made, silent, NOW)
        assert error.value.key == key, file
    assert await content(made) == before
    await made.close()
    assert files(tmp_path) - {"coach.db-wal", "coach.db-shm"} == there - {
        "coach.db-wal",
        "coach.db-shm",
    }


async def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    made = await filled(f"sqlite:///{tmp_path / 'coach.db'}")
    file = tmp_path / "mine.txt"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(BadInput):
        await back_up(made, file, silent)
    assert file.read_text(encoding="utf-8") == "mine"
    await made.close()


async def test_a_backup_into_a_full_postgresql_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    made = await filled(postgres.new_database())
    await back_up(made, file, silent)
    with pytest.raises(CoachError) as error:
        await restore(file, made, silent, NOW)
    assert error.value.key == "error.store_not_empty"
    assert not await is_empty(made)
    await made.close()
    assert files(tmp_path) == {"backup.db"}
