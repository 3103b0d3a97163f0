"""What a member lives through on Discord, over the real gateway and HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app import App
from tests.judges import judged_by
from tests.platforms.discord.town import town
from tests.wire.discord.permits import Permit
from tests.wire.discord.server import LocalDiscord
from tests.wire.discord.world import Channel, Message, User

ANSWER = "The cache keeps the keys and values of earlier tokens, so they are not computed again."


@pytest_asyncio.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as one:
        yield one
        assert one.violations == []


async def asked(local: LocalDiscord, app: App) -> tuple[Message, Channel]:
    """Use `/quiz`: the message of the question, and its thread."""
    used = await local.slash("quiz", tag="KV Cache")
    await app.pump.settled(f"discord:i:{used.id}")
    question = local.messages(local.general)[-1]
    assert question.thread is not None
    return question, question.thread


async def feedback(
    local: LocalDiscord, place: Channel, count: int = 1, *, seen_by: User | None = None
) -> Message:
    """The feedback that ends with its buttons, as everybody (or one alone) sees it."""

    def whole() -> list[Message]:
        shown = local.seen(place, seen_by) if seen_by else local.messages(place)
        mine = [one for one in shown if one.author is local.world.bot]
        return [one for one in mine if any(key.startswith("retry:") for key in one.buttons)]

    await local.until(lambda: len(whole()) >= count, 15)
    return whole()[-1]


async def test_a_quiz_opens_a_thread_and_its_answer_by_mention_gets_feedback_there(
    local: LocalDiscord, tmp_path: Path
) -> None:
    async with town(local, tmp_path, judged_by()) as app:
        question, thread = await asked(local, app)
        local.say(thread, ANSWER, mention=True)
        said = await feedback(local, thread)

    assert {key.split(":")[0] for key in question.buttons} >= {"hint", "reveal", "skip", "answer"}
    assert len(said.versions) >= 1
    assert local.messages(local.general) == [question]


async def test_the_command_is_answered_with_where_its_thread_is(
    local: LocalDiscord, tmp_path: Path
) -> None:
    async with town(local, tmp_path):
        used = await local.slash("quiz", tag="KV Cache")
        answer = await local.answered(used, 5)
        thread = local.messages(local.general)[-1].thread

    assert thread is not None
    assert answer.content == f"<#{thread.id}>"
    assert answer.only_to is local.ann


async def test_a_hint_and_the_reference_answer_are_seen_by_their_member_alone(
    local: LocalDiscord, tmp_path: Path
) -> None:
    async with town(local, tmp_path) as app:
        question, thread = await asked(local, app)
        for name in ("hint", "reveal"):
            pressed = await local.press(question, name)
            await app.pump.settled(f"discord:i:{pressed.id}")
            assert (await local.answered(pressed)).only_to is local.ann

    assert local.messages(local.general) == [question]
    assert local.messages(thread) == []


async def test_an_answer_by_form_gets_feedback_in_private_also_without_direct_messages(
    local: LocalDiscord, tmp_path: Path
) -> None:
    local.ann.dms_closed = True
    async with town(local, tmp_path, judged_by()) as app:
        question, thread = await asked(local, app)
        opened = await local.press(question, "answer")
        await local.submit(opened, text=ANSWER)
        said = await feedback(local, local.general, seen_by=local.ann)

    assert said.only_to is local.ann
    assert len(said.versions) > 1
    assert local.messages(thread) == []
    assert local.messages(local.general) == [question]


async def test_words_in_a_thread_are_heard_without_a_mention_where_the_intent_was_granted(
    local: LocalDiscord, tmp_path: Path
) -> None:
    async with town(local, tmp_path, judged_by(), content=True) as app:
        _, thread = await asked(local, app)
        local.say(thread, ANSWER)
        await feedback(local, thread)


async def test_a_reply_to_the_question_in_the_channel_is_an_answer(
    local: LocalDiscord, tmp_path: Path
) -> None:
    async with town(local, tmp_path, judged_by()) as app:
        question, thread = await asked(local, app)
        local.say(local.general, ANSWER, reply_to=question)
        await feedback(local, thread)


async def test_a_question_asked_before_a_restart_is_answered_after_it(
    local: LocalDiscord, tmp_path: Path
) -> None:
    async with town(local, tmp_path) as app:
        question, thread = await asked(local, app)
    local.clock.push(8 * 86400)
    async with town(local, tmp_path, judged_by()) as app:
        local.say(thread, ANSWER, mention=True)
        await feedback(local, thread)
        pressed = await local.press(question, "reveal")
        assert (await local.answered(pressed, 5)).only_to is local.ann

    assert local.messages(local.general) == [question]


async def test_an_interaction_that_is_delivered_twice_asks_one_question(
    local: LocalDiscord, tmp_path: Path
) -> None:
    async with town(local, tmp_path) as app:
        used = await local.slash("quiz", tag="KV Cache", wait=False)
        local.again(used)
        await local.answered(used, 5)
        await app.pump.settled(f"discord:i:{used.id}")

    assert len(local.messages(local.general)) == 1


async def test_help_is_answered_at_once_and_in_the_language_of_discord(
    local: LocalDiscord, tmp_path: Path
) -> None:
    local.ann.locale = "zh-CN"
    async with town(local, tmp_path):
        used = await local.slash("help")
        assert used.original is not None

    assert used.original.only_to is local.ann
    assert "题" in used.original.text


async def test_an_option_is_completed_while_it_is_typed(
    local: LocalDiscord, tmp_path: Path
) -> None:
    async with town(local, tmp_path):
        offered = await local.complete("quiz", focused="tag", tag="kv")

    assert "KV Cache" in [one["value"] for one in offered]


async def test_a_quiz_in_a_direct_conversation_is_asked_and_answered_there(
    local: LocalDiscord, tmp_path: Path
) -> None:
    direct = local.direct(local.ann)
    async with town(local, tmp_path, judged_by()) as app:
        used = await local.slash("quiz", channel=direct, tag="KV Cache")
        await app.pump.settled(f"discord:i:{used.id}")
        local.say(direct, ANSWER)
        await feedback(local, direct)


async def test_only_who_manages_the_server_changes_the_channels_settings(
    local: LocalDiscord, tmp_path: Path
) -> None:
    olga = local.person("Manager", Permit.MANAGE_GUILD)
    async with town(local, tmp_path):
        texts = []
        for who in (local.ann, olga):
            used = await local.slash("settings", user=who, scope="channel", language="zh")
            texts.append((await local.answered(used, 5)).text)

    assert texts[0] != texts[1]
    assert "简体中文" in texts[1] or "设置" in texts[1]


async def test_words_that_are_not_said_to_us_are_not_recorded(
    local: LocalDiscord, tmp_path: Path
) -> None:
    async with town(local, tmp_path, content=True) as app:
        heard = local.say(local.general, "what I had for lunch")
        await asked(local, app)
        assert not await app.recorder.inbox.is_done(f"discord:m:{heard.id}")


@pytest.mark.parametrize("fault", ["cut", "close", "ask_to_reconnect"])
async def test_an_answer_said_while_the_gateway_was_away_is_heard_once(
    local: LocalDiscord, tmp_path: Path, fault: str
) -> None:
    async with town(local, tmp_path, judged_by()) as app:
        _, thread = await asked(local, app)
        happens = getattr(local.gateway, fault)()
        if happens is not None:
            await happens
        local.say(thread, ANSWER, mention=True)
        await feedback(local, thread)
        mine = [one for one in local.messages(thread) if one.author is local.world.bot]

    assert len(mine) == 1


async def test_a_box_that_is_ticked_changes_its_message_and_waits_for_no_limit_of_the_channel(
    local: LocalDiscord, tmp_path: Path
) -> None:
    async with town(local, tmp_path) as app:
        _, thread = await asked(local, app)
        said = local.say(thread, ANSWER, mention=True)
        await app.pump.settled(f"discord:m:{said.id}")
        [checklist] = [one for one in local.messages(thread) if one is not said]
        before, edits = checklist.text, len(local.sent("edit"))
        boxes = [key for key in checklist.buttons if key.startswith("tick:")]
        for box in boxes:
            pressed = await local.press(checklist, box)
            await app.pump.settled(f"discord:i:{pressed.id}")
            assert pressed.followups == []

    assert len(boxes) > 5
    assert checklist.text != before and f"{len(boxes)} of {len(boxes)}" in checklist.text
    assert len(local.sent("edit")) == edits
