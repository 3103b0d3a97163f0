"""What is kept is moved whole, to the other kind of database and back, or not at all."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, BigInteger, Boolean, Column, Float, Integer, Table, select

from bot.core.errors import StoreTrouble
from bot.store.database import Database
from bot.store.every_table import EVERY_TABLE
from bot.store.machine_tables import inbox, replicas
from bot.store.moving import KEPT, begin_again, move
from bot.store.schema import Moment
from bot.store.upgrade import upgrade
from tests import postgres

ROWS = 25
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    made = Database(url)
    try:
        yield made
    finally:
        await made.close()


def value(column: Column[Any], number: int) -> Any:
    """Something of the column's type, odd where it may be."""
    if column.nullable and number % 5 == 0 and not column.primary_key:
        return None
    match column.type:
        case Boolean():
            return number % 2 == 0
        case BigInteger():
            return (1 << 53) + number
        case Integer():
            return number
        case Float():
            return number / 7
        case JSON():
            return {"z": number, "a": ["键", None, 0.1, "🙂"]}
        case Moment():
            return NOON + timedelta(microseconds=number)
    return f"{column.name} {number} 值 \\ ' \" \n🙂"


async def fill(database: Database, tables: Sequence[Table] = EVERY_TABLE) -> None:
    async with database.connect() as connection:
        for table in tables:
            rows = [{one.name: value(one, n) for one in table.columns} for n in range(ROWS)]
            await connection.execute(table.insert(), rows)


async def content(database: Database) -> dict[str, list[Any]]:
    async with database.connect() as connection:
        return {
            table.name: sorted(
                map(repr, (await connection.execute(select(table))).all()),
            )
            for table in KEPT
            if table is not inbox
        }


async def is_empty(database: Database) -> bool:
    return not any((await content(database)).values())


async def test_every_row_is_moved_to_postgresql_and_back(tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []
    async with (
        opened(f"sqlite:///{tmp_path / 'a.db'}") as a,
        opened(postgres.new_database()) as b,
        opened(f"sqlite:///{tmp_path / 'c.db'}") as c,
    ):
        await upgrade(a)
        await fill(a)
        there = await move(a, b, lambda *one: told.append(one))
        back = await move(b, c, lambda *_: None)
        assert there == back
        assert {(one.table, one.rows) for one in there} == {(one.name, ROWS) for one in KEPT}
        assert dict(told) == {one.name: ROWS for one in KEPT}
        assert await content(a) == await content(b) == await content(c)
        async with c.connect() as connection:
            assert not (await connection.execute(select(replicas))).all()


async def test_what_was_not_over_begins_again_and_what_was_does_not(tmp_path: Path) -> None:
    requests: dict[str, tuple[Any, datetime | None]] = {
        "over": ({}, NOON),
        "handed to a workflow": ({"kind": "SubmitAnswer"}, NOON),
        "not begun": ({"kind": "StartQuiz"}, None),
    }
    rows = [
        {
            "key": key, "number": number, "community": "web:here", "platform": "web", "member": "",
            "request": request, "at": NOON, "taken_by": "gone", "done_at": done,
        }
        for number, (key, (request, done)) in enumerate(requests.items())
    ]  # fmt: skip
    query = select(inbox.c.key).where(inbox.c.done_at.is_(None), inbox.c.taken_by.is_(None))
    async with (
        opened(f"sqlite:///{tmp_path / 'a.db'}") as a,
        opened(f"sqlite:///{tmp_path / 'b.db'}") as b,
    ):
        await upgrade(a)
        async with a.connect() as connection:
            await connection.execute(inbox.insert(), rows)
        await move(a, b, lambda *_: None)
        async with b.connect() as connection:
            moved = set((await connection.scalars(query)).all())
        assert moved == {"handed to a workflow", "not begun"}
        assert await begin_again(a) == 1
        async with a.connect() as connection:
            assert set((await connection.scalars(query)).all()) == {"handed to a workflow"}


async def test_a_database_that_holds_something_is_left_as_it_is(tmp_path: Path) -> None:
    async with (
        opened(f"sqlite:///{tmp_path / 'a.db'}") as a,
        opened(f"sqlite:///{tmp_path / 'b.db'}") as b,
    ):
        for one in (a, b):
            await upgrade(one)
        await fill(a)
        await fill(b, KEPT[-1:])
        before = await content(b)
        assert not await is_empty(b)
        with pytest.raises(StoreTrouble) as error:
            await move(a, b, lambda *_: None)
        assert error.value.key == "error.store_not_empty"
        assert await content(b) == before


async def test_a_move_that_is_broken_off_leaves_nothing(tmp_path: Path) -> None:
    class Full(Exception):
        pass

    def breaks(table: str, rows: int) -> None:
        if table == KEPT[3].name:
            raise Full

    async with (
        opened(f"sqlite:///{tmp_path / 'a.db'}") as a,
        opened(postgres.new_database()) as b,
    ):
        await upgrade(a)
        await fill(a)
        with pytest.raises(Full):
            await move(a, b, breaks)
        assert await is_empty(b)
        await move(a, b, lambda *_: None)


async def test_what_is_written_meanwhile_is_no_part_of_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    async with (
        opened(url) as a,
        opened(url) as writer,
        opened(f"sqlite:///{tmp_path / 'b.db'}") as b,
    ):
        await upgrade(a)
        await fill(a)
        before = await content(a)
        writing: list[asyncio.Task[None]] = []

        async def write() -> None:
            async with writer.connect() as connection:
                await connection.execute(KEPT[-1].delete())

        def told(table: str, _: int) -> None:
            if table == KEPT[0].name:
                writing.append(asyncio.get_running_loop().create_task(write()))

        await move(a, b, told)
        await asyncio.gather(*writing)
        assert await content(b) == before
        assert await content(a) != before
