"""Buttons that are pressed early, and those of questions whose ids are long."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.core import actions
from bot.core.bank import Bank
from bot.core.question import Question, carried
from bot.core.rubric_requests import ApproveRubric
from tests.house import GENERAL, house
from tests.platforms.discord.town import town
from tests.wire.discord.faults import dropped
from tests.wire.discord.server import LocalDiscord


@pytest_asyncio.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as one:
        yield one
        assert one.violations == []


async def test_a_button_works_while_its_thread_is_still_to_be_opened(
    local: LocalDiscord, tmp_path: Path
) -> None:
    async with town(local, tmp_path) as app:
        local.faults.on("thread", dropped(), times=2)
        used = await local.slash("quiz", tag="KV Cache", wait=False)
        card = (await local.until(lambda: local.messages(local.general), 5))[0]
        opened = await local.press(card, "answer")
        before = card.thread
        assert opened.form["custom_id"].startswith("answer:")
        await app.pump.settled(f"discord:i:{used.id}")

    assert before is None
    assert card.thread is not None
    assert local.messages(local.general) == [card]


@pytest.mark.parametrize("name", ["a" * 88, "题" * 200, "a:b:" * 22, "x" * 1000])
def test_whatever_the_id_of_a_question_its_buttons_fit_and_find_it(name: str) -> None:
    question = Question(name, "Why?", "Because.", "en", "f.md", 1)
    bank = Bank([question])
    revision = "f" * 12
    for action in ("ask", "show", "rubric", "rubric_edit", f"rubric_approve:{revision}"):
        assert actions.fits(f"{action}:{carried(name)}")
    assert bank.get(carried(name)) == question
    assert bank.matching((("question", carried(name)),)) == [question]


async def test_a_rubric_of_a_long_id_is_approved_by_its_button(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        name = "a" * 88
        pressed = actions.press(f"rubric_approve:{'f' * 12}:{carried(name)}", you.who(GENERAL))

    assert isinstance(pressed, ApproveRubric)
    assert pressed.question == carried(name)
