"""What is recorded here is handed over without a look at the inbox: each once, none lost."""

import asyncio
from collections.abc import Collection, Sequence
from pathlib import Path

import pytest

from bot.core.chat import Channel, Community, Member
from bot.core.errors import StoreTrouble
from bot.core.requests import Request, StartQuiz
from bot.jobs.recording import Recorder
from bot.store.database import Database
from bot.store.inbox import StoredInbox
from bot.store.upgrade import upgrade
from tests.house import GENERAL, YOU, house
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


async def test_only_what_was_not_there_is_handed_over_in_order(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'coach.db'}")
    await upgrade(database)
    inbox = StoredInbox(database, now)
    await inbox.record([ask("old")])
    recorder = Recorder(inbox, replica="us")
    await asyncio.gather(*(recorder.accept(ask(one)) for one in ("1", "old", "2", "1", "3")))
    await recorder.accept(ask("2"))
    assert [one.key for one in recorder.taken()] == ["1", "2", "3"]
    assert recorder.taken() == []
    assert [one.key for one in await inbox.take(["web"], "others", most=9)] == ["old"]
    await database.close()


async def test_what_one_process_took_another_finds_once_it_is_gone(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'coach.db'}")
    await upgrade(database)
    inbox = StoredInbox(database, now)
    await Recorder(inbox, replica="us").accept(ask("1"))
    assert await inbox.take(["web"], "others", most=9) == []
    await inbox.give_back(["us"])
    assert [one.key for one in await inbox.take(["web"], "others", most=9)] == ["1"]
    await database.close()


async def test_what_another_process_records_is_done_here_too(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        other = Database(f"sqlite:///{tmp_path / 'coach.db'}")
        request = you.who().wants(StartQuiz)
        await StoredInbox(other, now).record([request])
        await asyncio.wait_for(you.app.pump.settled(request.key), 5)
        assert len(await you.sees()) == 1
        await other.close()


async def test_what_was_recorded_in_doubt_is_done(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        recorder, kept = you.app.recorder, you.app.recorder.inbox
        assert isinstance(kept, StoredInbox)
        await you.says("/quiz")
        recorder.inbox = Doubtful(kept.database, kept.clock)
        request = StartQuiz(key="doubt", member=YOU, place=GENERAL)
        with pytest.raises(StoreTrouble):
            await recorder.accept(request)
        recorder.inbox = kept
        await asyncio.wait_for(you.app.pump.settled("doubt"), 5)
        assert len(await you.sees()) == 2
