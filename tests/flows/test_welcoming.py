"""How a community is greeted and set up, on a platform that tells nothing of itself."""

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from bot.core.chat import Card, Channel, Direct, Form, MessageRef, Role
from bot.core.errors import PlatformDown
from bot.core.ports import Mouth
from bot.core.welcome_requests import Joined
from tests.flows.conversation import last
from tests.house import COMMUNITY, GENERAL, YOU, House, button, house


def fields(card: object) -> dict[str, str]:
    assert isinstance(card, Card)
    return {one.name: one.value for one in card.fields}


def joined(you: House, **more: object) -> Joined:
    return you.who(Direct(you.member)).wants(Joined, name="Rivals", **more)


async def test_whoever_added_the_coach_is_greeted_once_however_often_it_is_told(
    tmp_path: Path,
) -> None:
    async with house(tmp_path) as you:
        told = joined(you)
        for _ in range(2):
            await you.does(told)
            await you.app.coach.act(told)  # as after a crash before it was marked as done
        assert len(await you.sees(Direct(YOU))) == 1
        assert await you.sees(GENERAL) == []
        card = await last(you, Direct(YOU))
    assert "Nothing has been posted in Rivals" in card.body
    assert "中文：请按" in card.body
    assert set(fields(card).values()) == {
        "not chosen yet",
        "whoever manages the server or workspace",
    }


