"""What is kept of what grading cost: each job once, for its member and its channel."""

from datetime import timedelta

from bot.core.chat import Channel, Community, Member
from bot.core.limits import Spent
from bot.store.database import Database
from bot.store.spending import StoredSpending
from tests.store.conftest import now

HERE = Community("web", "x")
YOU, OTHER = Member(HERE, "you"), Member(HERE, "other")
GENERAL = Channel(HERE, "general")


async def test_a_job_counts_for_its_member_and_for_its_channel(database: Database) -> None:
    store, at = StoredSpending(database), now()
    await store.spend(YOU, GENERAL, "one", 10, at)
    await store.spend(YOU, None, "two", 20, at + timedelta(minutes=1))
    await store.spend(OTHER, GENERAL, "three", 30, at + timedelta(minutes=2))
    since = at - timedelta(hours=1)
    mine = await store.of_member(YOU, since)
    assert mine == [Spent(at, 10), Spent(at + timedelta(minutes=1), 20)]
    there = await store.of_channel(GENERAL, since)
    assert there == [Spent(at, 10), Spent(at + timedelta(minutes=2), 30)]


async def test_the_same_job_again_replaces_its_tokens_and_keeps_its_time(
    database: Database,
) -> None:
    store, at = StoredSpending(database), now()
    await store.spend(YOU, GENERAL, "one", 10, at)
    await store.spend(YOU, GENERAL, "one", 25, at + timedelta(minutes=5))
    assert await store.of_member(YOU, at - timedelta(hours=1)) == [Spent(at, 25)]


async def test_what_is_older_and_the_job_itself_are_left_out(database: Database) -> None:
    store, at = StoredSpending(database), now()
    for minutes, job in enumerate(("old", "edge", "new")):
        await store.spend(YOU, GENERAL, job, minutes, at + timedelta(minutes=minutes))
    since = at + timedelta(minutes=1)
    newest = [Spent(at + timedelta(minutes=2), 2)]
    assert await store.of_member(YOU, since) == newest
    assert await store.of_channel(GENERAL, since) == newest
    assert await store.of_member(YOU, since, but="new") == []


async def test_a_private_job_is_no_channels(database: Database) -> None:
    store = StoredSpending(database)
    await store.spend(YOU, None, "one", 10, now())
    assert await store.of_channel(GENERAL, now() - timedelta(hours=1)) == []
