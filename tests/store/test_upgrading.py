"""An upgrade strands nothing: what waited in the tables of any earlier version is done by this."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, MetaData, Table

from bot.core.chat import Channel, Community, Member, Thread
from bot.core.daily_requests import AskDaily, RevealDaily
from bot.core.requests import Request, SubmitAnswer, Who
from bot.jobs.tick import Tick
from bot.store import request_json
from bot.store.dailies import StoredDailies
from bot.store.daily_counts import StoredCounts
from bot.store.database import Database
from bot.store.inbox import StoredInbox
from bot.store.upgrade import _SCRIPTS as SCRIPTS
from bot.store.upgrade import upgrade
from bot.store.weeks import StoredWeeks
from tests import postgres

EARLIER = sorted(one.stem for one in (SCRIPTS / "versions").glob("[0-9]*.py"))[:-1]
TOWN = Community("web", "playground")
YOU = Member(TOWN, "you")
GENERAL = Channel(TOWN, "general")
NOW = datetime(2026, 11, 24, 9, 1, tzinfo=UTC)
ANSWER = Who(key="web:playground:1", member=YOU, place=Thread(GENERAL, "t")).wants(
    SubmitAnswer, posting="p", text="Several requests are run at once."
)


def clock() -> datetime:
    return NOW


def as_it_was(connection: Connection, revision: str) -> None:
    """The tables of an earlier version, with an answer that waits for its feedback and, as soon as
    there were such, a daily question and a reveal that are due."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
    due, where = (NOW - timedelta(minutes=1)).replace(tzinfo=None), str(TOWN)
    row: dict[str, Any] = {
        "key": ANSWER.key, "number": 1, "community": where, "platform": "web",
        "member": "you", "request": request_json.written(ANSWER), "at": due,
    }  # fmt: skip
    _insert(connection, "inbox", row)
    if revision < "0006":
        return
    row = {
        "community": where, "id": "d", "home": "channel/general", "at": "09:00",
        "zone": "Etc/UTC", "weekdays": "1234567", "off": [], "window": 180, "filters": [],
        "policy": "random", "count": 1, "started_by": "you", "running": True, "next_at": due,
    }  # fmt: skip
    _insert(connection, "dailies", row)
    row = {
        "community": where, "posting": "p", "daily": "d", "head": "q", "turn": 1,
        "at": due - timedelta(days=1), "day": "2026-11-23", "reveal_at": due,
    }  # fmt: skip
    _insert(connection, "daily_postings", row)


def _insert(connection: Connection, name: str, row: dict[str, Any]) -> None:
    table = Table(name, MetaData(), autoload_with=connection)
    connection.execute(table.insert(), [row])


async def found_by(database: Database) -> tuple[Sequence[Request], list[Request]]:
    """What waited in the inbox, and what the clock finds due."""
    waited = await StoredInbox(database, clock).take(["web"], "new", most=9)
    found: list[Request] = []

    async def accept(request: Request) -> None:
        found.append(request)

    dailies, counts, weeks = StoredDailies(database), StoredCounts(database), StoredWeeks(database)
    await Tick(dailies, counts, weeks, accept, ["web"], clock).once()
    return waited, found


@pytest.mark.parametrize(
    ("kind", "revision"),
    [*(("sqlite", one) for one in EARLIER), ("postgresql", "0006"), ("postgresql", EARLIER[-1])],
)
async def test_what_waited_in_an_earlier_version_is_found_by_this_one(
    kind: str, revision: str, tmp_path: Path
) -> None:
    is_sqlite = kind == "sqlite"
    url = f"sqlite:///{tmp_path / 'coach.db'}" if is_sqlite else postgres.new_database()
    both = [Database(url) for _ in range(2)]
    async with both[0].connect() as connection:
        await connection.run_sync(as_it_was, revision)
    done = await asyncio.gather(*map(upgrade, both))  # two new programs start at once
    assert sorted(done) == [False, True]
    waited, due = await found_by(both[1])
    for one in both:
        await one.close()
    assert [(one, getattr(one, "text", "")) for one in waited] == [(ANSWER, ANSWER.text)]
    kinds = [AskDaily, RevealDaily] if revision >= "0006" else []
    assert [type(one) for one in due] == kinds
