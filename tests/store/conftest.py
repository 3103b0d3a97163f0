"""A database of its own for each test."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.store.database import Database
from bot.store.upgrade import upgrade
from tests import postgres


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """What a test says of the store holds for both kinds."""
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path / 'coach.db'}")
        await upgrade(made)
    else:
        made = Database(await postgres.upgraded_database())
    yield made
    await made.close()


def now() -> datetime:
    return datetime.now(UTC)
