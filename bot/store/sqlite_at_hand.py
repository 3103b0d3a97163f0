"""SQLite for SQLAlchemy's asyncio without a thread for each statement.

A statement that takes microseconds is cheaper done where it is asked for than handed to a thread
and back. So reads and small writes are done within the event loop; what waits for the disk (a
commit) or turns out to be long goes to a thread, and what waits for those who write before it
sleeps. Writers of one process stand in line, so none is overtaken for ever.
"""

import asyncio
import re
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import pool
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.base import SQLiteExecutionContext
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL
from sqlalchemy.util import await_only

from bot.store.sqlite_shared import Shared

T = TypeVar("T")

_BRIEF = 0.004
"""Seconds after which a read that goes on is begun anew in a thread."""
_STEPS = 2000
"""Steps of SQLite's machine between two looks at the clock: far below a millisecond."""
_FEW = 64
"""Rows that are written without a thread."""
_WAITS = (0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.025)
"""Seconds from one try to the next while another process writes, the last for all that follow."""
_WRITES = re.compile(r"\s*(?!SELECT|PRAGMA|SAVEPOINT|RELEASE|ROLLBACK|BEGIN\s*$)", re.IGNORECASE)
_READS = re.compile(r"\s*SELECT\b", re.IGNORECASE)
_SLOW = re.compile(r"\s*(DELETE|CREATE|DROP|ALTER|VACUUM)\b", re.IGNORECASE)


class Connection:
    """One connection, as SQLAlchemy asks for it. `patience` are the seconds for which its
    statements wait for other writers."""

    def __init__(self, raw: sqlite3.Connection, shared: Shared, patience: float) -> None:
        self.raw, self.patience = raw, patience
        self._shared, self._writes = shared, False
        self._until = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.raw, name)

    def cursor(self, server_side: bool = False) -> "Cursor":
        """A cursor; one of the server's side leaves its rows where they are."""
        return Cursor(self, lazy=server_side)

    def execute(self, sql: str, parameters: Any = ()) -> "Cursor":
        """Execute one statement."""
        cursor = self.cursor()
        cursor.execute(sql, parameters)
        return cursor

    def commit(self) -> None:
        """End the transaction; returns once it is on disk."""
        try:
            if self.raw.in_transaction:
                self.waiting(lambda: await_only(self._shared.aside(self.raw.commit)))
        finally:
            self._left()

    def rollback(self) -> None:
        """Leave nothing of the transaction."""
        try:
            self.raw.rollback()
        finally:
            self._left()

    def close(self) -> None:
        """Let go of the file."""
        self.raw.close()
        self._left()

    def do(self, sql: str, act: Callable[[], T], *, many: bool = False) -> T:
        """What `act` returns, done where that takes the least and as often as it must."""
        await_only(_at_once())
        if not self._writes and _WRITES.match(sql):
            await_only(self._shared.turn(self.patience))
            self._writes = True
        if many or _SLOW.match(sql):
            return self.waiting(lambda: await_only(self._shared.aside(act)))
        if not _READS.match(sql):
            return self.waiting(act)
        try:
            with self.briefly():
                return self.waiting(act)
        except sqlite3.OperationalError as exc:
            if exc.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
        return self.waiting(lambda: await_only(self._shared.aside(act)))

    @contextmanager
    def briefly(self) -> Iterator[None]:
        """Within the block a statement is interrupted that takes long."""
        self._until = time.monotonic() + _BRIEF
        self.raw.set_progress_handler(self._is_long, _STEPS)
        try:
            yield
        finally:
            self.raw.set_progress_handler(None, 0)  # in a thread it would wait for the loop

    def waiting(self, act: Callable[[], T]) -> T:
        """What `act` returns, once other processes let it."""
        ends, tries = time.monotonic() + self.patience, 0
        while True:
            try:
                return act()
            except sqlite3.OperationalError as exc:
                if exc.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > ends:
                    raise
            await_only(asyncio.sleep(_WAITS[min(tries, len(_WAITS) - 1)]))
            tries += 1
            self._until = time.monotonic() + _BRIEF

    def _is_long(self) -> bool:
        """Asked by SQLite now and then: true ends the statement."""
        return time.monotonic() > self._until

    def _left(self) -> None:
        if self._writes and not self._in_transaction():
            self._writes = False
            self._shared.next()

    def _in_transaction(self) -> bool:
        try:
            return self.raw.in_transaction
        except sqlite3.ProgrammingError:  # it is closed
            return False


