"""One engine, its transactions, and vendor errors turned into sentences."""

import asyncio
import errno
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable, Row, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.sql.dml import Insert
from sqlalchemy.util import await_only
from sqlalchemy.util.concurrency import greenlet_spawn

from bot.core.errors import SettingsTrouble, StoreTrouble
from bot.store import sqlite_at_hand
from bot.store.sqlite_quick import Quick, Step, Waits
from bot.store.sqlite_shared import Shared
from bot.store.writer import PATIENCE, Writer

T = TypeVar("T")

_SWITCH = 5.0
"""Seconds for which the first opening of a file waits for that of another process."""
_DRIVERS: Mapping[str, Callable[[], str]] = {
    "sqlite": sqlite_at_hand.known,
    "postgresql": lambda: "postgresql+asyncpg",
}


class Database:
    """The database that a URL names: `sqlite:///path` or `postgresql://…`."""

    def __init__(self, url: str) -> None:
        try:
            self.url = make_url(url)
        except ArgumentError as exc:
            raise SettingsTrouble("error.database_url") from exc
        kind = self.url.get_backend_name()
        if kind not in _DRIVERS:
            raise SettingsTrouble("error.database_url")
        self.is_sqlite = kind == "sqlite"
        if "+" in self.url.drivername or (self.is_sqlite and not self.url.database):
            raise SettingsTrouble("error.database_url")
        if self.is_sqlite:
            _room_for(self.url.database or "")
        self._shared = Shared()
        try:
            self.engine: AsyncEngine = create_async_engine(
                self.url.set(drivername=_DRIVERS[kind]()),
                hide_parameters=True,
                **(
                    {"connect_args": {"shared": self._shared, "patience": PATIENCE}}
                    if self.is_sqlite
                    else {"pool_pre_ping": True}
                ),
            )
        except ModuleNotFoundError as exc:
            raise SettingsTrouble("error.database_driver", module=str(exc.name)) from exc
        self._quick: Quick | None = None
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _pragmas)
            self._quick = Quick(self.engine.sync_engine, self._shared)

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[AsyncConnection]:
        """A transaction, kept when the block ends well. StoreTrouble for whatever the database
        says."""
        try:
            async with self.engine.begin() as connection:
                yield connection
        except (SQLAlchemyError, sqlite3.Error, OSError) as exc:
            raise translated(exc, self.where) from exc

    async def read(self, query: Executable, **values: Any) -> Sequence[Row[Any]]:
        """The rows of one query, which is the same object each time it is asked."""
        if self._quick is not None and not self._quick.is_heard:
            try:
                return await self._quick.read(query, values)
            except Waits:
                pass
            except (SQLAlchemyError, sqlite3.Error) as exc:
                raise translated(exc, self.where) from exc
        return await self.run(lambda connection: connection.execute(query, values).all())

    async def write(
        self, steps: Sequence[Step], patience: float | None = None
    ) -> list[list[Row[Any]]]:
        """The rows that each step answers, once all are on disk, or none. StoreTrouble as in
        `connect`, also where others write for longer than `patience` (seconds; None: the usual)."""
        if self._quick is not None and not self._quick.is_heard:
            try:
                return await self._quick.write(steps, patience or PATIENCE)
            except Waits:
                pass
            except (SQLAlchemyError, sqlite3.Error) as exc:
                raise translated(exc, self.where) from exc
        return await self.run(lambda one: [_done(one, step) for step in steps], patience=patience)

    async def run(self, act: Callable[[Connection], T], *, patience: float | None = None) -> T:
        """What `act` returns, done at once with a connection in a transaction: for what is asked
        for often, this is much cheaper than `connect`. StoreTrouble as there."""

        def transaction() -> T:
            with self.engine.sync_engine.begin() as connection:
                if patience is None:
                    return act(connection)
                self._wait_at_most(connection, patience)
                try:
                    return act(connection)
                finally:
                    self._wait_at_most(connection, PATIENCE)

        try:
            return await greenlet_spawn(transaction)
        except (SQLAlchemyError, sqlite3.Error, OSError) as exc:
            raise translated(exc, self.where) from exc

    @cached_property
    def writer(self) -> Writer:
        """Writes in company."""
        return Writer(self)

    def _wait_at_most(self, connection: Connection, seconds: float) -> None:
        """Have the transaction's statements wait no longer for those of others."""
        if self.is_sqlite:
            held: Any = connection.connection.dbapi_connection
            held.patience = seconds
        else:
            milliseconds = max(int(seconds * 1000), 1)
            connection.exec_driver_sql(f"SET LOCAL lock_timeout={milliseconds}")

    async def reserve(self, connection: AsyncConnection) -> None:
        """Let no other process write until this transaction ends; to be called first in it."""
        if self.is_sqlite:
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            await connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7262)")

    @property
    def where(self) -> str:
        """The file or the host and database, for a person; never a password."""
        if self.is_sqlite:
            return self.url.database or ":memory:"
        return f"{self.url.host or 'localhost'}/{self.url.database}"

    @property
    def exists(self) -> bool:
        """Whether it is there already: a SQLite file is made at the first use."""
        return not self.is_sqlite or Path(self.url.database or "").exists()

    async def upsert(
        self,
        connection: AsyncConnection,
        table: Table,
        rows: Iterable[Mapping[str, Any]],
        *,
        replace: Iterable[str] = (),
    ) -> None:
        """Insert rows; one whose primary key is there has the columns of `replace` set anew, or
        is left."""
        values = [dict(row) for row in rows]
        if values:
            await connection.execute(self.upserting(table, *replace), values)

    def upserting(self, table: Table, *replace: str) -> Insert:
        """The statement of `upsert`, the same object each time."""
        return _upserting(table, replace, is_sqlite=self.is_sqlite)

    async def close(self) -> None:
        """Let go of every connection, once all is written."""
        await self.writer.settled()
        if self._quick is not None:
            await self._quick.close()
        await self.engine.dispose()
        self._shared.close()


