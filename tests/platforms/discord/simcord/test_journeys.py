"""Questions and answers in a simulated Discord: buttons, forms, what expires, what a restart
leaves."""

import asyncio
from pathlib import Path

import discord
import pytest
from simcord.builders import ChannelHandle
from simcord.results import InteractionResult, ResponseMessage

from tests.judges import judged_by
from tests.platforms.discord.simcord.simulated import (
    Simulated,
    action,
    actions_of,
    simulated,
    text_of,
)

QUARTER = 15 * 60
ANSWER = "The cache keeps the keys and values of earlier tokens, so they are not computed again."


def private(used: InteractionResult) -> list[ResponseMessage]:
    """What an interaction was answered with, under the message that was pressed."""
    first = [used.response] if used.response and used.response.ephemeral else []
    return [*first, *used.followups]


async def feedback(one: Simulated, place: ChannelHandle) -> discord.Message:
    """The message of feedback in a place, once its buttons stand under it."""

    def whole() -> discord.Message | None:
        under = ((said, actions_of(said)) for said in one.public(place))
        return next((said for said, names in under if any("retry:" in x for x in names)), None)

    found = await one.until(whole, 10)
    assert isinstance(found, discord.Message)
    return found


@pytest.mark.parametrize("name", ["hint", "reveal", "skip", "answer"])
async def test_every_button_of_a_question_is_answered_at_once(tmp_path: Path, name: str) -> None:
    async with simulated(tmp_path) as one:
        question, thread = await one.quiz()
        before = len(one.public(thread)), len(one.public(one.general))
        used = await one.ann.click(question, custom_id=action(question, name))
        assert used.acknowledged
        if name == "answer":
            assert used.modal is not None
        else:
            await one.done()
        if name in ("hint", "reveal"):
            assert [said.ephemeral for said in private(used)] == [True]
            assert (len(one.public(thread)), len(one.public(one.general))) == before
        assert one.bridge.refused == []


async def test_an_answer_by_form_is_answered_to_its_member_alone(tmp_path: Path) -> None:
    async with simulated(tmp_path, judged_by()) as one:
        question, thread = await one.quiz()
        opened = await one.ann.click(question, custom_id=action(question, "answer"))
        sent = await one.ann.submit_modal(opened, {"text": ANSWER})
        assert sent.acknowledged
        await one.done()
        public = [*one.public(one.general), *one.public(thread)]
        direct = one.ann.user.dm_channel.history()
        shown = [*map(actions_of, private(sent)), *map(actions_of, direct)]
        assert [said.id for said in public if "retry" in str(actions_of(said))] == []
        assert "retry:" in str(shown)
        assert one.bridge.refused == []


@pytest.mark.parametrize("name", ["retry", "dispute"])
async def test_the_buttons_of_feedback_open_their_forms(tmp_path: Path, name: str) -> None:
    async with simulated(tmp_path, judged_by()) as one:
        _, thread = await one.quiz()
        me = one.guild.me
        assert me is not None
        await one.ann.send(thread, f"<@{me.id}> {ANSWER}")
        said = await feedback(one, thread)
        used = await one.ann.click(said, custom_id=action(said, name))
        assert used.modal is not None and 1 <= len(used.modal["title"]) <= 45
        assert one.bridge.refused == []


async def test_a_button_of_somebody_elses_feedback_does_nothing_to_it(tmp_path: Path) -> None:
    async with simulated(tmp_path, judged_by()) as one:
        _, thread = await one.quiz()
        me = one.guild.me
        assert me is not None
        await one.ann.send(thread, f"<@{me.id}> {ANSWER}")
        said = await feedback(one, thread)
        used = await one.olga.click(said, custom_id=action(said, "dispute"))
        assert used.modal is None and used.acknowledged
        assert used.response is not None and used.response.ephemeral


async def test_settings_by_form_are_kept(tmp_path: Path) -> None:
    async with simulated(tmp_path) as one:
        shown = await one.ann.slash(one.general, "settings")
        await one.until(lambda: shown.response and shown.response.components)
        assert shown.response is not None
        opened = await one.ann.click(shown.response, custom_id=action(shown.response, "settings"))
        sent = await one.ann.submit_modal(opened, {"language": ["zh"]})
        await one.done()
        helped = await one.ann.slash(one.general, "help")
        assert sent.acknowledged and helped.response is not None
        assert "题库" in text_of(helped.response.components)
        assert one.bridge.refused == []


async def test_a_menu_on_somebody_elses_message_grades_nothing(tmp_path: Path) -> None:
    async with simulated(tmp_path, judged_by()) as one:
        written = await one.olga.send(one.general, ANSWER)
        name = next(
            held["name"] for held in one.env.backend.commands[None].values() if held["type"] == 3
        )
        used = await one.ann.context_menu(one.general, name, written)
        assert used.acknowledged
        assert used.response is not None and used.response.ephemeral
        assert len(one.public(one.general)) == 1


async def test_old_buttons_are_answered_by_a_new_client_after_a_restart(tmp_path: Path) -> None:
    async with simulated(tmp_path) as one:
        question, _ = await one.quiz()
        hint, form = action(question, "hint"), action(question, "answer")
        await one.restart()
        await one.env.advance_time(8 * 86_400)
        [question] = one.public(one.general)
        hinted = await one.ann.click(question, custom_id=hint)
        await one.done()
        opened = await one.ann.click(question, custom_id=form)
        assert [said.ephemeral for said in private(hinted)] == [True]
        assert opened.modal is not None
        assert one.bridge.refused == []


async def test_a_command_whose_three_seconds_are_over_is_still_done_and_once(
    tmp_path: Path,
) -> None:
    async with simulated(tmp_path) as one:
        one.env.inject_error("POST", "/interactions/*/callback", status=404, code=10062)
        used = await one.ann.slash(one.general, "quiz", tag="KV Cache")
        await one.done()
        assert not used.acknowledged
        assert len(one.public(one.general)) == 1


async def test_what_is_private_is_shown_to_nobody_else_after_a_quarter_of_an_hour(
    tmp_path: Path,
) -> None:
    async with simulated(tmp_path, judged_by()) as one:
        question, thread = await one.quiz()
        opened = await one.ann.click(question, custom_id=action(question, "answer"))
        await one.env.advance_time(QUARTER + 1)
        await one.ann.submit_modal(opened, {"text": ANSWER})
        await one.done()
        public = [*one.public(one.general), *one.public(thread)]
        assert "retry" not in str([actions_of(said) for said in public])


async def test_what_is_delivered_twice_is_asked_once(tmp_path: Path) -> None:
    async with simulated(tmp_path) as one:
        await one.ann.slash(one.general, "quiz", tag="KV Cache")
        one.again()
        await one.env.settle()
        await one.done()
        await asyncio.sleep(0.2)
        assert len(one.public(one.general)) == 1
        assert [x for x in one.bridge.refused if "40060" not in x] == []
