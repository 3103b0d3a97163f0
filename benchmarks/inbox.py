"""How fast requests are on disk: our inbox's group commit beside one bare SQLite commit for all,
and one for each."""

import asyncio
import sqlite3
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.core.chat import Channel, Community, Member
from bot.core.requests import Say
from bot.jobs.recording import Recorder
from bot.store.database import Database
from bot.store.inbox import StoredInbox
from bot.store.upgrade import upgrade

COUNT, RUNS = 500, 5
HERE = Community("bench", "x")
TEXT = "keys and values of the prefix are cached " * 3


async def ours(folder: Path, run: int) -> float:
    """Seconds until all of COUNT requests that come at once are on disk."""
    database = Database(f"sqlite:///{folder / 'ours.db'}")
    await upgrade(database)
    recorder = Recorder(StoredInbox(database, lambda: datetime.now(UTC)))
    member, channel = Member(HERE, "m"), Channel(HERE, "c")
    said = [Say(key=f"{run}-{n}", member=member, place=channel, text=TEXT) for n in range(COUNT)]
    begun = time.perf_counter()
    await asyncio.gather(*(recorder.accept(one) for one in said))
    taken = time.perf_counter() - begun
    await database.close()
    return taken


def bare(folder: Path, run: int, *, each: bool) -> float:
    """Seconds of sqlite3 itself for as many rows, in one commit or in one each."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("CREATE TABLE IF NOT EXISTS rows (key TEXT PRIMARY KEY, text TEXT)")
    begun = time.perf_counter()
    if not each:
        connection.execute("BEGIN")
    for n in range(COUNT):
        connection.execute("INSERT INTO rows VALUES (?, ?)", (f"{run}-{each}-{n}", TEXT))
    if not each:
        connection.execute("COMMIT")
    taken = time.perf_counter() - begun
    connection.close()
    return taken


def main() -> None:
    """Print the table."""
    rows: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for run in range(RUNS):
            rows.setdefault("sqlite3, one commit for all (floor)", []).append(
                bare(folder, run, each=False)
            )
            rows.setdefault("sqlite3, a commit each", []).append(bare(folder, run, each=True))
            rows.setdefault("the inbox, all at once", []).append(asyncio.run(ours(folder, run)))
    floor = statistics.median(rows["sqlite3, one commit for all (floor)"])
    table = Table(title=f"{COUNT} requests until the last is on disk, median of {RUNS}")
    for column in ("what", "ms", "min", "max", "x floor"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for what, found in rows.items():
        middle = statistics.median(found)
        table.add_row(
            what,
            *(f"{one * 1000:.1f}" for one in (middle, min(found), max(found))),
            f"{middle / floor:.1f}",
        )
    Console().print(table)


if __name__ == "__main__":
    main()
