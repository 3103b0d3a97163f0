"""A member stops what the coach does for them, by command or by button, from any process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.core.chat import Member
from bot.store.database import Database
from bot.store.under_way import StoredUnderWay
from tests.house import GENERAL, YOU, House, house


@asynccontextmanager
async def elsewhere(home: Path, member: Member = YOU) -> AsyncIterator[StoredUnderWay]:
    """What another process sees, which does a job for the member."""
    database = Database(f"sqlite:///{home / 'coach.db'}")
    store, now = StoredUnderWay(database), datetime.now(UTC)
    await store.begin(member, "job", now, now + timedelta(minutes=5))
    yield store
    await database.close()


async def titles(you: House) -> list[str]:
    return [one.card.title for one in await you.sees() if one.card]


async def test_the_command_stops_the_job_and_says_so(tmp_path: Path) -> None:
    async with house(tmp_path) as you, elsewhere(tmp_path) as store:
        await you.says("/stop")
        assert await store.is_stopped(YOU, "job")
        assert await titles(you) == ["Stopping"]


async def test_the_button_of_a_job_stops_it_and_is_silent(tmp_path: Path) -> None:
    async with house(tmp_path) as you, elsewhere(tmp_path) as store:
        await you.presses("stop:job", GENERAL)
        assert await store.is_stopped(YOU, "job")
        assert await titles(you) == []


async def test_the_button_of_an_older_job_leaves_the_one_that_runs(tmp_path: Path) -> None:
    async with house(tmp_path) as you, elsewhere(tmp_path) as store:
        await you.presses("stop:older", GENERAL)
        assert not await store.is_stopped(YOU, "job")
        assert await titles(you) == ["That did not work"]


async def test_nobody_stops_another_members_job(tmp_path: Path) -> None:
    async with house(tmp_path) as you, elsewhere(tmp_path) as store:
        other = you.as_("other")
        await other.presses("stop:job", GENERAL)
        await other.says("/stop")
        assert not await store.is_stopped(YOU, "job")
        assert await titles(other) == ["That did not work", "That did not work"]


async def test_where_nothing_is_under_way_that_is_what_is_said(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        await you.says("/stop")
        (said,) = await you.sees()
        assert said.card is not None
        assert "Nothing is under way" in said.card.body
