"""What the store of rubrics promises: cut once for all, and changed by one at a time."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.core.rubric import Checkpoint, KeptRubric
from bot.store.database import Database
from bot.store.rubrics import StoredRubrics

CHECKPOINTS = (
    Checkpoint("core", "Keys and values are kept", 2.0, must=True, texts=(("zh", "保存键和值"),)),
    Checkpoint("c1", "It grows", 1.5, accept=("grows; with context", "变长"), reject=("constant",)),
)


def rubric(question: str = "kv", answer: str = "a1", *, minutes: int = 0) -> KeptRubric:
    at = datetime(2026, 10, 1, 12, tzinfo=UTC) + timedelta(minutes=minutes)
    return KeptRubric(question, answer, CHECKPOINTS, "cut", False, at)


async def test_a_rubric_comes_back_as_it_was_kept(database: Database) -> None:
    store = StoredRubrics(database)
    await store.add(rubric())
    assert await store.get("kv", "a1") == rubric()
    assert await store.get("kv", "a2") is None
    assert await store.get("moe", "a1") is None


async def test_of_two_that_cut_at_once_both_get_the_same(database: Database) -> None:
    store = StoredRubrics(database)
    cuts = [replace(rubric(minutes=number), made_by=f"cut{number}") for number in range(6)]
    got = await asyncio.gather(*map(store.add, cuts))
    assert len({one.made_by for one in got}) == 1
    assert await store.get("kv", "a1") == got[0]


async def test_what_a_maintainer_wrote_is_not_cut_over(database: Database) -> None:
    store = StoredRubrics(database)
    written = replace(rubric(), made_by="maintainer", reviewed=True)
    await store.add(written)
    assert await store.add(rubric(minutes=1)) == written


async def test_of_changes_at_once_one_is_made(database: Database) -> None:
    store = StoredRubrics(database)
    was = await store.add(rubric())
    changes = [replace(was, made_by=f"m{number}") for number in range(6)]
    made = await asyncio.gather(*(store.change(was, one) for one in changes))
    assert made.count(True) == 1
    assert await store.get("kv", "a1") == changes[made.index(True)]


async def test_what_was_changed_is_told_from_what_was_read(database: Database) -> None:
    store = StoredRubrics(database)
    was = await store.add(rubric())
    assert await store.change(was, replace(was, checkpoints=was.checkpoints[:1]))
    assert not await store.change(was, replace(was, reviewed=True))
    found = await store.get("kv", "a1")
    assert found is not None
    assert (found.checkpoints, found.reviewed) == (was.checkpoints[:1], False)


async def test_a_first_one_is_kept_only_where_there_is_none(database: Database) -> None:
    store = StoredRubrics(database)
    assert await store.change(None, rubric())
    assert not await store.change(None, rubric(minutes=1))
    assert not await store.change(rubric("moe"), rubric("moe", minutes=1))


async def test_those_of_a_question_and_all_are_listed_newest_first(database: Database) -> None:
    store = StoredRubrics(database)
    for name, answer, minutes in (("kv", "a1", 0), ("moe", "a1", 1), ("kv", "a2", 2)):
        await store.add(rubric(name, answer, minutes=minutes))
    assert [one.answer_hash for one in await store.of("kv")] == ["a2", "a1"]
    assert [one.question for one in await store.all()] == ["kv", "moe", "kv"]


async def test_a_question_is_forgotten_with_every_answer_it_had(database: Database) -> None:
    store = StoredRubrics(database)
    for name, answer in (("kv", "a1"), ("kv", "a2"), ("moe", "a1")):
        await store.add(rubric(name, answer))
    assert await store.forget("kv") == 2
    assert await store.forget("kv") == 0
    assert [one.question for one in await store.all()] == ["moe"]
