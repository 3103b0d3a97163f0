"""What is recorded here is handed over without a look at the inbox: each once, none lost."""

import asyncio
from collections.abc import Collection, Sequence

import pytest

from bot.core.chat import Channel, Community, Member
from bot.core.errors import StoreTrouble
from bot.core.requests import Request, StartQuiz
from bot.jobs.recording import Recorder
from bot.store.database import Database
from bot.store.inbox import StoredInbox
from tests.house import GENERAL, YOU, house
from tests.jobs.conftest import Kept
from tests.store.conftest import now

HERE = Community("web", "x")


def ask(key: str) -> Request:
    return StartQuiz(key=key, member=Member(HERE, "m"), place=Channel(HERE, "c"))


class Doubtful(StoredInbox):
    """Records, and then says that it did not: as where a connection breaks at a commit."""

    async def record(
        self, requests: Sequence[Request], taken_by: str | None = None
    ) -> Collection[str]:
        await super().record(requests, taken_by)
        raise StoreTrouble


async def test_only_what_was_not_there_is_handed_over_in_order(database: Database) -> None:
    inbox = StoredInbox(database, now)
    await inbox.record([ask("old")])
    recorder = Recorder(inbox, replica="us")
    await asyncio.gather(*(recorder.accept(ask(one)) for one in ("1", "old", "2", "1", "3")))
    await recorder.accept(ask("2"))
    assert [one.key for one in recorder.taken()] == ["1", "2", "3"]
    assert recorder.taken() == []
    assert [one.key for one in await inbox.take(["web"], "others", most=9)] == ["old"]


async def test_what_one_process_took_another_finds_once_it_is_gone(database: Database) -> None:
    inbox = StoredInbox(database, now)
    await Recorder(inbox, replica="us").accept(ask("1"))
    assert await inbox.take(["web"], "others", most=9) == []
    await inbox.give_back(["us"])
    assert [one.key for one in await inbox.take(["web"], "others", most=9)] == ["1"]


async def test_what_another_process_records_is_done_here_too(kept: Kept) -> None:
    async with house(kept.home) as you:
        other = Database(kept.url)
        request = you.who().wants(StartQuiz)
        await StoredInbox(other, now).record([request])
        await asyncio.wait_for(you.app.pump.settled(request.key), 5)
        assert len(await you.sees()) == 1
        await other.close()


async def test_what_was_recorded_in_doubt_is_done(kept: Kept) -> None:
    async with house(kept.home) as you:
        recorder, ours = you.app.recorder, you.app.recorder.inbox
        assert isinstance(ours, StoredInbox)
        await you.says("/quiz")
        recorder.inbox = Doubtful(ours.database, ours.clock)
        request = StartQuiz(key="doubt", member=YOU, place=GENERAL)
        with pytest.raises(StoreTrouble):
            await recorder.accept(request)
        recorder.inbox = ours
        await asyncio.wait_for(you.app.pump.settled("doubt"), 5)
        assert len(await you.sees()) == 2
