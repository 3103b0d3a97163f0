"""What the ledger keeps for a time can be listed, the longest first."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.store.database import Database
from bot.store.ledger import StoredLedger
from bot.store.upgrade import upgrade


async def test_what_lasts_longest_comes_first_and_what_is_over_not_at_all(tmp_path: Path) -> None:
    moment = datetime.now(UTC)
    database = Database(f"sqlite:///{tmp_path / 'coach.db'}")
    try:
        await upgrade(database)
        ledger = StoredLedger(database, lambda: moment, "me")
        for name, days in (("a", 1), ("b", 3), ("c", -1), ("d", 2)):
            await ledger.put(f"talked:{name}", name, until=moment + timedelta(days=days))
        await ledger.put("talked:ever", "ever")
        await ledger.put("other:z", "z", until=moment + timedelta(days=9))
        assert await ledger.lasting("talked:", most=2) == ["b", "d"]
        assert await ledger.lasting("talked:", most=9) == ["b", "d", "a"]
    finally:
        await database.close()
