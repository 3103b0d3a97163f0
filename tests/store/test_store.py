"""What the store promises: kept once, found again, refused in a sentence."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.core.chat import Channel, Community, Direct, Entry, Member, Thread
from bot.core.errors import SettingsTrouble, StoreTrouble
from bot.core.gathering import gather
from bot.core.keeping_work import SILENT
from bot.core.renaming import renamed
from bot.core.requests import Request, StartQuiz, SubmitAnswer
from bot.store.database import Database
from bot.store.inbox import StoredInbox
from bot.store.ledger import StoredLedger
from bot.store.questions import StoredQuestions
from bot.store.replicas import StoredReplicas
from bot.store.transcript import StoredTranscript
from bot.store.upgrade import _apply as migrate
from bot.store.upgrade import pending, upgrade
from tests.core.small_bank import question
from tests.store.conftest import now

HERE = Community("web", "x")
YOU, GENERAL = Member(HERE, "you", "You"), Channel(HERE, "general")


def ask(key: str, place: Channel | Thread | Direct = GENERAL) -> Request:
    return StartQuiz(key=key, member=YOU, place=place, filters=(("tag", "KV Cache"),))


async def test_the_tables_are_made_once_and_are_what_the_code_declares(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'deep' / 'er' / 'coach.db'}")
    assert await upgrade(database)
    assert not await upgrade(database)
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from bot.store.every_table import metadata

    async with database.connect() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), metadata)
        )
    assert differences == []
    await database.close()


async def test_two_processes_that_start_at_once_make_the_tables_once(tmp_path: Path) -> None:
    both = [Database(f"sqlite:///{tmp_path / 'coach.db'}") for _ in range(2)]
    made = await asyncio.gather(*(upgrade(one) for one in both))
    assert sorted(made) == [False, True]
    for one in both:
        await one.close()


async def test_a_migration_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'coach.db'}")

    async def break_off() -> None:
        async with database.connect() as connection:
            await database.reserve(connection)
            await connection.run_sync(migrate)
            raise OSError

    with pytest.raises(StoreTrouble):
        await break_off()
    assert await upgrade(database)
    await database.close()


async def behind(database: Database, statement: str) -> None:
    """Change something behind the store's back."""
    async with database.connect() as raw:
        await raw.exec_driver_sql(statement)


async def test_a_newer_database_is_refused_and_left_alone(database: Database) -> None:
    await behind(database, "UPDATE alembic_version SET version_num = '9999'")
    for act in (upgrade, pending):
        with pytest.raises(StoreTrouble) as refused:
            await act(database)
        assert refused.value.key == "error.store_newer"


@pytest.mark.parametrize(
    "content", [b"this is no database, " * 100, b"SQLite format 3\0" + b"x" * 5000]
)
async def test_a_damaged_file_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "coach.db"
    file.write_bytes(content)
    database = Database(f"sqlite:///{file}")
    with pytest.raises(StoreTrouble) as refused:
        await upgrade(database)
    assert refused.value.key == "error.store_broken"
    await database.close()
    assert file.read_bytes() == content


def test_a_place_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreTrouble) as refused:
        Database(f"sqlite:///{tmp_path / 'file' / 'coach.db'}")
    assert refused.value.key == "error.store_unreachable"
    with pytest.raises(StoreTrouble) as refused:
        Database(f"sqlite:///{tmp_path}")
    assert refused.value.key == "error.store_unreachable"


@pytest.mark.parametrize("url", ["mysql://x", "nonsense", "://"])
def test_an_odd_address_is_a_wrong_setting(url: str) -> None:
    with pytest.raises(SettingsTrouble):
        Database(url)


