"""What a member lives through reads the same on Discord, on Slack, in the playground and at the
terminal."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot import words
from tests.contract.towns import PLATFORMS, Room, Town, town_on
from tests.flows.conversation import ANSWER
from tests.kills.driving import Seen
from tests.kills.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

SOON = 8.0
TITLE, OTHER = "Why is decoding slow?", "Why is prefill fast?"


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=PLATFORMS)
async def town(request: pytest.FixtureRequest) -> AsyncIterator[Town]:
    async with town_on(request.param) as one:
        yield one


@pytest_asyncio.fixture(loop_scope="module")
async def room(town: Town, request: pytest.FixtureRequest) -> Room:
    """A room, and a member, of this test's own."""
    return town.room(request.node.name.partition("[")[0].removeprefix("test_")[:40])


def saying(room: Room, *texts: str) -> list[Seen]:
    """What this member reads that says all of this."""
    return [one for one in room.seen() if all(text in one.text for text in texts)]


async def reads(room: Room, *texts: str, times: int = 1) -> None:
    """Returns once this member has read it so often."""
    await until(lambda: len(saying(room, *texts)) == times, SOON, f"{texts} {room.seen()}")


async def asked(room: Room, title: str = TITLE, tag: str = "Decoding") -> None:
    await room.command("quiz", tag=tag)
    await reads(room, title)


async def answered(room: Room) -> None:
    await asked(room)
    await room.say(ANSWER, "thread")
    await until(lambda: _feedback(room), SOON, "feedback")


def _feedback(room: Room, score: str = "50 %") -> list[Seen]:
    return [one for one in saying(room, score) if "retry" in one.actions]


async def test_a_question_on_a_topic_with_all_that_can_be_done_about_it(room: Room) -> None:
    await asked(room, OTHER, "Prefill")
    (question,) = saying(room, OTHER)
    assert question.actions >= {"hint", "reveal", "skip", "answer"}
    assert "Prefill" in question.text
    assert "arithmetic" not in question.text


async def test_a_hint_gives_nothing_of_the_answer_away(room: Room) -> None:
    await asked(room)
    await room.press("hint")
    await reads(room, words.say("en", "hint.generic", topics="Decoding"))
    assert not saying(room, "memory bandwidth limits it")


async def test_the_reference_answer_is_shown_to_who_asks(room: Room) -> None:
    await asked(room)
    await room.press("reveal")
    await reads(room, words.say("en", "reveal.title"), "memory bandwidth limits it")


async def test_the_next_question_is_another(room: Room) -> None:
    await room.command("quiz")
    await until(lambda: _questions(room) == 1, SOON, "a question")
    await room.press("reveal")
    await reads(room, words.say("en", "reveal.title"))
    await room.press("next")
    await until(lambda: _questions(room) == 2, SOON, "another question")
    assert saying(room, TITLE)
    assert saying(room, OTHER)


def _questions(room: Room) -> int:
    return sum("hint" in one.actions for one in room.seen())


async def test_an_answer_in_the_thread_gets_its_score_and_its_checklist(room: Room) -> None:
    await answered(room)
    (feedback,) = _feedback(room)
    assert "Memory bandwidth limits decoding." in feedback.text
    assert {"retry", "dispute", "why", "next"} <= feedback.actions


async def test_an_answer_by_form_gets_the_same(room: Room) -> None:
    await asked(room)
    await room.opens("answer")
    await room.submit(text=ANSWER)
    await until(lambda: _feedback(room), SOON, "feedback")
    assert len(_feedback(room)) == 1


async def test_another_try_is_another_feedback(room: Room) -> None:
    await answered(room)
    await room.opens("retry")
    await room.submit(text=f"{ANSWER} Again.")
    await until(lambda: len(_feedback(room)) == 2, SOON, "feedback")


async def test_a_follow_up_is_asked_and_judged(room: Room) -> None:
    await answered(room)
    await reads(room, "What does a batch share, and why?")
    await room.opens("followup")
    await room.submit(text="The reading of weights is shared by all sequences of a batch.")
    await until(lambda: len(room.seen()) and _followed(room), SOON, "a second feedback")


def _followed(room: Room) -> list[Seen]:
    return saying(room, words.say("en", "feedback.follows_note"))


async def test_a_verdict_that_is_contested_is_judged_again_on_record(room: Room) -> None:
    await answered(room)
    await room.opens("dispute")
    await room.submit(argument="I said that bandwidth is the limit.")
    await reads(room, words.say("en", "dispute.kept"))


async def test_a_question_can_be_skipped_without_harm(room: Room) -> None:
    await asked(room)
    await room.press("skip")
    await reads(room, words.say("en", "skip.body"))


async def test_settings_are_kept_and_the_coach_speaks_chinese_from_then_on(room: Room) -> None:
    await room.command("settings", language="zh")
    await reads(room, words.say("zh", "settings.saved"))
    await asked(room)
    await room.press("hint")
    await reads(room, words.say("zh", "hint.generic", topics="Decoding"))


async def test_help_names_what_a_member_may_use(room: Room) -> None:
    await room.command("help")
    await reads(room, words.say("en", "help.title"), "/quiz", "/settings")


async def test_a_word_that_is_no_command_is_told_and_what_there_is(room: Room, town: Town) -> None:
    if town.platform == "discord":
        pytest.skip("Discord sends no command that it does not know")
    await room.say("qiuz", "channel")
    await until(lambda: any("qiuz" in one.text or "/quiz" in one.text for one in room.seen()), SOON)


async def test_a_topic_that_no_question_has_is_told(room: Room) -> None:
    await room.command("quiz", tag="Gardening")
    await reads(room, "Gardening")
    assert not any("hint" in one.actions for one in room.seen())


async def test_an_answer_of_nothing_costs_nothing_and_is_told(room: Room) -> None:
    await asked(room)
    await room.say("?", "thread")
    await reads(room, "0 %")


async def test_while_the_model_stands_still_the_answer_is_kept_and_can_be_checked_by_hand(
    room: Room, town: Town
) -> None:
    town.mind.stopped = True
    try:
        await asked(room)
        await room.say(ANSWER, "thread")
        await reads(room, words.say("en", "error.model_unreachable"), "Memory bandwidth")
        (kept,) = saying(room, words.say("en", "error.model_unreachable"))
        assert "tick" in kept.actions
    finally:
        town.mind.stopped = False


async def test_three_members_at_once_are_each_answered_alone(town: Town) -> None:
    rooms = [town.room(f"three {number}") for number in range(3)]
    await asyncio.gather(*map(answered, rooms))
    assert [len(_feedback(one)) for one in rooms] == [1, 1, 1]
