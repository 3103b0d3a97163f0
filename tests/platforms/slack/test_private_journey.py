"""A question is asked of its member alone, unless they choose the channel."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from bot.app import App
from tests.flows.conversation import ANSWER, BANK, FIRST, bank
from tests.judges import judged_by
from tests.kills import template
from tests.platforms.slack.at_work import at_work
from tests.wire.slack.people import until
from tests.wire.slack.server import LocalSlack
from tests.wire.slack.world import Channel, Message

SECOND = """
### Q. Why is prefill fast?
> **Id**: fast | **Tags**: [Prefill]

All tokens are computed at once, so the arithmetic limits it.

#### Rubric
- (must, weight 2) The arithmetic limits prefill.
- All tokens are computed at once.
"""


@pytest_asyncio.fixture
async def coach(slack: LocalSlack, tmp_path: Path) -> AsyncIterator[App]:
    slack.pace.on = False
    asked = bank(tmp_path, BANK + SECOND)
    home = await template.home_in(tmp_path)
    async with at_work(slack, home, judged_by(FIRST), bank=asked) as app:
        yield app


def actions_of(message: Message) -> list[str]:
    return [
        one["action_id"]
        for block in message.blocks
        for one in block.get("elements", ())
        if isinstance(one, dict) and "action_id" in one
    ]


def with_action(slack: LocalSlack, place: Channel, action: str) -> list[Message]:
    return [
        one
        for one in slack.messages(place)
        if any(name.split(":")[0] == action for name in actions_of(one))
    ]


async def question(slack: LocalSlack, place: Channel, count: int = 1) -> Message:
    await until(lambda: len(with_action(slack, place, "hint")) == count)
    return with_action(slack, place, "hint")[-1]


async def feedback(slack: LocalSlack, place: Channel, count: int = 1) -> Message:
    await until(lambda: len(with_action(slack, place, "next")) == count)
    return with_action(slack, place, "next")[-1]


async def test_a_question_waits_directly_and_a_pointer_asks_it_for_all(
    slack: LocalSlack, coach: App
) -> None:
    direct = slack.world.direct(slack.ann)
    await slack.slash("quiz", "tag:Decoding")
    asked = await question(slack, direct)
    assert asked.thread_ts is None
    await until(lambda: slack.messages(slack.general))
    (pointer,) = slack.messages(slack.general)
    assert pointer.only_to is slack.ann
    assert "direct conversation" in pointer.text
    await slack.press(pointer, actions_of(pointer)[0])
    public = await question(slack, slack.general)
    assert (public.only_to, public.text) == (None, asked.text)
    again = await slack.press(pointer, actions_of(pointer)[0])
    (acted,) = again.payload["actions"]
    key = f"slack:action:{slack.world.team}:{slack.general.id}:{pointer.ts}:{slack.ann.id}"
    await coach.pump.settled(f"{key}:{acted['action_ts']}")
    assert len(with_action(slack, slack.general, "hint")) == 1


async def test_the_command_chooses_the_channel(slack: LocalSlack, coach: App) -> None:
    await slack.slash("quiz", "tag:Decoding where:channel")
    await question(slack, slack.general)
    assert slack.messages(slack.world.direct(slack.ann)) == []


async def test_a_member_who_chose_the_thread_is_asked_in_channels(
    slack: LocalSlack, coach: App
) -> None:
    await slack.slash("settings", "privacy:thread")
    await until(lambda: slack.messages(slack.general))
    await slack.slash("quiz", "tag:Decoding")
    await question(slack, slack.general)
    await slack.slash("quiz", "tag:Decoding where:private")
    await question(slack, slack.world.direct(slack.ann))


async def test_two_threads_are_kept_apart(slack: LocalSlack, coach: App) -> None:
    direct = slack.world.direct(slack.ann)
    await slack.slash("quiz", "question:slow")
    slow = await question(slack, direct)
    await slack.slash("quiz", "question:fast")
    await question(slack, direct, 2)
    await slack.say(direct, ANSWER)
    await until(lambda: "Several questions" in slack.messages(direct)[-1].text)
    await slack.say(direct, ANSWER, thread=slow)
    said = await feedback(slack, direct)
    assert said.thread_ts == slow.ts
    assert "Memory bandwidth" in said.text


async def test_words_outside_of_threads_answer_the_one_open_question(
    slack: LocalSlack, coach: App
) -> None:
    direct = slack.world.direct(slack.ann)
    await slack.say(direct, "quiz question:slow")
    slow = await question(slack, direct)
    await slack.say(direct, ANSWER)
    said = await feedback(slack, direct)
    assert said.thread_ts == slow.ts
    await slack.say(direct, "why?")
    await until(lambda: "Why your answer" in slack.messages(direct)[-1].text)


async def test_a_hint_of_a_private_question_stands_under_it(slack: LocalSlack, coach: App) -> None:
    direct = slack.world.direct(slack.ann)
    await slack.slash("quiz", "question:slow", channel=direct)
    slow = await question(slack, direct)
    hint = next(one for one in actions_of(slow) if one.startswith("hint"))
    await slack.press(slow, hint)
    await until(lambda: "Hint" in slack.messages(direct)[-1].text)
    assert slack.messages(direct)[-1].thread_ts == slow.ts


async def test_an_answer_by_form_to_a_public_question_goes_on_directly(
    slack: LocalSlack, coach: App
) -> None:
    await slack.slash("quiz", "question:slow where:channel")
    public = await question(slack, slack.general)
    answer = next(one for one in actions_of(public) if one.startswith("answer"))
    form = await slack.form(await slack.press(public, answer, slack.bea))
    await slack.submit(form, {"text": ANSWER})
    direct = slack.world.direct(slack.bea)
    said = await feedback(slack, direct)
    root = slack.world.channels[direct.id].messages[said.thread_ts or said.ts]
    await slack.say(direct, "为什么？", slack.bea, thread=root)
    await until(lambda: len(slack.messages(direct)) >= 3 and slack.messages(direct)[-1].author.bot)
    assert slack.messages(direct)[-1].thread_ts == root.ts
    assert [one for one in slack.messages(slack.general) if one.thread_ts] == []


async def test_where_the_coach_is_not_in_the_channel_it_says_so(
    slack: LocalSlack, coach: App
) -> None:
    slack.general.has_bot = False
    await slack.slash("quiz", "tag:Decoding")
    await question(slack, slack.world.direct(slack.ann))
    await until(lambda: slack.messages(slack.general))
    (pointer,) = slack.messages(slack.general)
    await slack.press(pointer, actions_of(pointer)[0])
    await until(lambda: len(slack.messages(slack.general)) == 2)
    assert "/invite" in slack.messages(slack.general)[-1].text