async def test_the_inbox_keeps_order_and_takes_each_request_once(database: Database) -> None:
    inbox = StoredInbox(database, now)
    await inbox.record([ask("1"), ask("2")])
    await inbox.record([ask("2"), ask("3")])
    first = await inbox.take(["web"], "a", most=2)
    assert [one.key for one in first] == ["1", "2"]
    assert [one.key for one in await inbox.take(["web"], "b", most=9)] == ["3"]
    assert await inbox.take(["web"], "b", most=9) == []
    await inbox.give_back(["a"])
    assert [one.key for one in await inbox.take(["web"], "b", most=9)] == ["1", "2"]
    await inbox.finish(["1"])
    await inbox.give_back(["b"])
    assert [one.key for one in await inbox.take(["web"], "c", most=9)] == ["2", "3"]
    assert (await inbox.is_done("1"), await inbox.is_done("2")) == (True, False)


async def test_the_inbox_gives_each_platform_its_own(database: Database) -> None:
    inbox = StoredInbox(database, now)
    await inbox.record([ask("1")])
    assert await inbox.take(["discord"], "a", most=9) == []


async def test_a_request_comes_back_from_disk_as_it_was(database: Database) -> None:
    inbox = StoredInbox(database, now)
    places: list[Channel | Thread | Direct] = [GENERAL, Thread(GENERAL, "t"), Direct(YOU)]
    for number, place in enumerate(places):
        request = ask(str(number), place)
        await inbox.record([request])
        assert await inbox.find(str(number)) == request
    sent = SubmitAnswer(
        key="s", member=YOU, place=GENERAL, language="zh", posting="p", text="因为\n“…”"
    )
    await inbox.record([sent])
    assert await inbox.find("s") == sent
    assert await inbox.find("none") is None
    await inbox.forget("s")
    assert await inbox.find("s") is None
    async with database.connect() as raw:
        rows = (await raw.exec_driver_sql("SELECT * FROM inbox")).all()
    assert len(rows) == 4
    assert "因为" not in str(rows)


async def test_a_request_of_a_newer_version_does_not_stop_the_others(database: Database) -> None:
    inbox = StoredInbox(database, now)
    await inbox.record([ask("1"), ask("2")])
    newer = '{"kind": "Telepathy"}'
    await behind(database, f"UPDATE inbox SET request = '{newer}' WHERE key = '1'")
    assert [one.key for one in await inbox.take(["web"], "a", most=9)] == ["2"]


async def test_the_ledger_forgets_in_time_and_leases_to_one(database: Database) -> None:
    moment = [now()]
    mine = StoredLedger(database, lambda: moment[0], "me")
    theirs = StoredLedger(database, lambda: moment[0], "they")
    await mine.put("k", "v", until=moment[0] + timedelta(seconds=5))
    assert await theirs.get("k") == "v"
    assert await mine.lease("gate", 5)
    assert await mine.lease("gate", 5)
    assert not await theirs.lease("gate", 5)
    moment[0] += timedelta(seconds=6)
    assert await mine.get("k") is None
    assert await theirs.lease("gate", 5)
    assert not await mine.lease("gate", 5)


async def test_a_replica_is_dead_when_its_process_is(database: Database) -> None:
    replicas = StoredReplicas(database, now)
    process = await asyncio.create_subprocess_exec("sleep", "0")
    await process.wait()
    await replicas.beat("host/ended")
    await behind(database, f"UPDATE replicas SET process = {process.pid}")
    await replicas.beat("host/us")
    assert await replicas.dead("host/us") == ["host/ended"]
    await replicas.forget(["host/ended"])
    assert await replicas.dead("host/us") == []


async def test_a_replica_that_only_sleeps_is_dead_for_others_and_yet_on_the_list_of_the_living(
    database: Database,
) -> None:
    def later() -> datetime:
        return now() + SILENT + timedelta(seconds=1)

    await StoredReplicas(database, now).beat("host/asleep")
    process = await asyncio.create_subprocess_exec("sleep", "9")
    await behind(database, f"UPDATE replicas SET process = {process.pid}")
    replicas = StoredReplicas(database, later)
    await replicas.beat("host/us")
    assert await StoredReplicas(database, now).dead("host/us") == []
    assert await replicas.dead("host/us") == ["host/asleep"]
    assert "host/asleep" in await replicas.living()
    process.kill()
    await process.wait()


