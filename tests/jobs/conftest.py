"""A home of its own for each test, whose database is of either kind."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import postgres
from tests.kills.postgres import PostgresStore
from tests.kills.stores import Part, SqliteStore, Store
from tests.store.conftest import database as database


@dataclass(frozen=True)
class Kept:
    """A home, and its database as it is seen from outside."""

    home: Path
    store: Store
    url: str

    def rows(self, query: str, part: Part = "house") -> list[Any]:
        """What a query finds."""
        return self.store.rows(part, query)

    def everything(self, part: Part) -> list[Any]:
        """All that the tables hold."""
        if isinstance(self.store, SqliteStore):
            names = "SELECT name FROM sqlite_master WHERE type = 'table'"
        else:
            names = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        return [self.rows(f"SELECT * FROM {name}", part) for (name,) in self.rows(names, part)]


@pytest.fixture(params=["sqlite", "postgresql"])
async def kept(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Kept:
    """What a test says of the jobs holds for both kinds, also in the processes that it starts."""
    if request.param == "sqlite":
        return Kept(tmp_path, SqliteStore(tmp_path), f"sqlite:///{tmp_path / 'coach.db'}")
    url = await postgres.working_database()
    monkeypatch.setenv("DATABASE_URL", url)
    return Kept(tmp_path, PostgresStore(url), url)
