"""Copies all that is kept into an empty database, of the same kind or the other, and verifies it.

What the workflows had begun is not copied: a request whose work was not over is put back on the
list, and begins again under its key.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import StoreTrouble
from bot.store.database import Database
from bot.store.every_table import EVERY_TABLE
from bot.store.machine_tables import inbox, leases, replicas
from bot.store.upgrade import upgrade

_AT_ONCE = 1000
_MODULUS = 1 << 128
KEPT = tuple(one for one in EVERY_TABLE if one not in (leases, replicas))
"""The tables that are worth moving: who is alive and who holds what belongs to the processes."""

Progress = Callable[[str, int], None]
"""Told a table's name, and how many of its rows are done."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A table with its rows counted, and a checksum of them that no order changes."""

    table: str
    rows: int
    checksum: str


async def move(source: Database, target: Database, told: Progress) -> list[Moved]:
    """Copy every row; all of it or nothing is there afterwards.

    StoreTrouble where the target is not empty, where it cannot be written, and where what was
    written is not what was read (`error.store_differs`).
    """
    await upgrade(source)
    await upgrade(target)
    read: list[Moved] = []
    async with source.connect() as origin, target.connect() as end:
        await _freeze(source, origin)
        await target.reserve(end)
        await _check_empty(target, end)
        for table in KEPT:
            count, total = 0, 0
            async for rows in _pieces(origin, table):
                total = (total + sum(map(_hash, rows))) % _MODULUS
                count += len(rows)
                await end.execute(table.insert(), rows)
                told(table.name, count)
            read.append(Moved(table.name, count, f"{total:032x}"))
        written = [await _counted(end, table) for table in KEPT]
        for before, after in zip(read, written, strict=True):
            if before != after:
                raise StoreTrouble("error.store_differs", table=before.table, where=target.where)
    return read


async def begin_again(database: Database) -> int:
    """Put requests back on the list whose work was not over; returns how many."""
    async with database.connect() as connection:
        query = select(inbox.c.key, inbox.c.request).where(inbox.c.done_at.is_not(None))
        keys = [row.key for row in (await connection.execute(query)).all() if row.request]
        for at in range(0, len(keys), _AT_ONCE):
            change = inbox.update().where(inbox.c.key.in_(keys[at : at + _AT_ONCE]))
            await connection.execute(change.values(done_at=None, taken_by=None))
        await connection.execute(leases.delete())
        await connection.execute(replicas.delete())
    return len(keys)


async def _check_empty(database: Database, connection: AsyncConnection) -> None:
    if filled := await _filled(connection):
        raise StoreTrouble("error.store_not_empty", where=database.where, table=filled)


async def _filled(connection: AsyncConnection) -> str | None:
    for table in KEPT:
        if await connection.scalar(select(func.count()).select_from(table)):
            return table.name
    return None


async def _freeze(database: Database, connection: AsyncConnection) -> None:
    """Have all that this transaction reads be as it is now, whatever others write meanwhile."""
    if database.is_sqlite:
        await connection.exec_driver_sql("BEGIN")
    else:
        await connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


async def _pieces(connection: AsyncConnection, table: Table) -> AsyncIterator[list[dict[str, Any]]]:
    """The rows as they are to be, in the order of their keys."""
    async with connection.stream(select(table).order_by(*table.primary_key)) as result:
        async for rows in result.partitions(_AT_ONCE):
            yield [_settled(table, dict(row._mapping)) for row in rows]


def _settled(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    settled = dict(row)
    if table is inbox and (row["request"] or row["done_at"] is None):
        settled |= {"done_at": None, "taken_by": None}
    return settled


async def _counted(connection: AsyncConnection, table: Table) -> Moved:
    count, total = 0, 0
    async for rows in _pieces(connection, table):
        count += len(rows)
        total = (total + sum(map(_hash, rows))) % _MODULUS
    return Moved(table.name, count, f"{total:032x}")


def _hash(row: Mapping[str, Any]) -> int:
    said = json.dumps(row, default=_plain, sort_keys=True, ensure_ascii=False)
    data = said.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=16).digest())


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
