"""A question is judged by its author's rubric, else by one that is kept for just its answer."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.bank import Bank
from bot.core.errors import BadInput
from bot.core.question import Question
from bot.core.rubric import Checkpoint, cut
from bot.flows.rubric_source import CUT, MAINTAINER, RubricSource
from bot.store.database import Database
from bot.store.rubrics import StoredRubrics
from bot.store.upgrade import upgrade

ANSWER = "- Keys are kept.\n- Values are kept.\n- One token is computed a step."
ASKED = Question("kv", "Why a cache?", ANSWER, "en", "bank.md", 1)
WRITTEN = (Checkpoint("c1", "Kept.", must=True), Checkpoint("c2", "Grows."))


class Bench:
    """A bank that can be changed, its rubrics, and a clock that never stands still."""

    def __init__(self, database: Database, *questions: Question) -> None:
        self.bank = Bank(questions)
        self.store = StoredRubrics(database)
        self.time = datetime(2026, 10, 1, tzinfo=UTC)
        self.source = RubricSource(self.store, lambda: self.bank, self.clock)

    def clock(self) -> datetime:
        self.time += timedelta(minutes=1)
        return self.time


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    database = Database(f"sqlite:///{tmp_path / 'coach.db'}")
    await upgrade(database)
    yield Bench(database, ASKED)
    await database.close()


async def test_it_is_cut_once_and_then_the_same(bench: Bench) -> None:
    assert await bench.source.of(ASKED) == cut(ANSWER, None)
    kept = await bench.store.get("kv", ASKED.answer_hash)
    assert await bench.source.of(ASKED) == cut(ANSWER, None)
    assert kept == await bench.store.get("kv", ASKED.answer_hash)
    assert kept and (kept.made_by, kept.reviewed) == (CUT, False)


async def test_what_its_author_wrote_comes_before_all_else(bench: Bench) -> None:
    state = await bench.source.state(ASKED)
    await bench.source.settle(state, WRITTEN[:1], MAINTAINER, reviewed=True)
    assert await bench.source.of(replace(ASKED, rubric=WRITTEN)) == WRITTEN
    state = await bench.source.state(replace(ASKED, rubric=WRITTEN))
    with pytest.raises(BadInput, match="rubric_by_author"):
        await bench.source.settle(state, WRITTEN, MAINTAINER, reviewed=True)


async def test_a_question_without_an_answer_has_none(bench: Bench) -> None:
    bare = replace(ASKED, answer="")
    assert await bench.source.of(bare) == ()
    state = await bench.source.state(bare)
    assert state.checkpoints == ()
    with pytest.raises(BadInput, match="rubric_no_answer"):
        await bench.source.settle(state, WRITTEN, MAINTAINER, reviewed=True)


async def test_asking_how_it_stands_keeps_nothing(bench: Bench) -> None:
    state = await bench.source.state(ASKED)
    assert (state.checkpoints, state.now) == (cut(ANSWER, None), None)
    assert await bench.store.all() == []
    before = state.revision
    await bench.source.of(ASKED)
    assert (await bench.source.state(ASKED)).revision == before


async def test_of_two_who_settle_one_is_told(bench: Bench) -> None:
    first, second = await bench.source.state(ASKED), await bench.source.state(ASKED)
    await bench.source.settle(first, WRITTEN, MAINTAINER, reviewed=True)
    with pytest.raises(BadInput, match="rubric_changed"):
        await bench.source.settle(second, WRITTEN[:1], MAINTAINER, reviewed=True)
    assert await bench.source.of(ASKED) == WRITTEN


async def test_a_changed_answer_makes_earlier_work_stale_but_does_not_lose_it(
    bench: Bench,
) -> None:
    state = await bench.source.state(ASKED)
    await bench.source.settle(state, WRITTEN, MAINTAINER, reviewed=True)
    changed = replace(ASKED, answer="- It trades memory for time.\n- It grows.")
    assert await bench.source.of(changed) == cut(changed.answer, None)
    state = await bench.source.state(changed)
    assert (state.is_stale, state.made_by, state.to_edit) == (True, CUT, WRITTEN)
    state = await bench.source.settle(state, WRITTEN[:1], MAINTAINER, reviewed=True)
    assert not state.is_stale
    assert not (await bench.source.state(ASKED)).is_stale


async def test_a_new_title_finds_the_rubric_of_the_old_one(bench: Bench) -> None:
    state = await bench.source.state(ASKED)
    await bench.source.settle(state, WRITTEN, MAINTAINER, reviewed=True)
    renamed = replace(ASKED, id="kv-2", title="Why is there a cache?")
    bench.bank = Bank([renamed], former={"kv": "kv-2"})
    assert await bench.source.of(renamed) == WRITTEN
    state = await bench.source.state(renamed)
    assert state.is_reviewed
    state = await bench.source.settle(state, WRITTEN[:1], MAINTAINER, reviewed=True)
    assert await bench.source.of(renamed) == WRITTEN[:1]
    assert await bench.source.forget(renamed) == 2
    assert await bench.source.of(renamed) == cut(ANSWER, None)


async def test_all_lists_what_could_be_worked_on(bench: Bench) -> None:
    by_author = replace(ASKED, id="a", title="A?", rubric=WRITTEN)
    bare = replace(ASKED, id="b", title="B?", answer="")
    other = replace(ASKED, id="c", title="C?")
    bench.bank = Bank([ASKED, by_author, bare, other])
    await bench.source.of(other)
    listed = await bench.source.all()
    assert [(one.question.id, one.now is not None) for one in listed] == [
        ("kv", False),
        ("c", True),
    ]


async def test_a_translation_lends_its_texts_where_the_ids_are_the_same(bench: Bench) -> None:
    english = replace(ASKED, rubric=WRITTEN)
    chinese = replace(
        ASKED,
        id="kv.zh",
        language="zh",
        translation_of="kv",
        rubric=(Checkpoint("c1", "保存。"), Checkpoint("c2", "变长。")),
    )
    bench.bank = Bank([english, chinese])
    assert [one.said("zh") for one in await bench.source.of(english)] == ["保存。", "变长。"]
    assert [one.said("en") for one in await bench.source.of(chinese)] == ["Kept.", "Grows."]
