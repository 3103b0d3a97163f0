"""Limits, one grading at a time and a stop, as a member meets them in a thread."""

import asyncio
from pathlib import Path

import pytest

from bot.core.chat import Card, Thread
from bot.llm.scripted import ScriptedModel
from tests.house import House, button, house
from tests.judges import Judge

ANSWER = "Longer than 200 ms: each step attends to all cached keys and values."


async def cards(you: House, thread: Thread) -> list[Card]:
    """The feedback in a thread, as it stands."""
    entries = await you.sees(thread)
    return [one.card for one in entries if one.card and one.card.title == "Feedback"]


async def growing(you: House, thread: Thread) -> Card:
    """The feedback once it begins to grow."""
    while True:
        for card in await cards(you, thread):
            if any(one.action.startswith("stop:") for one in card.buttons):
                return card
        await asyncio.sleep(0.02)


def judge(*, pace: float = 0.0) -> ScriptedModel:
    one = Judge()
    return ScriptedModel(one.reply, weigh=one.weigh, pace=pace)


async def test_over_the_limit_an_answer_is_kept_with_when_it_can_be_graded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_GRADES_AN_HOUR", "1")
    async with house(tmp_path, judge()) as you:
        thread, _ = await you.quiz()
        await you.says(ANSWER, thread)
        assert "%" in (await cards(you, thread))[0].body
        again, _ = await you.quiz()
        await you.says(ANSWER, again)
        (card,) = await cards(you, again)
        assert "You can have the next answer graded at " in card.body
        assert "(Etc/UTC)" in card.body
        assert button(card, "tick")
        assert button(card, "again")
        other = you.as_("other")
        await other.says(ANSWER, again)
        assert any("%" in one.body for one in await cards(other, again))


async def test_a_second_answer_waits_its_turn_and_a_stop_frees_it(tmp_path: Path) -> None:
    async with house(tmp_path, judge(pace=0.2)) as you:
        first, _ = await you.quiz()
        second, _ = await you.quiz()
        grading = asyncio.create_task(you.says(ANSWER, first))
        card = await growing(you, first)
        await you.says(ANSWER, second)
        (waits,) = await cards(you, second)
        assert "Another answer of yours is being graded" in waits.body
        await you.presses(button(card, "stop"), first)
        await asyncio.wait_for(grading, 20)
        (stopped,) = await cards(you, first)
        assert "You stopped it." in stopped.body
        again = asyncio.create_task(you.presses(button(waits, "again"), second))
        await growing(you, second)
        await you.says("/stop")
        await asyncio.wait_for(again, 20)
        assert "You stopped it." in (await cards(you, second))[0].body


async def test_a_grading_that_was_stopped_early_counts_and_so_does_each_time_it_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_GRADES_AN_HOUR", "2")
    async with house(tmp_path, judge(pace=0.2)) as you:
        thread, _ = await you.quiz()
        grading = asyncio.create_task(you.says(ANSWER, thread))
        for _ in range(2):
            card = await growing(you, thread)
            await asyncio.sleep(0.2)  # the model is at work
            await you.presses(button(card, "stop"), thread)
            await asyncio.wait_for(grading, 20)
            (stopped,) = await cards(you, thread)
            again = button(stopped, "again")
            grading = asyncio.create_task(you.presses(again, thread))
        await asyncio.wait_for(grading, 20)
        (refused,) = await cards(you, thread)
        assert "You can have the next answer graded at " in refused.body
