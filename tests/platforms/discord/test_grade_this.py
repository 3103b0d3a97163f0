"""The menu of a message: an answer that was written anywhere is graded once its question is
chosen."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.judges import judged_by
from tests.platforms.discord.test_journey import ANSWER, asked, feedback
from tests.platforms.discord.town import town
from tests.wire.discord.server import LocalDiscord
from tests.wire.discord.world import Interaction, Message

MENU = "Grade this message"


@pytest_asyncio.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as one:
        yield one
        assert one.violations == []


def part(opened: Interaction, name: str) -> dict[str, Any]:
    """A component of the form that opened."""
    inner = [one["component"] for one in opened.form["components"]]
    return next(one for one in inner if one["custom_id"] == name)


async def test_a_message_in_any_channel_is_graded_for_the_question_that_is_chosen(
    local: LocalDiscord, tmp_path: Path
) -> None:
    async with town(local, tmp_path, judged_by()):
        said = local.say(local.general, ANSWER)
        opened = await local.menu(MENU, said)
        offered = part(opened, "question")["options"]
        assert part(opened, "text")["value"] == ANSWER
        await local.submit(opened, question=[offered[0]["value"]], other="", text=ANSWER)
        given = await feedback(local, local.general, seen_by=local.ann)

    assert 1 <= len(offered) <= 25
    assert given.only_to is local.ann
    assert local.messages(local.general) == [said]


async def test_in_a_thread_its_own_question_is_chosen_already(
    local: LocalDiscord, tmp_path: Path
) -> None:
    async with town(local, tmp_path, judged_by()) as app:
        question, thread = await asked(local, app)
        said = local.say(thread, ANSWER)
        opened = await local.menu(MENU, said)
        await local.submit(opened)
        given = await feedback(local, thread, seen_by=local.ann)

    first = part(opened, "question")["options"][0]
    assert given.only_to is local.ann
    assert first["default"] is True and first["label"][:50] in question.text
    assert local.messages(thread) == [said]


async def test_a_mistyped_title_is_answered_with_those_near_it(
    local: LocalDiscord, tmp_path: Path
) -> None:
    async with town(local, tmp_path):
        opened = await local.menu(MENU, local.say(local.general, ANSWER))
        sent = await local.submit(opened, other="大模型推理的吞吐", text=ANSWER)
        told = await local.answered(sent, 5)

    assert told.only_to is local.ann
    assert "如何提升大模型推理的吞吐率" in told.text


async def test_somebody_elses_message_a_bots_and_a_picture_are_refused_in_words(
    local: LocalDiscord, tmp_path: Path
) -> None:
    eve = local.person("Eve")
    async with town(local, tmp_path) as app:
        question, _ = await asked(local, app)
        messages: list[tuple[Message, str]] = [
            (local.say(local.general, ANSWER, eve), "Somebody else"),
            (question, "bot"),
            (local.say(local.general, ""), "no words"),
        ]
        for message, says in messages:
            opened = await local.menu(MENU, message)
            assert opened.original is not None
            assert says in opened.original.text
            assert opened.original.only_to is local.ann


@pytest.mark.parametrize(("locale", "title"), [("en-US", MENU), ("zh-CN", "给这条消息评分")])
async def test_the_form_is_in_the_members_language(
    local: LocalDiscord, tmp_path: Path, locale: str, title: str
) -> None:
    local.ann.locale = locale
    async with town(local, tmp_path):
        opened = await local.menu(MENU, local.say(local.general, f"<@{local.world.bot.id}> hi KV"))

    assert opened.form["title"] == title
    assert part(opened, "text")["value"] == "hi KV"
