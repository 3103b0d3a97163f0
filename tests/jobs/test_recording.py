"""Requests are on disk before anybody is told so."""

import asyncio
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import pytest

from bot.core.chat import Channel, Community, Member
from bot.core.ears import deliver, patient
from bot.core.errors import StoreTrouble
from bot.core.requests import Request, Say
from bot.jobs.recording import Recorder
from tests.house import house
from tests.jobs.conftest import Kept
from tests.kills.stores import stopped

HERE = Community("web", "x")


@dataclass
class Disk:
    """An inbox that writes slowly, and fails when it is told to."""

    batches: list[list[str]] = field(default_factory=list)
    full: bool = False

    async def record(
        self, requests: Sequence[Request], taken_by: str | None = None
    ) -> Collection[str]:
        await asyncio.sleep(0.01)
        if self.full:
            raise StoreTrouble("error.store_full")
        self.batches.append([one.key for one in requests])
        return self.batches[-1] if taken_by else ()


def said(key: str) -> Request:
    return Say(key=key, member=Member(HERE, "m"), place=Channel(HERE, "c"), text="x")


async def test_what_comes_at_once_is_written_together_in_order_and_once() -> None:
    disk = Disk()
    recorder = Recorder(disk)  # type: ignore[arg-type]
    keys = [str(number % 40) for number in range(50)]
    await asyncio.gather(*(recorder.accept(said(key)) for key in keys))
    assert [key for batch in disk.batches for key in batch] == [str(n) for n in range(40)]
    assert len(disk.batches) <= 2


async def test_a_full_disk_is_told_to_everyone_who_waits_and_the_next_may_try() -> None:
    disk = Disk(full=True)
    recorder = Recorder(disk)  # type: ignore[arg-type]
    found = await asyncio.gather(
        *(recorder.accept(said(str(n))) for n in range(3)), return_exceptions=True
    )
    assert [type(one) for one in found] == [StoreTrouble] * 3
    disk.full = False
    await recorder.accept(said("later"))
    assert disk.batches == [["later"]]


async def test_who_stops_waiting_does_not_break_the_others() -> None:
    disk = Disk()
    recorder = Recorder(disk)  # type: ignore[arg-type]
    impatient = asyncio.create_task(recorder.accept(said("1")))
    await asyncio.sleep(0)
    impatient.cancel()
    await recorder.accept(said("2"))
    assert sorted(key for batch in disk.batches for key in batch) == ["1", "2"]
    with pytest.raises(asyncio.CancelledError):
        await impatient


async def test_what_cannot_be_recorded_is_told_to_the_member(kept: Kept) -> None:
    async with house(kept.home) as you:

        async def refuse(_request: Request) -> None:
            raise StoreTrouble("error.store_full")

        card = await deliver(said("1"), refuse, you.app.coach.ask)
        assert card is not None
        assert "disk is full" in getattr(card, "body", "")


async def test_words_are_recorded_once_the_store_can_be_written() -> None:
    disk = Disk(full=True)
    recorder = Recorder(disk)  # type: ignore[arg-type]
    recording = asyncio.ensure_future(patient(recorder.accept, every=0.01)(said("words")))
    await asyncio.sleep(0.05)
    disk.full = False
    await recording
    assert disk.batches == [["words"]]


async def test_words_that_cannot_be_recorded_for_too_long_are_given_up() -> None:
    recorder = Recorder(Disk(full=True))  # type: ignore[arg-type]
    with pytest.raises(StoreTrouble):
        await patient(recorder.accept, seconds=0.05, every=0.01)(said("words"))


async def test_a_database_that_others_write_in_makes_nobody_wait_for_long(kept: Kept) -> None:
    async with house(kept.home) as you:
        with stopped(kept.store, "house"):
            began = time.monotonic()
            with pytest.raises(StoreTrouble):
                await you.app.recorder.accept(said("too late"))
            assert time.monotonic() - began < 2
        await you.app.recorder.accept(said("in time"))
        assert await you.app.recorder.inbox.find("too late") is None