@cache
def _upserting(table: Table, replace: tuple[str, ...], *, is_sqlite: bool) -> Insert:
    keys = [column.name for column in table.primary_key]
    insert: Any = sqlite.insert(table) if is_sqlite else postgresql.insert(table)
    changed = {name: insert.excluded[name] for name in replace}
    statement: Insert = (
        insert.on_conflict_do_update(index_elements=keys, set_=changed)
        if changed
        else insert.on_conflict_do_nothing(index_elements=keys)
    )
    return statement


def _done(connection: Connection, step: Step) -> list[Row[Any]]:
    if step.answers:
        return list(connection.execute(step.statement, step.rows[0]).all())
    connection.execute(step.statement, step.rows)
    return []


def translated(exc: BaseException, where: str) -> StoreTrouble:
    """The sentence for what a database driver raised."""
    said = str(exc.orig if isinstance(exc, DBAPIError) else exc).casefold()
    if "full" in said or "no space" in said:
        return StoreTrouble("error.store_full")
    if "not a database" in said or "malformed" in said or "corrupt" in said:
        return StoreTrouble("error.store_broken", where=where)
    if "readonly" in said or "read-only" in said or "permission denied" in said:
        return StoreTrouble("error.store_readonly", where=where)
    if "unable to open" in said and _is_read_only(Path(where).parent):
        return StoreTrouble("error.store_readonly", where=where)
    if "unable to open" in said or "connect" in said or "refused" in said:
        return StoreTrouble("error.store_unreachable", where=where)
    return StoreTrouble()


def _is_read_only(folder: Path) -> bool:
    """Whether SQLite finds no room beside its file, as it says it only in other words."""
    return folder.is_dir() and not os.access(folder, os.W_OK)


def _room_for(file: str) -> None:
    """Make its folder, and see that the file can be opened before a thread of its own tries to."""
    if not file or file == ":memory:":
        return
    path = Path(file)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            sqlite3.connect(path).close()
        elif not os.access(path.parent, os.W_OK):
            raise PermissionError
    except (OSError, sqlite3.Error) as exc:
        if isinstance(exc, OSError) and exc.errno == errno.EROFS:
            raise translated(exc, file) from exc
        raise StoreTrouble("error.store_unreachable", where=file) from exc


def _switch_to_wal(cursor: Any) -> None:
    """SQLite does not wait by itself where another process switches a new file at this moment."""
    until = time.monotonic() + _SWITCH
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as exc:
            if "locked" not in str(exc) or time.monotonic() > until:
                raise
            await_only(asyncio.sleep(0.02))
        else:
            return


def _pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    _switch_to_wal(cursor)
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()
