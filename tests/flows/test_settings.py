"""Settings of a member and of a channel."""

from pathlib import Path

import pytest

from bot.core.chat import Card, Form, Role
from tests.house import GENERAL, House, house


def fields(card: object) -> dict[str, str]:
    assert isinstance(card, Card)
    return {one.name: one.value for one in card.fields}


async def form(you: House) -> Form:
    opened = await you.presses("settings:me", GENERAL)
    assert isinstance(opened, Form)
    return opened


async def test_what_was_chosen_and_what_holds_without_are_told_apart(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        assert fields(await you.says("/settings"))["Language"] == "English (default)"
        await you.says("/settings zone:shanghai privacy:private")
        shown = fields(await you.says("/settings"))
        assert shown["Time zone"] == "Asia/Shanghai"
        assert shown["Feedback on answers"] == "only to who answered"


async def test_a_form_that_is_sent_untouched_chooses_nothing(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        opened = await form(you)
        untouched = {
            one.name: one.value if not one.choices else (one.value or one.choices[0].value)
            for one in opened.inputs
        }
        await you.fills(opened, GENERAL, **untouched)
        assert fields(await you.says("/settings"))["Reminders"] == "off (default)"


async def test_a_choice_can_be_taken_back(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        await you.says("/settings language:zh")
        assert "语言" in fields(await you.says("/settings"))
        await you.says("/settings language:-")
        assert fields(await you.says("/settings"))["Language"] == "English (default)"


@pytest.mark.parametrize(
    ("role", "may"), [(None, False), (Role.ORGANISER, True), (Role.OPERATOR, True)]
)
async def test_a_channels_settings_are_for_who_manages_it(
    tmp_path: Path, role: Role | None, may: bool
) -> None:
    async with house(tmp_path) as you:
        someone = you.as_("someone", *([role] if role else []))
        await someone.says("/settings channel language:zh")
        told = (await someone.sees())[-1].card
        assert told is not None
        assert (told.title == "That did not work") is not may
        another = you.as_("another")
        another.language = None
        shown = await another.says("/settings")
        assert isinstance(shown, Card)
        assert shown.language == ("zh" if may else "en")


async def test_consent_is_off_until_a_member_gives_it_and_can_be_taken_back(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        shown = await you.says("/settings")
        assert fields(shown)["Answers for training"] == "off (default)"
        assert isinstance(shown, Card)
        assert "teach a model" in shown.note
        await you.says("/settings training:on")
        assert fields(await you.says("/settings"))["Answers for training"] == "on"
        assert fields(await you.as_("other").says("/settings"))["Answers for training"] != "on"
        await you.says("/settings training:off")
        assert fields(await you.says("/settings"))["Answers for training"] == "off"


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.OPERATOR])
async def test_nobody_consents_for_a_channel(tmp_path: Path, role: Role) -> None:
    async with house(tmp_path) as you:
        boss = you.as_("boss", role)
        await boss.says("/settings channel training:on")
        told = (await boss.sees())[-1].card
        assert told is not None
        assert told.title == "That did not work"
        assert "by each member for themselves" in told.body
        opened = await boss.presses("settings:channel", GENERAL)
        assert isinstance(opened, Form)
        assert "training" not in {one.name for one in opened.inputs}
        assert "Answers for training" not in fields(await boss.says("/settings channel"))
