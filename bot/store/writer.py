"""Group commit: what is written at once by anybody of this process is one transaction."""

import asyncio
import logging
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Protocol

from sqlalchemy import Executable, Row
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, StatementError

from bot.core.errors import StoreTrouble, where
from bot.store.prepared import Values
from bot.store.sqlite_quick import Step

logger = logging.getLogger(__name__)

MOST = 500
"""Submissions in one transaction."""
PATIENCE = 20.0
"""Seconds that a write waits for those of other processes."""
LATER = 0.05
"""Seconds after which what may wait is written, if nothing else was."""

_ROUNDS = 2
"""Rounds of the loop that a batch waits for company: whoever was woken by the same event."""


class Disk(Protocol):
    """What a writer needs of a database."""

    async def write(
        self, steps: Sequence[Step], patience: float | None = None
    ) -> list[list[Row[Any]]]:
        """The rows that each step answers, once all are on disk, or none."""
        ...


@dataclass(frozen=True, slots=True)
class Write:
    """One statement, the same object each time it is used, with the values of one row."""

    statement: Executable
    values: Values
    answers: bool = False
    """Whether somebody wants the rows that it returns."""


@dataclass(slots=True)
class _Submission:
    """Writes that stand or fall together, and who waits for them (nobody: they may be late)."""

    writes: Sequence[Write]
    until: float
    done: "asyncio.Future[list[Row[Any]]] | None" = None
    rows: list[Row[Any]] = field(default_factory=list)


class Writer:
    """Writes in the order in which it is asked to."""

    def __init__(self, database: Disk) -> None:
        self._database = database
        self._waiting: list[_Submission] = []
        self._task: asyncio.Task[None] | None = None

    async def write(self, *writes: Write, patience: float = PATIENCE) -> list[Row[Any]]:
        """Returns once the writes are on disk, all or none: with the rows that they answer.

        StoreTrouble where they are not, also after `patience` seconds in which others write.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[list[Row[Any]]] = loop.create_future()
        self._waiting.append(_Submission(writes, loop.time() + patience, done))
        self._begin()
        return await done

    def write_later(self, *writes: Write) -> None:
        """Write soon, together with whatever is written next: a crash before that loses it. What
        is written after it is never on disk without it."""
        loop = asyncio.get_running_loop()
        self._waiting.append(_Submission(writes, loop.time() + PATIENCE))
        loop.call_later(LATER, self._begin)

    async def settled(self) -> None:
        """Returns once nothing waits to be written."""
        self._begin()
        while self._task is not None and not self._task.done():
            await asyncio.wait([self._task])

    def _begin(self) -> None:
        if self._waiting and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._work())

    async def _work(self) -> None:
        for _ in range(_ROUNDS):
            await asyncio.sleep(0)
        while self._waiting:
            batch = self._waiting[:MOST]
            del self._waiting[:MOST]
            await self._commit(batch)

    async def _commit(self, batch: Sequence[_Submission]) -> None:
        now = asyncio.get_running_loop().time
        left = max(min(one.until for one in batch) - now(), 0.0)
        patience = left if left < PATIENCE / 2 else None
        steps = _steps(batch)
        try:
            answers = await self._database.write([step for step, _ in steps], patience)
        except StoreTrouble as exc:
            if len(batch) > 1 and _is_of_one(exc.__cause__):
                for one in batch:
                    await self._commit([one])
                return
            late = [one for one in batch if one.until <= now()] or batch
            self._waiting[:0] = [one for one in batch if one not in late]
            for one in late:
                _fail(one, exc)
        except Exception as exc:
            for one in batch:
                _fail(one, exc)
        else:
            for (step, one), rows in zip(steps, answers, strict=True):
                if step.answers:
                    one.rows = rows
            for one in batch:
                if one.done is not None and not one.done.done():  # whoever waited has left
                    one.done.set_result(one.rows)


def _steps(batch: Sequence[_Submission]) -> list[tuple[Step, _Submission]]:
    """What the same statement does to one row after another is one step."""
    pairs = [(one, write) for one in batch for write in one.writes]
    steps = []
    for _, run in groupby(pairs, key=lambda pair: (id(pair[1].statement), pair[1].answers)):
        same = list(run)
        statement, answers = same[0][1].statement, same[0][1].answers
        if answers:
            steps += [(Step(statement, [write.values], answers), one) for one, write in same]
        else:
            steps.append((Step(statement, [write.values for _, write in same]), same[0][0]))
    return steps


def _is_of_one(cause: BaseException | None) -> bool:
    """Whether the fault lies in what one of many wrote."""
    if isinstance(cause, DBAPIError):
        return isinstance(cause, DataError | IntegrityError)
    return isinstance(cause, StatementError | sqlite3.IntegrityError)


def _fail(one: _Submission, exc: Exception) -> None:
    if one.done is None:
        logger.warning("what could wait is not written: %s", where(exc))
    elif not one.done.done():
        one.done.set_exception(exc)
