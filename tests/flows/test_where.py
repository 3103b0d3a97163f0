"""A question is asked where the member says, on every platform; by default as the platform does."""

from pathlib import Path

from bot.core.chat import Direct
from tests.flows.conversation import FIRST, bank
from tests.house import GENERAL, house
from tests.judges import judged_by


async def test_a_question_may_be_asked_of_its_member_alone(tmp_path: Path) -> None:
    async with house(tmp_path, judged_by(FIRST), bank=bank(tmp_path)) as you:
        await you.says("/quiz where:private", GENERAL)
        (asked,) = await you.sees(Direct(you.member))
        assert asked.card is not None
        assert asked.card.title == "Why is decoding slow?"
        (pointer,) = await you.sees(GENERAL)
        assert pointer.only_to == you.member
        assert pointer.card is not None
        (here,) = pointer.card.buttons
        for _ in range(2):
            await you.presses(here.action, GENERAL)
        shown = [one for one in await you.sees(GENERAL) if one.opens_thread]
        assert [one.card.title for one in shown if one.card] == ["Why is decoding slow?"]
        another = you.as_("another")
        assert await another.sees(GENERAL) == shown
        await another.presses(here.action, GENERAL)
        told = (await another.sees(GENERAL))[-1]
        assert told.only_to == another.member


async def test_the_channel_is_where_it_is_asked_by_default(tmp_path: Path) -> None:
    async with house(tmp_path, judged_by(FIRST), bank=bank(tmp_path)) as you:
        for command in ("/quiz", "/quiz where:channel", "/settings privacy:private", "/quiz"):
            await you.says(command, GENERAL)
        assert await you.sees(Direct(you.member)) == []
        assert sum(one.opens_thread for one in await you.sees(GENERAL)) == 3


async def test_an_odd_place_is_refused(tmp_path: Path) -> None:
    async with house(tmp_path, judged_by(FIRST), bank=bank(tmp_path)) as you:
        told = await you.says("/quiz where:moon", GENERAL)
        assert told is not None
        assert "channel, private" in getattr(told, "body", "")
