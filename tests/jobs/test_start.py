"""A first start on PostgreSQL, where the workflows' tables are made while others are at work."""

import asyncio

import pytest
from sqlalchemy import text

from bot.core.errors import StoreTrouble
from bot.jobs.migrating import migrate
from bot.jobs.workflows import Workflows
from bot.store.database import Database
from tests import postgres


async def _nobody(_key: str, _exc: Exception) -> None:
    """No work fails where there is none."""


def workflows(url: str) -> Workflows:
    return Workflows(url, "us", {}, _nobody, ())


async def test_a_first_start_waits_for_what_its_own_process_is_writing_and_does_not_hang() -> None:
    url = await postgres.upgraded_database()
    database, jobs = Database(url), workflows(url)
    async with database.connect() as connection:
        await connection.execute(text("SELECT count(*) FROM inbox"))
        starting = asyncio.create_task(jobs.launch())
        await asyncio.sleep(0.8)
        assert not starting.done()
    await asyncio.wait_for(starting, 10)
    await jobs.close()
    await database.close()


async def test_two_processes_that_start_at_once_make_the_tables_once() -> None:
    url = await postgres.upgraded_database()
    both = (asyncio.to_thread(migrate, url) for _ in range(2))
    await asyncio.wait_for(asyncio.gather(*both), 20)
    database = Database(url)
    async with database.connect() as connection:
        invalid = await connection.scalar(
            text("SELECT count(*) FROM pg_index WHERE NOT indisvalid")
        )
        version = await connection.scalar(text("SELECT max(version) FROM dbos.dbos_migrations"))
    assert (invalid, version > 1) == (0, True)
    await database.close()


async def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(StoreTrouble) as trouble:
        await workflows("postgresql://coach:secret@127.0.0.1:1/coach").launch()
    assert trouble.value.facts == {"where": "127.0.0.1:1/coach"}
