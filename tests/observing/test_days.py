"""Questions of the day in figures: due, asked, late, missed."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.daily import Daily, daily_of
from bot.core.happenings import Posted
from bot.core.schedule import Schedule
from bot.observing.counting import Counting
from bot.observing.prometheus import PrometheusBook
from bot.store.dailies import StoredDailies
from bot.store.database import Database
from tests.house import GENERAL, House, house
from tests.observing.reading import of, read


async def due(at: House, ago: timedelta) -> None:
    """Have a question be due in the channel since so long ago."""
    then = (datetime.now(UTC) - ago).replace(second=0, microsecond=0)
    when = Schedule(daily_of(GENERAL), then.time(), "Etc/UTC")
    database = Database(at.app.settings.database)
    await StoredDailies(database).keep(Daily(GENERAL, when, at.member), then)
    await database.close()


@pytest.mark.parametrize(
    ("ago", "asked", "late", "missed"),
    [
        (timedelta(minutes=10), 1, 1, 0),
        (timedelta(hours=4), 0, 0, 1),
    ],
    ids=["late", "missed"],
)
async def test_each_question_that_is_caught_up_or_missed_is_counted(
    tmp_path: Path, ago: timedelta, asked: int, late: int, missed: int
) -> None:
    async with house(tmp_path) as you:
        await due(you, ago)
    async with house(tmp_path) as you:  # whose first look finds it
        figures = read(await you.app.observed.figures())
        while not of(figures, "coach_posts_total") + of(figures, "coach_posts_missed_total"):
            await asyncio.sleep(0.02)
            figures = read(await you.app.observed.figures())

    assert of(figures, "coach_posts_due_total", platform="web") == asked
    assert of(figures, "coach_posts_total", platform="web") == asked
    assert of(figures, "coach_posts_late_total", platform="web") == late
    assert of(figures, "coach_posts_missed_total", platform="web") == missed
    assert of(figures, "coach_posting_delay_seconds_count", platform="web") == asked


def test_within_a_minute_it_is_on_time() -> None:
    book = PrometheusBook()
    counting = Counting([book])
    for seconds in (-1, 0, 60, 61):
        counting.tell(Posted("discord", timedelta(seconds=seconds)))
    figures = read(book.text())
    assert of(figures, "coach_posts_total", platform="discord") == 4
    assert of(figures, "coach_posts_late_total", platform="discord") == 1
