"""The chain-of-thought lab, as a member meets it."""

import asyncio
from pathlib import Path

import pytest

from bot.core.chat import Card, Direct, Thread
from bot.core.errors import ModelUnreachable
from bot.llm.scripted import ScriptedModel
from tests.house import GENERAL, YOU, button, house

LONG = " ".join(f"and {number} more," for number in range(500))
GOOD = "6 * 3 = 18. The answer is 18"


async def test_a_strategy_reasons_in_a_thread_under_its_problem(tmp_path: Path) -> None:
    async with house(tmp_path, ScriptedModel(lambda _: GOOD)) as you:
        assert await you.says("/cot run self-consistency How many apples: 3 boxes of 6?") is None
        asked = (await you.sees())[-1]
        assert asked.card is not None
        assert "How many apples" in asked.card.body
        run = (await you.sees(Thread(GENERAL, asked.id)))[-1]
        assert run.card is not None
        assert (run.card.title, run.text) == ("Self-consistency: 18", "**Answer:** 18")
        assert "votes: 18 (100%)" in run.reasoning
        facts = {one.name: one.value for one in run.card.fields}
        assert facts["Calls"] == "8"
        assert facts["Agreement"] == "100%"
        steps = await you.presses(button(run.card, "cot_trace"), Thread(GENERAL, asked.id))
        assert isinstance(steps, Card)
        assert steps.title == "Steps 1 to 9 of 9"
        told = await you.presses(button(run.card, "cot_explain"), Thread(GENERAL, asked.id))
        assert isinstance(told, Card)
        assert "Wang et al., 2022" in str(told.fields)


async def test_it_speaks_chinese_and_takes_the_question_of_the_thread(tmp_path: Path) -> None:
    async with house(tmp_path, ScriptedModel(lambda _: "想一想。答案是大于")) as you:
        you.language = "zh"
        thread, _ = await you.quiz()
        assert await you.says("/cot run zero-shot", thread) is None
        run = (await you.sees(thread))[-1]
        assert run.card is not None
        assert run.card.title == "零样本思维链：大于", run.card
        assert "想一想" in run.reasoning


async def test_strategies_are_compared_in_one_table(tmp_path: Path) -> None:
    async with house(tmp_path, ScriptedModel(lambda _: GOOD)) as you:
        await you.says(
            "/cot compare strategies:zero-shot,self-consistency problem:3 * 6 is how many?"
        )
        asked = (await you.sees())[-1]
        run = (await you.sees(Thread(GENERAL, asked.id)))[-1]
        assert run.card is not None
        rows = [line for line in run.card.body.splitlines() if line.startswith("|")]
        assert len(rows) == 4
        assert rows[2].startswith("| Zero-shot chain of thought | 18 | ✓ | 2 |")
        assert rows[3].startswith("| Self-consistency | 18 | ✓ | 8 |")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/cot run", "Which strategy"),
        ("/cot run self-consistency", "There is no problem"),
        ("/cot run strategy:selfconsitency problem:how many?", "self-consistency"),
        ("/cot compare strategies:direct problem:1+1", "Name 2 to 6"),
        ("/cot compare strategies:direct,nonsense problem:1+1", "No strategy is called"),
        (f"/cot run direct {'x' * 5000}", "at most 4000"),
    ],
)
async def test_what_cannot_be_run_is_said_with_a_way_out(
    tmp_path: Path, line: str, said: str
) -> None:
    async with house(tmp_path, ScriptedModel(lambda _: GOOD)) as you:
        await you.says(line)
        told = (await you.sees())[-1]
        assert told.card is not None
        assert said in told.card.body
        assert told.only_to == YOU


async def test_a_model_that_is_down_is_said_on_the_card(tmp_path: Path) -> None:
    async with house(tmp_path, ScriptedModel(lambda _: ModelUnreachable())) as you:
        place = Direct(YOU)
        await you.says("/cot run zero-shot How many?", place)
        run = (await you.sees(place))[-1]
        assert run.card is not None
        assert run.card.title == "Zero-shot chain of thought: No answer"
        assert "model" in run.card.body


async def test_a_run_can_be_stopped(tmp_path: Path) -> None:
    async with house(tmp_path, ScriptedModel(lambda _: LONG, pace=0.05)) as you:
        place = Direct(YOU)
        running = asyncio.create_task(you.says("/cot run zero-shot How many?", place))
        while not (seen := await you.sees(place)) or not seen[-1].reasoning:
            await asyncio.sleep(0.02)
        assert seen[-1].card is not None
        await you.presses(button(seen[-1].card, "stop"), place)
        await running
        ended = (await you.sees(place))[-1]
        assert ended.card is not None
        assert "stop" in ended.card.body.casefold()


async def test_a_run_is_told_once_more_without_the_model(tmp_path: Path) -> None:
    model = ScriptedModel(lambda _: GOOD)
    async with house(tmp_path, model) as you:
        place = Direct(YOU)
        await you.says("/cot run self-consistency How many apples: 3 boxes of 6?", place)
        run = (await you.sees(place))[-1]
        assert run.card is not None
        asked = len(model.asked)
        assert await you.presses(button(run.card, "cot_replay"), place) is None
        again = (await you.sees(place))[-1]
        assert again.id != run.id
        assert again.card is not None
        assert (again.card.title, again.text) == (run.card.title, run.text)
        assert again.reasoning.count(GOOD) == 8
        assert len(model.asked) == asked


async def test_the_steps_of_a_private_run_are_nobody_elses(tmp_path: Path) -> None:
    async with house(tmp_path, ScriptedModel(lambda _: GOOD)) as you:
        place = Direct(YOU)
        await you.says("/cot run zero-shot How many apples: 3 boxes of 6?", place)
        run = (await you.sees(place))[-1]
        assert run.card is not None
        other = you.as_("other")
        refused = await other.presses(button(run.card, "cot_trace"), Direct(other.member))
        assert isinstance(refused, Card)
        assert "no longer kept" in refused.body


async def test_what_a_member_had_concluded_is_used_again_by_them_alone(tmp_path: Path) -> None:
    async with house(tmp_path, ScriptedModel(lambda _: GOOD)) as you:
        problem = "How many apples: 3 boxes of 6?"
        place = Direct(YOU)
        await you.says(f"/cot run zero-shot {problem}", place)
        await you.says(f"/cot run cached-conclusions {problem}", place)
        run = (await you.sees(place))[-1]
        assert run.card is not None
        assert ("Calls", "0") in [(one.name, one.value) for one in run.card.fields]
        other = you.as_("other")
        await other.says(f"/cot run cached-conclusions {problem}", Direct(other.member))
        run = (await other.sees(Direct(other.member)))[-1]
        assert run.card is not None
        assert ("Calls", "1") in [(one.name, one.value) for one in run.card.fields]


async def test_all_strategies_are_listed_and_told_of(tmp_path: Path) -> None:
    async with house(tmp_path, ScriptedModel([])) as you:
        listed = await you.says("/cot explain")
        assert isinstance(listed, Card)
        assert "`self-consistency`" in listed.body
        one = await you.says("/cot explain Self consistency")
        assert isinstance(one, Card)
        assert one.title == "Self-consistency"
        assert you.app.suggest("strategy", "consis", YOU)[0].value.endswith("self-consistency")
