"""What is put into the ledger at once is written together."""

import asyncio

import pytest

from bot.core.errors import StoreTrouble
from bot.store.database import Database
from bot.store.ledger import StoredLedger
from tests.store.conftest import now
from tests.store.test_store import behind


async def test_all_that_is_put_at_once_is_there_and_of_one_key_the_last(database: Database) -> None:
    ledger = StoredLedger(database, now, "us")
    await asyncio.gather(*(ledger.put(str(one % 300), str(one)) for one in range(700)))
    found = [await ledger.get(str(one)) for one in range(300)]
    assert found == [str(one + 600 if one < 100 else one + 300) for one in range(300)]


async def test_what_cannot_be_put_is_told_to_everyone_and_the_next_may_try(
    database: Database,
) -> None:
    ledger = StoredLedger(database, now, "us")
    await behind(database, "ALTER TABLE ledger RENAME TO elsewhere")
    tried = await asyncio.gather(*(ledger.put(one, "x") for one in "ab"), return_exceptions=True)
    assert [type(one) for one in tried] == [StoreTrouble] * 2
    await behind(database, "ALTER TABLE elsewhere RENAME TO ledger")
    await ledger.put("a", "y")
    assert await ledger.get("a") == "y"


async def test_who_stops_waiting_does_not_break_the_others(database: Database) -> None:
    ledger = StoredLedger(database, now, "us")
    left, stays = (asyncio.ensure_future(ledger.put(one, "x")) for one in "ab")
    await asyncio.sleep(0)
    left.cancel()
    with pytest.raises(asyncio.CancelledError):
        await left
    await stays
    assert await ledger.get("b") == "x"
