"""What the store writes in company, and what it reads without a thread, keeps its promises."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text, update

from bot.core.errors import StoreTrouble
from bot.store.database import Database
from bot.store.ledger import StoredLedger
from bot.store.machine_tables import ledger
from bot.store.upgrade import upgrade
from bot.store.writer import Write
from tests.store.conftest import now

LONG = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < {}) "
MANY = text(f"SELECT count(*) AS found FROM ({LONG.format(1_000_000)} SELECT x FROM n)").columns()
VALUES = select(ledger.c.key, ledger.c.value, ledger.c.until).order_by(ledger.c.key)


async def rows(database: Database) -> dict[str, str]:
    """What another process finds in the ledger."""
    other = Database(database.url.render_as_string(hide_password=False))
    try:
        async with other.connect() as connection:
            found = await connection.execute(select(ledger.c.key, ledger.c.value))
            return {one.key: one.value for one in found}
    finally:
        await other.close()


@pytest.fixture
async def file(tmp_path: Path) -> AsyncIterator[Database]:
    """A database of SQLite, where one process at a time may write."""
    made = Database(f"sqlite:///{tmp_path / 'coach.db'}")
    await upgrade(made)
    yield made
    await made.close()


def put(database: Database, key: str, value: str | None) -> Write:
    row = {"key": key, "value": value, "until": None}
    return Write(database.upserting(ledger, "value", "until"), row)


async def ticks(until: "asyncio.Future[Any]") -> float:
    """The longest time for which the loop did nothing else, in seconds."""
    longest, last = 0.0, time.monotonic()
    while not until.done():
        await asyncio.sleep(0.001)
        longest, last = max(longest, time.monotonic() - last), time.monotonic()
    return longest


async def test_of_what_is_written_in_company_only_the_faulty_is_refused(database: Database) -> None:
    tried = await asyncio.gather(
        *(
            database.writer.write(put(database, key, value))
            for key, value in (("a", "x"), ("b", None), ("c", "x"))
        ),
        return_exceptions=True,
    )
    assert [type(one) for one in tried] == [list, StoreTrouble, list]
    assert (await rows(database)) == {"a": "x", "c": "x"}


async def test_what_stands_together_falls_together(database: Database) -> None:
    with pytest.raises(StoreTrouble):
        await database.writer.write(put(database, "a", "x"), put(database, "b", None))
    assert (await rows(database)) == {}


async def test_what_may_wait_is_on_disk_with_what_is_written_next(database: Database) -> None:
    kept = StoredLedger(database, now, "us")
    kept.put_later("first", "1")
    assert (await rows(database)) == {}
    await kept.put("second", "2")
    assert (await rows(database)) == {"first": "1", "second": "2"}


async def test_what_may_wait_does_so_for_a_moment_and_not_beyond_the_end(
    database: Database,
) -> None:
    kept = StoredLedger(database, now, "us")
    kept.put_later("alone", "1")
    await asyncio.sleep(0.2)
    assert (await rows(database)) == {"alone": "1"}
    kept.put_later("last", "2")
    await database.close()
    assert set(await rows(database)) == {"alone", "last"}


async def test_the_later_of_two_writes_under_a_key_stands(database: Database) -> None:
    kept = StoredLedger(database, now, "us")
    await asyncio.gather(*(kept.put("k", str(number)) for number in range(20)))
    kept.put_later("k", "late")
    await kept.put("other", "")
    assert await kept.get("k") == "late"


async def test_a_long_read_stops_nobody_else(file: Database) -> None:
    async def read() -> int:
        async with file.connect() as connection:
            return int(await connection.scalar(MANY) or 0)

    reading = asyncio.ensure_future(read())
    assert await ticks(reading) < 0.15
    assert await reading == 1_000_000


async def test_who_waits_for_another_process_stops_nobody_else(file: Database) -> None:
    kept = StoredLedger(file, now, "us")
    await kept.put("a", "1")
    with closing(sqlite3.connect(file.where, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writing = asyncio.ensure_future(kept.put("b", "2"))
        asyncio.get_running_loop().call_later(0.3, other.rollback)
        assert await kept.get("a") == "1"
        assert await ticks(writing) < 0.15
    assert (await rows(file)) == {"a": "1", "b": "2"}


async def test_a_write_waits_no_longer_than_it_says(file: Database) -> None:
    with closing(sqlite3.connect(file.where, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        patient = asyncio.ensure_future(file.writer.write(put(file, "patient", "1")))
        began = time.monotonic()
        with pytest.raises(StoreTrouble):
            await file.writer.write(put(file, "hasty", "1"), patience=0.2)
        assert time.monotonic() - began < 1
        other.rollback()
    await patient
    assert (await rows(file)) == {"patient": "1"}


async def test_who_leaves_in_the_middle_leaves_a_store_that_works(database: Database) -> None:
    kept = StoredLedger(database, now, "us")
    await kept.put("k", "before")

    async def change() -> None:
        async with database.connect() as connection:
            await connection.execute(update(ledger).values(value="changed"))

    for wait in range(12):
        leaving = [asyncio.ensure_future(one) for one in (kept.put("k", "put"), change())]
        for _ in range(wait):
            await asyncio.sleep(0)
        for one in leaving:
            one.cancel()
        await asyncio.wait(leaving)
    await asyncio.wait_for(change(), 5)
    await asyncio.wait_for(kept.put("more", "1"), 5)
    assert (await rows(database))["more"] == "1"


async def test_a_prepared_statement_says_what_the_usual_way_says(file: Database) -> None:
    kept = StoredLedger(file, now, "us")
    await kept.put("a", "Ünïcode 中文", until=now())
    await kept.put("b", "")
    prepared = [tuple(one) for one in await file.read(VALUES)]
    heard: list[object] = []
    event.listen(file.engine.sync_engine, "before_execute", lambda *said: heard.append(said[1]))
    assert [tuple(one) for one in await file.read(VALUES)] == prepared
    assert heard == [VALUES]


async def test_two_processes_write_at_once_and_nothing_is_lost(
    file: Database, tmp_path: Path
) -> None:
    theirs = Database(f"sqlite:///{tmp_path / 'coach.db'}")
    both = [StoredLedger(one, now, str(at)) for at, one in enumerate((file, theirs))]
    await asyncio.gather(
        *(one.put(f"{at}-{number}", "x") for at, one in enumerate(both) for number in range(200))
    )
    assert len(await rows(file)) == 400
    await theirs.close()