class Cursor:
    """One statement and its rows: those of a `lazy` one are read as they are asked for."""

    arraysize = 1

    def __init__(self, connection: Connection, *, lazy: bool) -> None:
        self._connection, self._lazy = connection, lazy
        self._cursor = connection.raw.cursor()
        self._rows: deque[Any] = deque()

    @property
    def description(self) -> Any:
        """The columns."""
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        """How many rows a write changed."""
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        """The number of the row that was written last."""
        return self._cursor.lastrowid

    def execute(self, sql: str, parameters: Any = ()) -> None:
        """Execute a statement."""

        def act() -> list[Any]:
            self._cursor.execute(sql, parameters)
            has_rows = self._cursor.description is not None and not self._lazy
            return self._cursor.fetchall() if has_rows else []

        self._rows = deque(self._connection.do(sql, act))

    def executemany(self, sql: str, parameters: Sequence[Any]) -> None:
        """Execute a statement for each of several rows."""
        self._connection.do(
            sql, lambda: self._cursor.executemany(sql, parameters), many=len(parameters) > _FEW
        )

    def setinputsizes(self, *_sizes: Any) -> None:
        """SQLite has no use for it."""

    async def _async_soft_close(self) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the statement."""
        self._cursor.close()

    def fetchone(self) -> Any:
        """The next row, None after the last."""
        if self._lazy:
            return self._cursor.fetchone()
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = None) -> Sequence[Any]:
        """The next rows."""
        many = size or self.arraysize
        if self._lazy:
            return self._cursor.fetchmany(many)
        return [self._rows.popleft() for _ in range(min(many, len(self._rows)))]

    def fetchall(self) -> Iterable[Any]:
        """The rows that are left."""
        if self._lazy:
            return self._cursor.fetchall()
        left, self._rows = self._rows, deque()
        return left

    def __iter__(self) -> Iterator[Any]:
        while (row := self.fetchone()) is not None:
            yield row


async def _at_once() -> None:
    """SQLAlchemy takes a driver that never waits for one that is not asynchronous."""


class _Driver:
    """The library's module, whose connections are ours."""

    def __init__(self) -> None:
        self.connect: Callable[..., Connection] = connect

    def __getattr__(self, name: str) -> Any:
        return getattr(sqlite3, name)


def connect(file: str, *, shared: Shared, patience: float, **more: Any) -> Connection:
    """Open a connection; `timeout` is none of SQLite's business, for we wait ourselves."""
    raw = sqlite3.connect(file, timeout=0, **{**more, "check_same_thread": False})
    return Connection(raw, shared, patience)


class _Context(SQLiteExecutionContext):
    def create_server_side_cursor(self) -> Any:
        return self._dbapi_connection.cursor(server_side=True)


class AtHand(SQLiteDialect_pysqlite):
    """The dialect `sqlite+at_hand`; its connections are given `shared` and `patience`."""

    driver = "at_hand"
    is_async = True
    supports_statement_cache = True
    supports_server_side_cursors = True
    execution_ctx_cls = _Context

    @classmethod
    def import_dbapi(cls) -> Any:
        """The module that connects."""
        return _Driver()

    @classmethod
    def get_pool_class(cls, url: URL) -> type[pool.Pool]:
        """A file takes many connections; what is in memory has one."""
        return pool.AsyncAdaptedQueuePool if cls._is_url_file_db(url) else pool.StaticPool

    def get_driver_connection(self, connection: Any) -> Any:
        """The library's own connection."""
        return connection.raw


def known() -> str:
    """Tell SQLAlchemy of the dialect; returns the name by which a URL asks for it."""
    registry.register("sqlite.at_hand", __name__, AtHand.__name__)
    return "sqlite+at_hand"
