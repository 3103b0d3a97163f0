"""The few statements that every command needs, on two connections that are kept for them.

What must wait, for another process or because it is long, raises `Waits`, with nothing done: then
it goes the usual way.
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, Executable
from sqlalchemy.util.concurrency import greenlet_spawn

from bot.store.prepared import Prepared, Values
from bot.store.sqlite_at_hand import Connection
from bot.store.sqlite_shared import Shared


class Waits(Exception):
    """Nothing is done, for it would have to be waited for."""


@dataclass(frozen=True, slots=True)
class Step:
    """One statement, the same object each time, for the values of one row or of several."""

    statement: Executable
    rows: Sequence[Values]
    answers: bool = False


@dataclass
class Quick:
    """`Waits` is raised before anything is done; sqlite3.Error for what SQLite says."""

    engine: Engine
    shared: Shared
    _prepared: dict[Executable, Prepared] = field(default_factory=dict)
    _held: list[Any] = field(default_factory=list)
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def is_heard(self) -> bool:
        """Whether somebody listens to SQLAlchemy, who would not hear of what is done here."""
        return bool(self.engine.dispatch.before_execute)

    async def read(self, query: Executable, values: Values) -> list[Any]:
        """The rows of a query."""
        prepared, connection = self._of(query, values), (await self._connections())[0]
        with connection.briefly():
            try:
                raw = connection.raw.execute(prepared.sql, prepared.parameters(values)).fetchall()
            except sqlite3.OperationalError as exc:
                raise _waits(exc) from exc
        return prepared.rows(raw)

    async def write(self, steps: Sequence[Step], patience: float) -> list[list[Any]]:
        """The rows that each step answers, once all of them are on disk."""
        connection = (await self._connections())[1]
        raw = connection.raw
        await self.shared.turn(patience)
        try:
            try:
                raw.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as exc:
                raise _waits(exc) from exc
            answers = [self._do(raw, step) for step in steps]
            await self.shared.aside(raw.commit)
        finally:
            if raw.in_transaction:
                raw.rollback()
            self.shared.next()
        return answers

    async def close(self) -> None:
        """Let go of the connections."""
        held, self._held = self._held, []
        for one in held:
            await greenlet_spawn(one.close)

    def _do(self, raw: sqlite3.Connection, step: Step) -> list[Any]:
        prepared = self._of(step.statement, step.rows[0])
        if step.answers:
            parameters = prepared.parameters(step.rows[0])
            return prepared.rows(raw.execute(prepared.sql, parameters).fetchall())
        raw.executemany(prepared.sql, map(prepared.parameters, step.rows))
        return []

    def _of(self, statement: Executable, values: Values) -> Prepared:
        if statement not in self._prepared:
            self._prepared[statement] = Prepared.of(statement, self.engine.dialect, values)
        return self._prepared[statement]

    async def _connections(self) -> Sequence[Connection]:
        """One to read, one to write."""
        if not self._held:
            async with self._opening:
                while len(self._held) < 2:
                    self._held.append(await greenlet_spawn(self.engine.raw_connection))
        return [one.dbapi_connection for one in self._held]


def _waits(exc: sqlite3.OperationalError) -> Exception:
    waits = exc.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_INTERRUPT)
    return Waits() if waits else exc
