"""What the store of suggestions promises: kept once, changed by one, forgotten when taken back."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from bot.core.chat import Channel, Community, Member, Role, Thread
from bot.core.errors import BadInput
from bot.core.suggestion import State, Suggestion, reason_of
from bot.store.choices import StoredChoices
from bot.store.database import Database
from bot.store.suggestions import StoredSuggestions
from bot.store.tables import members, roles
from bot.store.upgrade import _SCRIPTS as SCRIPTS
from bot.store.upgrade import pending, upgrade
from tests.store.conftest import now

HERE = Community("web", "x")
YOU, GENERAL = Member(HERE, "you"), Channel(HERE, "general")


def suggestion(name: str = "s", *, minutes: int = 0, **changed: object) -> Suggestion:
    made = Suggestion(
        id=name,
        member=YOU,
        place=Thread(GENERAL, "t"),
        at=now() + timedelta(minutes=minutes),
        title="What is a cache?",
        answer="Kept **things**.\n\n```\ncode\n```",
        tags=("KV Cache", "缓存"),
        company="阿里",
        difficulty="hard",
        spoken="zh-CN",
    )
    return replace(made, **changed)  # type: ignore[arg-type]


async def test_a_suggestion_comes_back_as_it_was_kept(database: Database) -> None:
    kept = suggestion(state=State.DENIED, decided_by=Member(HERE, "boss"), reason="no", revision=7)
    store = StoredSuggestions(database)
    assert await store.add(kept) == kept
    assert await store.get(HERE, "s") == kept
    assert await store.get(HERE, "t") is None


async def test_kept_twice_it_stays_as_it_was(database: Database) -> None:
    store = StoredSuggestions(database)
    first = await store.add(suggestion())
    assert await store.add(suggestion(title="Another?")) == first


async def test_the_queue_is_oldest_first_and_ones_own_newest_first(database: Database) -> None:
    store = StoredSuggestions(database)
    states = [State.QUEUED, State.WRITING, State.DRAFT, State.DENIED, State.WITHDRAWN]
    for minutes, state in enumerate(states):
        await store.add(suggestion(state.value, minutes=minutes, state=state))
    await store.add(suggestion("other", minutes=-1, state=State.QUEUED, member=Member(HERE, "o")))
    waiting = [one.id for one in await store.waiting(HERE)]
    assert waiting == ["other", "queued", "writing"]
    own = [one.id for one in await store.by(YOU)]
    assert own == ["denied", "draft", "writing", "queued"]
    assert [one.id for one in await store.waiting(HERE, most=1)] == ["other"]


async def test_of_changes_at_once_one_is_made(database: Database) -> None:
    store = StoredSuggestions(database)
    was = await store.add(suggestion(state=State.QUEUED))
    changes = [
        replace(was, state=state, decided_by=Member(HERE, f"keeper{number}"))
        for number, state in enumerate([State.WRITING, State.DENIED] * 4)
    ]
    made = await asyncio.gather(*(store.change(was, one) for one in changes))
    assert made.count(True) == 1
    assert await store.get(HERE, "s") == changes[made.index(True)]


async def test_a_text_that_is_no_longer_there_is_not_decided_on(database: Database) -> None:
    store = StoredSuggestions(database)
    was = await store.add(suggestion(state=State.QUEUED))
    assert await store.change(was, replace(was, title="Changed?", revision=2))
    assert not await store.change(was, replace(was, state=State.DENIED))
    found = await store.get(HERE, "s")
    assert found is not None
    assert (found.title, found.state) == ("Changed?", State.QUEUED)


async def test_a_change_leaves_whose_it_is_and_where_it_was_asked(database: Database) -> None:
    store = StoredSuggestions(database)
    was = await store.add(suggestion())
    stolen = replace(was, member=Member(HERE, "thief"), place=GENERAL, title="Mine?")
    assert await store.change(was, stolen)
    found = await store.get(HERE, "s")
    assert found is not None
    assert (found.title, found.member, found.place) == ("Mine?", YOU, was.place)


async def test_what_is_taken_back_keeps_no_word(database: Database) -> None:
    store = StoredSuggestions(database)
    was = await store.add(suggestion())
    assert await store.change(was, was.forgotten())
    found = await store.get(HERE, "s")
    assert found is not None
    words = (found.title, found.answer, found.tags, found.company, found.round, found.reason)
    assert words == ("", "", (), None, None, "")
    assert await store.by(YOU) == []


async def test_who_was_given_a_role_is_found_by_it(database: Database) -> None:
    rows = [("x", "a", "maintainer"), ("x", "b", "organiser"), ("y", "c", "maintainer")]
    async with database.connect() as connection:
        for community, member, role in rows:
            values = {"community": f"web:{community}", "member": member, "role": role}
            await database.upsert(connection, roles, [values])
    found = await StoredChoices(database).holders(HERE, [Role.MAINTAINER, Role.OPERATOR])
    assert found == [Member(HERE, "a")]


def test_a_form_is_read_into_facts_whatever_was_typed() -> None:
    told = suggestion().told(
        {
            "title": "  What\r\n is\ta cache?\x00 ",
            "answer": "\r\nOne.\r\n\r\nTwo.\ud800\u202e\n",
            "tags": "[KV Cache, kv-cache]，#RoPE、 , 困难",
            "company": " ",
            "round": "二面",
        }
    )
    assert told.title == "What is a cache?"
    assert told.answer == "One.\n\nTwo."
    assert (told.tags, told.difficulty) == (("KV Cache", "RoPE"), "hard")
    assert (told.company, told.round) == (None, "二面")


def test_a_reason_has_a_limit() -> None:
    assert reason_of(" because \n") == "because"
    with pytest.raises(BadInput, match=r"error\.too_long"):
        reason_of("x" * 1001)


async def test_a_database_of_the_first_version_gets_the_table_and_keeps_what_it_has(
    tmp_path: Path,
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.db'}")

    def first_version(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")

    async with database.connect() as connection:
        await connection.run_sync(first_version)
        chosen = {"community": "web:x", "member": "you", "language": "zh"}
        await database.upsert(connection, members, [chosen])
    later = len(list((SCRIPTS / "versions").glob("0*.py"))) - 1
    assert await pending(database) == later
    assert await upgrade(database)
    assert (await StoredChoices(database).of_member(YOU)).language == "zh"
    assert await StoredSuggestions(database).waiting(HERE) == []
    await database.close()
