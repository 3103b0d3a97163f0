"""Who reads figures is answered soon, and gets what can be had, whatever stands still."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.errors import StoreTrouble
from bot.core.happenings import Pulse
from bot.core.overview import Heard, Waiting
from bot.observing.gauges import Gauges
from bot.observing.prometheus import PrometheusBook
from tests.observing.reading import of, read

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Stands:
    """An overview of what it was given; `broken` it raises, `still` it never answers."""

    def __init__(self, *, broken: bool = False, still: bool = False) -> None:
        self.broken, self.still, self.looks = broken, still, 0

    async def heard(self, key: str) -> Heard | None:
        return None

    async def waiting(self) -> Sequence[Waiting]:
        self.looks += 1
        if self.still:
            await asyncio.Event().wait()
        if self.broken:
            raise StoreTrouble
        return [
            Waiting("Say", taken=False, many=2, oldest=NOW - timedelta(seconds=9)),
            Waiting("Say", taken=True, many=1, oldest=NOW - timedelta(seconds=90)),
        ]

    async def line(self) -> Mapping[tuple[str, bool], int]:
        return {("live", True): 4, ("live", False): 7, ("demo", False): 1}

    async def beats(self) -> Mapping[str, datetime]:
        return {"a/serve": NOW - timedelta(seconds=4)}

    async def is_current(self) -> bool:
        return True


def gauges(stands: Stands) -> tuple[Gauges, PrometheusBook]:
    book = PrometheusBook()
    pulses = {"discord": lambda: Pulse(hears=True, paused=True)}
    return Gauges([book], stands, lambda: NOW, pulses, patience=0.05), book


@pytest.mark.parametrize("stands", [Stands(broken=True), Stands(still=True)])
async def test_without_a_store_the_platforms_are_still_told_of(stands: Stands) -> None:
    looking, book = gauges(stands)
    async with asyncio.timeout(2):
        await looking.look()
    seen = read(book.text())
    assert of(seen, "coach_store_up") == 0
    assert of(seen, "coach_platform_connected", platform="discord") == 1
    assert of(seen, "coach_platform_paused", platform="discord") == 1


async def test_what_waits_and_who_lives_is_told_with_its_age() -> None:
    looking, book = gauges(Stands())
    await looking.look()
    seen = read(book.text())
    assert of(seen, "coach_inbox_requests", kind="Say", state="waiting") == 2
    assert of(seen, "coach_inbox_requests", kind="Say", state="taken") == 1
    assert of(seen, "coach_inbox_oldest_seconds") == 9
    assert of(seen, "coach_line_jobs", kind="live", state="running") == 4
    assert of(seen, "coach_line_jobs", state="waiting") == 8
    assert of(seen, "coach_replica_heartbeat_age_seconds", replica="a/serve") == 4


async def test_however_many_read_at_once_the_store_is_asked_once() -> None:
    stands = Stands()
    looking, _ = gauges(stands)
    await asyncio.gather(*(looking.look() for _ in range(20)))
    assert stands.looks == 1


async def test_jobs_that_cannot_be_read_are_a_store_that_does_not_answer() -> None:
    looking, book = gauges(Stands())

    async def unfinished() -> Mapping[str, int]:
        raise StoreTrouble("error.jobs_store", where="x")

    looking.unfinished = unfinished
    await looking.look()
    assert of(read(book.text()), "coach_store_up") == 0