async def test_the_transcript_shows_each_reader_what_is_for_them(database: Database) -> None:
    transcript = StoredTranscript(database)
    other = Member(HERE, "other")
    await transcript.put(Entry("a", GENERAL, 0, now(), text="all"))
    await transcript.put(Entry("b", GENERAL, 0, now(), text="you", only_to=YOU))
    await transcript.put(Entry("c", Direct(YOU), 0, now(), text="direct"))
    assert [one.text for one in await transcript.read(GENERAL, YOU)] == ["all", "you"]
    assert [one.text for one in await transcript.read(GENERAL, other)] == ["all"]
    assert await transcript.read(Direct(YOU), other) == []


async def test_the_threads_of_a_channel_are_the_entries_that_open_one(database: Database) -> None:
    transcript = StoredTranscript(database)
    for name, opens in (("a", True), ("b", False), ("c", True)):
        await transcript.put(Entry(name, GENERAL, 0, now(), opens_thread=opens))
    assert [one.id for one in await transcript.threads(GENERAL)] == ["c", "a"]
    assert await transcript.threads(Channel(HERE, "gener")) == []


async def test_versions_are_each_entrys_own_however_many_come_at_once(database: Database) -> None:
    first, second = StoredTranscript(database), StoredTranscript(database)
    names = [f"e{number}" for number in range(40)]
    put = await asyncio.gather(
        *(
            (first, second)[number % 2].put(Entry(name, GENERAL, 0, now()))
            for number, name in enumerate(names)
        )
    )
    assert len({one.version for one in put}) == len(names)


async def test_followers_hear_pieces_at_once_and_other_processes_soon(database: Database) -> None:
    transcript, elsewhere = StoredTranscript(database), StoredTranscript(database)
    heard: list[tuple[str, str]] = []

    async def follow() -> None:
        async for entry in transcript.follow(YOU):
            heard.append((entry.id, entry.text))  # noqa: PERF401 (it never ends)

    task = asyncio.create_task(follow())
    await asyncio.sleep(0.05)
    await transcript.put(Entry("a", GENERAL, 0, now(), text="p", streaming=True), durable=False)
    await transcript.put(Entry("a", GENERAL, 0, now(), text="pieces"))
    await asyncio.sleep(0.05)
    assert heard == [("a", "p"), ("a", "pieces")]
    await elsewhere.put(Entry("b", GENERAL, 0, now(), text="from elsewhere"))
    await asyncio.sleep(1.5)
    assert heard[-1] == ("b", "from elsewhere")
    assert len(heard) == 3
    task.cancel()


async def test_pieces_of_a_stream_are_seen_and_not_on_disk(database: Database) -> None:
    transcript = StoredTranscript(database)
    await transcript.put(Entry("a", GENERAL, 0, now(), text="half", streaming=True), durable=False)
    assert [one.text for one in await transcript.read(GENERAL, YOU)] == ["half"]
    assert await StoredTranscript(database).get(HERE, "a") is None
    await transcript.put(Entry("a", GENERAL, 0, now(), text="whole"))
    assert [one.text for one in await transcript.read(GENERAL, YOU)] == ["whole"]
    assert await StoredTranscript(database).get(HERE, "a")


async def test_history_finds_a_question_whose_title_changed_and_went_back(
    database: Database,
) -> None:
    questions = StoredQuestions(database)
    titles = ("First title?", "Second title?", "Third title?", "First title?")
    banks = [gather([question(title)]) for title in titles]
    for bank in banks:
        await questions.remember(bank, renamed(await questions.seen(), bank))
    first, second, third, again = (bank.questions[0].id for bank in banks)
    former = await questions.former()
    assert again == first
    assert (former[second], former[third]) == (first, first)
