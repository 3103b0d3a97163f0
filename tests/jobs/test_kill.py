"""SIGKILL between an answer and its feedback: nothing is lost and nothing comes twice."""

import asyncio
import base64
import re
import signal
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.core.chat import Thread
from bot.core.completion import ModelFacts
from bot.core.requests import Say, StartQuiz
from bot.jobs import pump, workflows
from bot.llm.scripted import ScriptedModel
from bot.store.database import Database
from bot.store.machine_tables import inbox
from tests.house import GENERAL, YOU, House, house
from tests.jobs.conftest import Kept
from tests.judges import Judge, judged_by
from tests.store.conftest import now

ROOT = Path(__file__).parents[2]


async def killed(home: Path, point: str) -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.jobs.answering_child", str(home), point, cwd=ROOT
    )
    assert await child.wait() == -signal.SIGKILL


def everything(kept: Kept) -> str:
    """All that the workflows' tables hold, with what is kept in base64 made readable."""
    dump = str(kept.everything("jobs"))
    packed = re.findall(r"'(gA[A-Za-z0-9+/=]{8,})'", dump)  # a pickle's first bytes
    read = [base64.b64decode(one).decode("latin-1") for one in packed]
    return "\n".join([dump, *read])


async def feedback(you: House) -> list[str]:
    thread = Thread(GENERAL, (await you.sees())[-1].id)
    for _ in range(200):
        said = [one for one in await you.sees(thread) if one.card]
        if said and said[-1].card and not said[-1].streaming and "%" in said[-1].card.body:
            return [one.card.body for one in said if one.card]
        await asyncio.sleep(0.05)
    return []


@pytest.mark.parametrize("point", ["recorded", "judging"])
async def test_after_a_restart_the_feedback_comes_and_comes_once(kept: Kept, point: str) -> None:
    await killed(kept.home, point)
    model = judged_by(sure=0.9)
    async with house(kept.home, model) as you:
        (body,) = await feedback(you)
        assert "0 %" in body
        await asyncio.sleep(0.3)
        assert len(model.asked) == 2  # verdicts and advice, once each


async def test_another_process_takes_over_what_a_dead_one_left(kept: Kept) -> None:
    await killed(kept.home, "judging")
    model = judged_by()
    async with house(kept.home, model, role="serve") as you:
        assert len(await feedback(you)) == 1


async def test_the_answer_is_kept_and_the_workflows_tables_do_not_hold_it(kept: Kept) -> None:
    words = "a very particular sentence about caches"
    async with house(kept.home, judged_by()) as you:
        thread, _ = await you.quiz()
        await you.does(you.who(thread).wants(Say, text=words))
    assert kept.rows(f"SELECT count(*) FROM attempts WHERE answer = '{words}'") == [(1,)]
    theirs = everything(kept)
    assert "grading" in theirs
    assert "particular" not in theirs


async def test_a_thread_of_before_the_restart_takes_answers(kept: Kept) -> None:
    async with house(kept.home) as you:
        thread, _ = await you.quiz()
    async with house(kept.home, judged_by()) as you:
        await you.says("Longer than 200 ms.", thread)
        (said,) = await you.sees(thread)
        assert said.card and "0 %" in said.card.body


async def test_an_upgrade_that_keeps_the_order_of_steps_strands_nothing(kept: Kept) -> None:
    await killed(kept.home, "judging")
    versions = kept.rows("SELECT DISTINCT application_version FROM workflow_status", "jobs")
    assert versions == [("1",)]


class Breaking(ScriptedModel):
    """Fails in a way that nobody foresaw, for the first so many times."""

    def __init__(self, times: int) -> None:
        super().__init__(Judge().reply, weigh=Judge().weigh)
        self.times = times

    async def facts(self) -> ModelFacts:
        self.times -= 1
        if self.times >= 0:
            raise RuntimeError("a bug, and a member's words in it")
        return await super().facts()


async def test_work_that_fails_is_tried_again(kept: Kept) -> None:
    async with house(kept.home, Breaking(2)) as you:
        thread, _ = await you.quiz()
        await you.says("Longer than 200 ms.", thread)
        (said,) = await you.sees(thread)
        assert said.card and "0 %" in said.card.body


async def test_work_that_fails_for_good_is_told_and_its_words_are_in_no_log(
    kept: Kept, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workflows, "FAULTS", 2)
    async with house(kept.home, Breaking(99)) as you:
        thread, _ = await you.quiz()
        await you.says("Longer than 200 ms.", thread)
        (told,) = await you.sees(thread)
        assert told.card and "Something went wrong on our side" in told.card.body
        assert [one for one in told.card.buttons if one.action.startswith("again:")]
    assert "unforeseen RuntimeError" in caplog.text
    assert "words in it" not in caplog.text
    theirs = everything(kept)
    assert "CoachError" in theirs
    assert "words in it" not in theirs


async def test_a_stop_in_mid_work_strands_nothing_either(kept: Kept) -> None:
    waiting = judged_by(pace=5)
    async with house(kept.home, waiting) as you:
        thread, _ = await you.quiz()
        said = you.who(thread).wants(Say, text="Longer than 200 ms.")
        await you.app.recorder.accept(said)
        while not waiting.asked:
            await asyncio.sleep(0.05)
    model = judged_by()
    async with house(kept.home, model, role="chat") as you:
        assert len(await feedback(you)) == 1


async def test_one_request_that_cannot_be_read_does_not_stop_the_pump(kept: Kept) -> None:
    async with house(kept.home) as you:
        request = you.who().wants(StartQuiz)
        await you.app.recorder.accept(request)
        odd = {"kind": "StartQuiz", "more": {"x": 1}}
        row = {"key": "odd", "number": time.time_ns(), "community": str(request.community)}
        row |= {"platform": "web", "member": YOU.id, "request": odd, "at": now()}
        database = Database(kept.url)
        async with database.connect() as connection:
            await connection.execute(insert(inbox), row)
        await database.close()
        thread, _ = await you.quiz()
        assert thread


async def test_work_that_was_left_after_a_long_sleep_is_ended_and_once(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pump, "BEAT_EVERY", 0.1)
    slow = judged_by(pace=0.05)
    async with house(kept.home, slow) as you:
        thread, _ = await you.quiz()
        await you.app.recorder.accept(you.who(thread).wants(Say, text="Longer than 200 ms."))
        while not slow.asked:
            await asyncio.sleep(0.02)
        you.app.pump.workflows.leave()
        assert len(await feedback(you)) == 1
