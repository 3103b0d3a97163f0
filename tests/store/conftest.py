"""A database of its own for each test."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.store.database import Database
from bot.store.upgrade import upgrade


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'coach.db'}")
    await upgrade(made)
    yield made
    await made.close()


def now() -> datetime:
    return datetime.now(UTC)
