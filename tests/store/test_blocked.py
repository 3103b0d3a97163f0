"""Whom the operator keeps out: here, or wherever their platform knows them."""

from bot.core.chat import Community, Member
from bot.store.blocked import StoredBlocked
from bot.store.database import Database
from tests.store.conftest import now

ONE, TWO = Community("discord", "1"), Community("discord", "2")


async def test_who_is_kept_out_of_one_community_may_use_another(database: Database) -> None:
    store = StoredBlocked(database)
    await store.add(Member(ONE, "7"), "spam", now())
    assert await store.has(Member(ONE, "7"))
    assert not await store.has(Member(ONE, "8"))
    assert not await store.has(Member(TWO, "7"))
    assert not await store.remove(Member(TWO, "7"))
    assert await store.remove(Member(ONE, "7"))
    assert not await store.has(Member(ONE, "7"))


async def test_who_is_kept_out_of_a_platform_is_in_each_of_its_communities(
    database: Database,
) -> None:
    store = StoredBlocked(database)
    await store.add(Member(Community("discord", ""), "7"), "", now())
    assert await store.has(Member(ONE, "7"))
    assert await store.has(Member(TWO, "7"))
    assert not await store.has(Member(Community("slack", "1"), "7"))
    assert not await store.remove(Member(ONE, "7"))
    assert await store.has(Member(ONE, "7"))


async def test_the_list_has_everybody_once_with_the_last_reason(database: Database) -> None:
    store = StoredBlocked(database)
    await store.add(Member(TWO, "7"), "rude", now())
    await store.add(Member(ONE, "7"), "spam", now())
    await store.add(Member(ONE, "7"), "more spam", now())
    assert await store.all() == [(Member(ONE, "7"), "more spam"), (Member(TWO, "7"), "rude")]
