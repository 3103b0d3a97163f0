"""What the store tells of the line for the model's turns, whose jobs other processes may have."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from bot.store.database import Database
from bot.store.overview import StoredOverview
from bot.store.turn_tables import turns
from bot.store.upgrade import upgrade


async def test_jobs_in_line_are_counted_by_kind_and_by_whether_they_have_a_turn(
    tmp_path: Path,
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'coach.db'}")
    await upgrade(database)
    until = datetime.now(UTC) + timedelta(seconds=20)
    jobs = [(0, True), (0, False), (0, False), (2, False)]
    rows = [
        {
            "job": f"j{number}",
            "number": number,
            "flow": "f",
            "kind": kind,
            "community": "web:x",
            "member": "m",
            "replica": "r",
            "until": until,
            "runs": runs,
        }
        for number, (kind, runs) in enumerate(jobs)
    ]
    async with database.connect() as connection:
        await connection.execute(insert(turns), rows)
    found = await StoredOverview(database).line()
    await database.close()
    assert found == {("live", True): 1, ("live", False): 2, ("batch", False): 1}
