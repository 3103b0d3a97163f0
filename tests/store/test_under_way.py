"""One long job a member, whichever process runs it; any process may have it stopped."""

import asyncio
from datetime import timedelta
from pathlib import Path

from bot.core.chat import Community, Member
from bot.store.database import Database
from bot.store.under_way import StoredUnderWay
from bot.store.upgrade import upgrade
from tests.store.conftest import now

HERE = Community("web", "x")
YOU, OTHER = Member(HERE, "you"), Member(HERE, "other")
LONG = timedelta(minutes=10)


async def test_of_jobs_that_begin_at_once_in_several_processes_one_does(tmp_path: Path) -> None:
    databases = [Database(f"sqlite:///{tmp_path / 'coach.db'}") for _ in range(4)]
    await upgrade(databases[0])
    stores = [StoredUnderWay(one) for one in databases]
    at = now()
    for _ in range(5):
        begun = await asyncio.gather(
            *(stores[number % 4].begin(YOU, f"job{number}", at, at + LONG) for number in range(12))
        )
        assert begun.count(True) == 1
        await stores[0].end(YOU, f"job{begun.index(True)}")
    for one in databases:
        await one.close()


async def test_another_job_waits_until_the_first_is_over_or_its_time_is(
    database: Database,
) -> None:
    store, at = StoredUnderWay(database), now()
    assert await store.begin(YOU, "one", at, at + LONG)
    assert not await store.begin(YOU, "two", at, at + LONG)
    assert await store.begin(OTHER, "two", at, at + LONG)
    await store.end(YOU, "two")
    assert not await store.begin(YOU, "two", at, at + LONG)
    assert await store.begin(YOU, "two", at + LONG, at + 2 * LONG)
    assert not await store.begin(YOU, "one", at + LONG, at + 2 * LONG)
    await store.end(YOU, "two")
    assert await store.begin(YOU, "one", at + LONG, at + 2 * LONG)


async def test_the_process_that_takes_a_job_over_finds_that_it_was_to_stop(
    database: Database,
) -> None:
    store, at = StoredUnderWay(database), now()
    await store.begin(YOU, "one", at, at + LONG)
    assert not await store.is_stopped(YOU, "one")
    assert await store.stop(YOU)
    assert await store.begin(YOU, "one", at, at + LONG)
    assert await store.is_stopped(YOU, "one")
    assert not await store.is_stopped(OTHER, "one")


async def test_a_stop_is_for_the_job_that_runs_and_not_for_the_next(database: Database) -> None:
    store, at = StoredUnderWay(database), now()
    assert not await store.stop(YOU)
    await store.begin(YOU, "one", at, at + LONG)
    assert not await store.stop(YOU, "another")
    assert not await store.is_stopped(YOU, "one")
    assert await store.stop(YOU, "one")
    await store.end(YOU, "one")
    await store.begin(YOU, "one", at, at + LONG)
    assert not await store.is_stopped(YOU, "one")
    await store.stop(YOU)
    assert await store.begin(YOU, "two", at + LONG, at + 2 * LONG)
    assert not await store.is_stopped(YOU, "two")
    assert not await store.stop(OTHER)