async def test_the_greeting_speaks_the_language_that_was_hinted_at(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        you.language = "zh"
        await you.does(joined(you, owner=True))
        card = await last(you, Direct(YOU))
    assert card.language == "zh"
    assert "写给你这位所有者" in card.body
    assert "press “English”" in card.body


async def test_the_form_offers_what_holds_and_what_is_chosen_by_it_is_shown(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        boss = you.as_("boss", Role.ORGANISER)
        opened = await boss.presses("setup_form", GENERAL)
        assert isinstance(opened, Form)
        assert {one.name: one.value for one in opened.inputs} == {
            "channel": "",
            "time": "09:00",
            "zone": "Etc/UTC",
            "language": "en",
            "people": "",
        }
        await boss.fills(
            opened,
            GENERAL,
            channel="general",
            time="7:30",
            zone="paris",
            language="zh",
            people="Bo",
        )
        shown = fields(await boss.says("/coach setup"))
        again = await boss.presses("setup_form", GENERAL)
        assert isinstance(again, Form)
    assert list(shown.values()) == [
        "general",
        "07:30",
        "Europe/Paris",
        "中文",
        "服务器或工作区的管理者, Bo",
    ]
    assert [one.value for one in again.inputs] == ["general", "07:30", "Europe/Paris", "zh", ""]


async def test_a_form_that_was_open_while_another_was_sent_undoes_nothing_and_says_so(
    tmp_path: Path,
) -> None:
    async with house(tmp_path) as you:
        boss, other = you.as_("boss", Role.ORGANISER), you.as_("other", Role.ORGANISER)
        first, second = [await one.presses("setup_form", GENERAL) for one in (boss, other)]
        assert isinstance(first, Form) and isinstance(second, Form)
        chosen = {"channel": "general", "time": "7:30", "zone": "paris", "language": "en"}
        await boss.fills(first, GENERAL, **chosen)
        await other.fills(second, GENERAL, **chosen | {"time": "8:30", "people": "Bo"})
        told = await last(other, GENERAL)
        form = await other.presses("setup_form", GENERAL)
        assert isinstance(form, Form)
        await other.fills(form, GENERAL, **chosen | {"time": "8:30"})
        shown = fields(await other.says("/coach setup"))
        await boss.fills(first, GENERAL, **chosen | {"time": "8:30"})
        same = await last(boss, GENERAL)
    assert "somebody else changed the setup" in told.body
    assert [one.value for one in told.fields[1:2]] == ["07:30"]
    assert list(shown.values())[1] == "08:30"
    assert "Bo" not in "".join(shown.values())
    assert "Saved." in same.body  # it wants what holds


async def test_the_chosen_language_is_spoken_in_the_chosen_channel_alone(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        boss = you.as_("boss", Role.ORGANISER)
        await boss.says("/settings channel privacy:private")
        await boss.says("/coach setup channel:general language:zh zone:paris")
        other = you.as_("other")
        other.language = None
        here = await other.says("/help")
        there = await other.says("/help", Channel(COMMUNITY, "elsewhere"))
        kept = fields(await boss.says("/settings channel"))
    assert isinstance(here, Card) and here.language == "zh"
    assert isinstance(there, Card) and there.language == "en"
    assert "Europe/Paris" in kept.values()
    assert "只给作答者看" in kept.values()


async def test_what_the_channel_chose_for_itself_since_then_stands(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        boss = you.as_("boss", Role.ORGANISER)
        await boss.says("/coach setup channel:general language:en zone:paris")
        await boss.says("/settings channel language:zh")
        await boss.says("/coach setup time:08:00")
        other = you.as_("other")
        other.language = None
        here = await other.says("/help")
        kept = fields(await boss.says("/settings channel"))
    assert isinstance(here, Card) and here.language == "zh"
    assert "Europe/Paris" in kept.values()


async def test_what_is_wrong_is_said_and_what_was_chosen_before_stands(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        boss = you.as_("boss", Role.ORGANISER)
        await boss.says("/coach setup time:08:00 zone:tokyo")
        await boss.says("/coach setup time:25:00 zone:Asia/Shangai language:zh")
        told = await last(boss, GENERAL)
    assert "“25:00”" in told.body
    assert "Asia/Shanghai" in told.body
    assert [one.value for one in told.fields[1:4]] == ["08:00", "Asia/Tokyo", "Chinese"]


async def test_only_who_manages_sees_changes_or_tries_the_setup(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        boss, someone = you.as_("boss", Role.ORGANISER), you.as_("someone")
        await boss.says("/coach setup channel:general time:08:00")
        for line in ("/coach setup", "/coach roles"):
            refused = await someone.says(line)
            assert isinstance(refused, Card)
            assert "those who manage" in refused.body
        for line in ("/coach setup time:09:00", "/coach roles add:someone"):
            await someone.says(line)
            assert "those who manage" in (await last(someone, GENERAL)).body
        before = len(await boss.sees())
        await someone.presses("try:channel", GENERAL)
        assert len(await boss.sees()) == before
        assert fields(await boss.says("/coach setup"))["Daily question at"] == "08:00"


async def test_who_is_named_manages_and_names_others_until_taken_off(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        boss, bo = you.as_("boss", Role.ORGANISER), you.as_("bo")
        await boss.says("/coach roles add:bo")
        assert isinstance(await bo.says("/coach setup"), Card)
        shown = await bo.says("/help")
        await bo.says("/coach roles add:cy, dee")
        listed = await boss.says("/coach roles")
        await boss.says("/coach roles remove:bo")
        gone = await bo.says("/coach setup")
    assert isinstance(shown, Card) and "/coach setup" in shown.body
    assert isinstance(listed, Card)
    assert [one in listed.body for one in ("bo", "cy", "dee")] == [True] * 3
    assert isinstance(gone, Card) and "those who manage" in gone.body


async def test_a_question_is_tried_where_it_is_asked_for_or_in_the_chosen_channel(
    tmp_path: Path,
) -> None:
    async with house(tmp_path) as you:
        boss = you.as_("boss", Role.ORGANISER)
        direct = Direct(boss.member)
        await boss.presses("try:channel", direct)
        assert "No channel is chosen yet" in (await last(boss, direct)).body
        await boss.presses("try:here", direct)
        assert button(await last(boss, direct), "hint")
        assert await you.sees() == []
        await boss.says("/coach setup channel:general", direct)
        await boss.presses(button(await last(boss, direct), "try"), direct)
        await boss.presses("try:channel", direct)
        assert len(await you.sees()) == 1


class Down:
    """A mouth on a platform that does not answer."""

    async def reply(self, *_: object, **__: object) -> MessageRef:
        raise PlatformDown

    open_thread = stream = update = reply


async def test_a_greeting_waits_for_a_platform_that_is_down(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        coach = you.app.coach
        voice = replace(coach.voice, mouths={"web": cast("Mouth", Down())})
        down = replace(coach, welcoming=replace(coach.welcoming, voice=voice))
        with pytest.raises(PlatformDown):
            await down.act(joined(you))


async def test_of_several_people_those_who_are_there_are_named(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        boss = you.as_("boss", Role.ORGANISER)
        opened = await boss.presses("setup_form", GENERAL)
        assert isinstance(opened, Form)
        await boss.fills(opened, GENERAL, people="Bo、 Cy;", zone="nowhere")
        shown = fields(await boss.says("/coach setup"))
    assert shown["Who may manage"].endswith("Bo, Cy")
