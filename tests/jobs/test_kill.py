"""SIGKILL between an answer and its feedback: nothing is lost and nothing comes twice."""

import asyncio
import base64
import re
import signal
import sqlite3
import sys
from pathlib import Path

import pytest

from bot.core.chat import Thread
from bot.core.completion import ModelFacts
from bot.core.requests import Say, StartQuiz
from bot.jobs import workflows
from bot.llm.scripted import ScriptedModel
from tests.house import GENERAL, House, house
from tests.judges import Judge, judged_by

ROOT = Path(__file__).parents[2]


async def killed(home: Path, point: str) -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.jobs.answering_child", str(home), point, cwd=ROOT
    )
    assert await child.wait() == -signal.SIGKILL


def everything(file: Path) -> str:
    """All that a database holds, with what is kept in base64 made readable."""
    with sqlite3.connect(file) as connection:
        dump = "\n".join(connection.iterdump())
    connection.close()
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
async def test_after_a_restart_the_feedback_comes_and_comes_once(
    tmp_path: Path, point: str
) -> None:
    await killed(tmp_path, point)
    model = judged_by(sure=0.9)
    async with house(tmp_path, model) as you:
        (body,) = await feedback(you)
        assert "0 %" in body
        await asyncio.sleep(0.3)
        assert len(model.asked) == 2  # verdicts and advice, once each


async def test_another_process_takes_over_what_a_dead_one_left(tmp_path: Path) -> None:
    await killed(tmp_path, "judging")
    model = judged_by()
    async with house(tmp_path, model, role="serve") as you:
        assert len(await feedback(you)) == 1


async def test_the_answer_is_kept_and_the_workflows_tables_do_not_hold_it(tmp_path: Path) -> None:
    words = "a very particular sentence about caches"
    async with house(tmp_path, judged_by()) as you:
        thread, _ = await you.quiz()
        await you.does(you.who(thread).wants(Say, text=words))
    with sqlite3.connect(tmp_path / "coach.db") as ours:
        assert ours.execute(
            "SELECT count(*) FROM attempts WHERE answer = ?", (words,)
        ).fetchone() == (1,)
    ours.close()
    kept = everything(tmp_path / "coach.jobs.db")
    assert "grading" in kept
    assert "particular" not in kept


async def test_a_thread_of_before_the_restart_takes_answers(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        thread, _ = await you.quiz()
    async with house(tmp_path, judged_by()) as you:
        await you.says("Longer than 200 ms.", thread)
        (said,) = await you.sees(thread)
        assert said.card and "0 %" in said.card.body


async def test_an_upgrade_that_keeps_the_order_of_steps_strands_nothing(tmp_path: Path) -> None:
    await killed(tmp_path, "judging")
    with sqlite3.connect(tmp_path / "coach.jobs.db") as theirs:
        versions = theirs.execute(
            "SELECT DISTINCT application_version FROM workflow_status"
        ).fetchall()
    theirs.close()
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


async def test_work_that_fails_is_tried_again(tmp_path: Path) -> None:
    async with house(tmp_path, Breaking(2)) as you:
        thread, _ = await you.quiz()
        await you.says("Longer than 200 ms.", thread)
        (said,) = await you.sees(thread)
        assert said.card and "0 %" in said.card.body


async def test_work_that_fails_for_good_is_told_and_its_words_are_in_no_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workflows, "FAULTS", 2)
    async with house(tmp_path, Breaking(99)) as you:
        thread, _ = await you.quiz()
        await you.says("Longer than 200 ms.", thread)
        (told,) = await you.sees(thread)
        assert told.card and "Something went wrong on our side" in told.card.body
        assert [one for one in told.card.buttons if one.action.startswith("again:")]
    assert "unforeseen RuntimeError" in caplog.text
    assert "words in it" not in caplog.text
    kept = everything(tmp_path / "coach.jobs.db")
    assert "CoachError" in kept
    assert "words in it" not in kept


async def test_a_stop_in_mid_work_strands_nothing_either(tmp_path: Path) -> None:
    waiting = judged_by(pace=5)
    async with house(tmp_path, waiting) as you:
        thread, _ = await you.quiz()
        said = you.who(thread).wants(Say, text="Longer than 200 ms.")
        await you.app.recorder.accept(said)
        while not waiting.asked:
            await asyncio.sleep(0.05)
    model = judged_by()
    async with house(tmp_path, model, role="chat") as you:
        assert len(await feedback(you)) == 1


async def test_one_request_that_cannot_be_read_does_not_stop_the_pump(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        await you.app.recorder.accept(you.who().wants(StartQuiz))

        def put() -> None:
            with sqlite3.connect(tmp_path / "coach.db", timeout=60) as raw:
                row = raw.execute("SELECT * FROM inbox").fetchall()[0]
                odd = ("odd", row[1] + 1, *row[2:5], '{"kind": "StartQuiz", "more": {"x": 1}}')
                values = (*odd, row[6])
                raw.execute("INSERT INTO inbox VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL)", values)
            raw.close()

        await asyncio.to_thread(put)  # whoever writes now must be able to end
        thread, _ = await you.quiz()
        assert thread
