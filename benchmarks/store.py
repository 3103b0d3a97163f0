"""How long history and rotation take on SQLite with 0.3, 1 and 3 million attempts, a third of them
by a thousand heavy members, and whether other people's rows cost anything.

Each call is timed alone, for heavy members and channels chosen by chance; the floor is a bare query
for one row by its key over the same connection, in the same run. Growth is what 3 million cost over
what 0.3 million cost.

    python benchmarks/store.py [MILLIONS…]
"""

import asyncio
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.core.chat import Channel, Community, Direct, Member
from bot.store.attempts import StoredAttempts
from bot.store.dailies import StoredDailies
from bot.store.database import Database
from bot.store.judged import StoredJudged
from bot.store.postings import StoredPostings
from bot.store.upgrade import upgrade

MILLIONS = (0.3, 1.0, 3.0)
HEAVY, EACH = 1000, 1000
"""Members with many attempts, and how many of theirs at three million."""
CHANNELS, QUESTIONS, CALLS = 500, 1000, 400
_AT = "2026-{:02d}-{:02d} {:02d}:00:00.000000"
_JUDGED = json.dumps(
    [{"checkpoint": f"c{one}", "verdict": ("covered", "missing")[one % 2]} for one in range(5)]
)


def fill(file: Path, attempts: int) -> None:
    """Write attempts by heavy members and by many others, what was said of them, and the questions
    of a channel's days."""
    each = EACH * attempts // 3_000_000
    with closing(sqlite3.connect(file)) as one, one:
        one.execute("PRAGMA synchronous=OFF")
        one.execute("PRAGMA cache_size=-200000")
        names = [row[1] for row in one.execute("PRAGMA table_info(attempts)")]
        marks = ",".join("?" * len(names))
        rows = _attempts(names, attempts, each)
        one.executemany(f"INSERT INTO attempts VALUES ({marks})", rows)
        said = [row[1:3] for row in one.execute("PRAGMA table_info(feedback)")]
        values = ",".join(_feedback_value(name, kind) for name, kind in said)
        one.execute(
            f"INSERT INTO feedback SELECT {values} FROM attempts "
            f"WHERE posting LIKE 'p%' AND abs(random()) % 3 = 0"
        )
        one.executemany(
            "INSERT INTO postings VALUES (?,?,?,?,?,?,?,?,?,?)",
            (
                ("discord:1", f"p{c}-{q}", f"thread/c{c}/{q}", f"channel/c{c}", f"q{q}", "boss",
                 _at(q), "[]", "open", "m")
                for c in range(CHANNELS) for q in range(QUESTIONS)
            ),
        )  # fmt: skip
        one.executemany(
            "INSERT INTO daily_postings (community, posting, daily, head, turn, at)"
            " VALUES (?,?,?,?,?,?)",
            (
                ("discord:1", f"p{c}-{q}", f"d{c}", f"q{q}", 1, _at(q))
                for c in range(CHANNELS) for q in range(QUESTIONS)
            ),
        )  # fmt: skip
        one.execute("ANALYZE")


def _attempts(names: list[str], attempts: int, each: int) -> Iterator[tuple[object, ...]]:
    heavy = HEAVY * each
    for number in range(attempts):
        member = f"heavy{number // each}" if number < heavy else f"m{number % 900_000}"
        channel, question = number % CHANNELS, number // 7 % QUESTIONS
        known = {
            "community": "discord:1", "id": f"a{number}", "posting": f"p{channel}-{question}",
            "question": f"q{question}", "member": member, "place": f"direct/{member}",
            "answer": "The cache keeps the keys and values of earlier tokens. " * 4,
            "at": _at(number), "private": 1, "helped": 0, "depth": 0, "asked": "", "aims": "[]",
        }  # fmt: skip
        yield tuple(known.get(name) for name in names)


def _at(number: int) -> str:
    return _AT.format(number % 12 + 1, number % 28 + 1, number % 24)


def _feedback_value(name: str, kind: str) -> str:
    known = {
        "community": "community", "attempt": "id", "at": "at", "graded": "1", "score": "0.5",
        "judgements": f"'{_JUDGED}'", "advice": "'{}'",
    }  # fmt: skip
    plain = "'[]'" if kind == "JSON" else "0" if kind in ("BOOLEAN", "INTEGER") else "''"
    return known.get(name, plain)


async def measured(file: Path) -> dict[str, tuple[float, float]]:
    """By query: the median and the 99th percentile of a call, in milliseconds."""
    database = Database(f"sqlite:///{file}")
    await upgrade(database)
    here, chance = Community("discord", "1"), random.Random(1)
    attempts, dailies = StoredAttempts(database), StoredDailies(database)
    judged, postings = StoredJudged(database), StoredPostings(database)

    def member() -> Member:
        return Member(here, f"heavy{chance.randrange(HEAVY)}")

    def number() -> int:
        return chance.randrange(CHANNELS)

    queries: dict[str, Callable[[], Awaitable[object]]] = {
        "floor: one row by its key": lambda: attempts.get(here, f"a{number()}"),
        "a member's last 20 answers": lambda: attempts.recent(member(), most=20),
        "a member's answers to one question": lambda: attempts.of(
            member(), f"q{chance.randrange(QUESTIONS)}"
        ),
        "a member's latest in a place": lambda: attempts.latest(one := member(), Direct(one)),
        "a channel's turn of 1,000": lambda: dailies.turn(here, f"d{number()}"),
        "the last 1,000 questions of a channel": lambda: postings.asked(
            Channel(here, f"c{number()}")
        ),
        "what a channel's newest 300 missed": lambda: judged.lately(here, f"d{number()}"),
        "how a posting's people were judged": lambda: judged.of(
            here, f"p{number()}-{chance.randrange(QUESTIONS)}"
        ),
    }
    found = {}
    for name, ask in queries.items():
        times = []
        for _ in range(CALLS):
            begun = time.perf_counter()
            await ask()
            times.append(1000 * (time.perf_counter() - begun))
        times.sort()
        found[name] = (times[CALLS // 2], times[CALLS * 99 // 100])
    await database.close()
    return found


def main() -> None:
    """Measure each size in a database of its own, and print one table."""
    millions = [float(one) for one in sys.argv[1:]] or list(MILLIONS)
    found = {}
    for one in millions:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "coach.db"
            asyncio.run(_made(file))
            fill(file, round(one * 1_000_000))
            found[one] = asyncio.run(measured(file))
    table = Table(title="Milliseconds of one call: median / 99th percentile")
    table.add_column("query")
    for one in millions:
        table.add_column(f"{one:g} million", justify="right")
    table.add_column("growth of the median", justify="right")
    for name, (first, _) in found[millions[0]].items():
        cells = [f"{found[one][name][0]:.2f} / {found[one][name][1]:.2f}" for one in millions]
        table.add_row(name, *cells, f"{found[millions[-1]][name][0] / first:.2f}")
    Console().print(table)


async def _made(file: Path) -> None:
    database = Database(f"sqlite:///{file}")
    await upgrade(database)
    await database.close()


if __name__ == "__main__":
    main()
