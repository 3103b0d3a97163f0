"""Full disks and read-only ones: a clear sentence, and nothing lost that was acknowledged."""

import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.core import commands
from bot.core.errors import StoreTrouble
from bot.store.backup import back_up
from bot.store.database import Database
from bot.store.machine_tables import inbox, ledger
from bot.store.upgrade import upgrade
from tests.flows.test_quiz import small
from tests.house import house


def _mounted(place: Path, *words: str) -> bool:
    done = subprocess.run(["mount", *words, str(place)], capture_output=True, check=False)
    return done.returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    if not _mounted(place, "-t", "tmpfs", "-o", "size=4m", "none"):
        pytest.skip("this user may mount no disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(disk: Path) -> Path:
    """Take all room that is left."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    return ballast


async def test_a_full_disk_refuses_keeps_what_was_taken_and_works_again_with_room(
    disk: Path, tmp_path: Path
) -> None:
    async with house(disk / "coach", bank=small(tmp_path)) as you:
        await you.says("/settings zone:Tokyo")
        ballast = fill(disk)
        accepted, refused = [], None
        for _ in range(400):  # what room the file has is used up first
            request = commands.read("/settings zone:Oslo", you.who())
            try:
                await you.app.recorder.accept(request)
            except StoreTrouble as exc:
                refused = exc
                break
            accepted.append(request.key)
        assert refused is not None and refused.key == "error.store_full"
        ballast.unlink()
        await you.says("/settings zone:Lima")  # with no restart
        for key in accepted:
            await you.app.pump.settled(key)
    database = Database(f"sqlite:///{disk / 'coach' / 'coach.db'}")
    async with database.connect() as connection:
        kept = set((await connection.scalars(select(inbox.c.key))).all())
    await database.close()
    assert set(accepted) <= kept and request.key not in kept


async def test_a_backup_onto_a_full_disk_leaves_no_half_and_the_older_one(
    disk: Path, tmp_path: Path
) -> None:
    source = Database(f"sqlite:///{tmp_path / 'coach.db'}")
    await upgrade(source)
    older = disk / "older.db"
    await back_up(source, older, lambda *_: None)
    before = older.read_bytes()
    fill(disk)
    with pytest.raises(StoreTrouble) as refused:
        await back_up(source, disk / "newer.db", lambda *_: None)
    await source.close()
    assert refused.value.key == "error.store_full"
    assert {one.name for one in disk.iterdir()} == {"older.db", "ballast"}
    assert older.read_bytes() == before


async def test_a_disk_that_became_read_only_is_named_and_what_was_kept_stays(disk: Path) -> None:
    database = Database(f"sqlite:///{disk / 'coach.db'}")
    await upgrade(database)
    row = {"key": "kept", "value": "v"}
    async with database.connect() as connection:
        await connection.execute(ledger.insert(), [row])
    await database.close()
    assert _mounted(disk, "-o", "remount,ro")
    again = Database(f"sqlite:///{disk / 'coach.db'}")
    with pytest.raises(StoreTrouble) as refused:
        await again.run(lambda one: one.execute(ledger.insert(), [row | {"key": "more"}]))
    await again.close()
    assert refused.value.key == "error.store_readonly"
    with pytest.raises(StoreTrouble) as refused:
        Database(f"sqlite:///{disk / 'new' / 'coach.db'}")
    assert refused.value.key == "error.store_readonly"
    assert _mounted(disk, "-o", "remount,rw")
    whole = Database(f"sqlite:///{disk / 'coach.db'}")
    async with whole.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(ledger)) == 1
    await whole.close()


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    source = Database(f"sqlite:///{tmp_path / 'coach.db'}")
    await upgrade(source)
    (tmp_path / "a file").write_text("", encoding="utf-8")
    with pytest.raises(StoreTrouble) as refused:
        await back_up(source, tmp_path / "a file" / "backup.db", lambda *_: None)
    await source.close()
    assert refused.value.key == "error.folder_in_the_way"
    assert refused.value.facts["folder"] == str(tmp_path / "a file")
