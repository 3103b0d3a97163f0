"""The databases of a program under test, seen and stopped from outside."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, Protocol

Part = Literal["house", "jobs"]
"""Our own tables, or those of the workflows."""


class Store(Protocol):
    """What the matrix needs of a database."""

    @property
    def environment(self) -> dict[str, str]:
        """What a program is told of it."""

    def stop(self, part: Part) -> None:
        """Let nobody write there until `go`; what is there can be read."""

    def go(self, part: Part) -> None:
        """Let everybody write again."""

    def rows(self, part: Part, query: str) -> list[Any]:
        """What a query finds, whoever is stopped."""

    def close(self) -> None:
        """Let go of every connection."""


class SqliteStore:
    """The two files in a program's home."""

    environment: dict[str, str]

    def __init__(self, home: Path) -> None:
        self.environment = {}
        self._files = {"house": home / "coach.db", "jobs": home / "coach.jobs.db"}
        self._stopping: dict[str, sqlite3.Connection] = {}

    def stop(self, part: Part) -> None:
        one = sqlite3.connect(self._files[part], timeout=20, isolation_level=None)
        one.execute("BEGIN IMMEDIATE")
        self._stopping[part] = one

    def go(self, part: Part) -> None:
        if one := self._stopping.pop(part, None):
            one.rollback()
            one.close()

    def rows(self, part: Part, query: str) -> list[Any]:
        one = sqlite3.connect(self._files[part], timeout=20)
        try:
            return one.execute(query).fetchall()
        finally:
            one.close()

    def close(self) -> None:
        for part in ("house", "jobs"):
            self.go(part)


def under_way(store: Store) -> dict[str, int]:
    """How much is not yet done: requests nobody has taken, those taken, workflows."""
    counted = "SELECT count(*) FROM"
    asked: dict[str, tuple[Part, str]] = {
        "waiting": ("house", f"{counted} inbox WHERE done_at IS NULL AND taken_by IS NULL"),
        "taken": ("house", f"{counted} inbox WHERE done_at IS NULL AND taken_by IS NOT NULL"),
        "workflows": ("jobs", f"{counted} {_WORKFLOWS} WHERE status IN ('PENDING', 'ENQUEUED')"),
    }
    return {name: int(store.rows(*query)[0][0]) for name, query in asked.items()}


_WORKFLOWS = "workflow_status"


@contextmanager
def stopped(store: Store, part: Part) -> Iterator[None]:
    """Nobody writes there within the block."""
    store.stop(part)
    try:
        yield
    finally:
        store.go(part)
