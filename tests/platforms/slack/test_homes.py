"""A Home shows what the coach has for its member, in their language, and stays true."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from bot.app import App
from tests.flows.conversation import ANSWER, FIRST, bank
from tests.judges import judged_by
from tests.kills import template
from tests.platforms.slack.at_work import at_work
from tests.platforms.slack.listening import listening
from tests.wire.slack.people import until
from tests.wire.slack.server import LocalSlack
from tests.wire.slack.world import Channel, User, View


@pytest_asyncio.fixture
async def coach(slack: LocalSlack, tmp_path: Path) -> AsyncIterator[App]:
    home = await template.home_in(tmp_path)
    async with at_work(slack, home, judged_by(FIRST), bank=bank(tmp_path)) as app:
        yield app


async def home(slack: LocalSlack, user: User, has: str = "") -> View:
    await until(lambda: has in words(slack, user) and user.id in slack.world.homes)
    return slack.world.homes[user.id]


def words(slack: LocalSlack, user: User) -> str:
    shown = slack.world.homes.get(user.id)
    return json.dumps(shown.body, ensure_ascii=False) if shown else ""


async def test_a_home_has_settings_suggestions_and_what_can_be_done(
    slack: LocalSlack, coach: App
) -> None:
    await slack.open_home(slack.bea)
    shown = await home(slack, slack.bea)
    assert "你的设置" in words(slack, slack.bea)
    assert "/quiz" in words(slack, slack.bea)
    assert len(shown.body["blocks"]) <= 100
    await slack.press(shown, "quiz", slack.bea)
    direct = slack.world.direct(slack.bea)
    await until(lambda: slack.messages(direct))
    assert "Why is decoding slow?" in slack.messages(direct)[0].text


async def test_a_topic_is_completed_and_asked_about(slack: LocalSlack, coach: App) -> None:
    await slack.open_home(slack.ann)
    shown = await home(slack, slack.ann)
    offered = await slack.suggest(shown, "complete:tag", "deco")
    assert [one["value"] for one in offered] == ["Decoding"]
    await slack.press(shown, "complete:tag", slack.ann, selected_option=offered[0])
    direct = slack.world.direct(slack.ann)
    await until(lambda: slack.messages(direct))
    assert "Why is decoding slow?" in slack.messages(direct)[0].text


async def test_what_is_changed_in_a_home_is_seen_there(slack: LocalSlack, coach: App) -> None:
    await slack.open_home(slack.ann)
    shown = await home(slack, slack.ann, "Your settings")
    form = await slack.form(await slack.press(shown, "settings:me", slack.ann))
    odd = await slack.submit(form, {"language": "zh", "zone": "Mars"})
    assert list(odd.ack["errors"]) == ["zone"]
    assert "Mars" in odd.ack["errors"]["zone"]
    assert (await slack.submit(form, {"language": "zh", "zone": "Asia/Shanghai"})).ack == {}
    await home(slack, slack.ann, "你的设置")


async def test_the_shortcut_opens_a_form_that_asks(slack: LocalSlack, coach: App) -> None:
    form = await slack.form(await slack.shortcut("start_quiz"))
    offered = await slack.suggest(form, "complete:tag", "")
    await slack.submit(form, {"complete:tag": offered[0]["value"], "difficulty": "∅", "where": "∅"})
    direct = slack.world.direct(slack.ann)
    await until(lambda: slack.messages(direct))
    assert "Why is decoding slow?" in slack.messages(direct)[0].text


async def test_a_message_of_ones_own_is_graded_by_its_menu(slack: LocalSlack, coach: App) -> None:
    mine = slack.world.put(slack.general, slack.ann, "Memory bandwidth is the limit of decoding")
    form = await slack.form(await slack.shortcut("grade_message", on=mine))
    chosen = json.dumps(form.body)
    assert "Why is decoding slow?" in chosen
    await slack.submit(form, {"question": "slow", "other": "slow", "text": mine.text})
    direct = slack.world.direct(slack.ann)
    await until(lambda: any("Memory bandwidth" in one.text for one in slack.messages(direct)))
    theirs = slack.world.put(slack.general, slack.bea, "words of another")
    await slack.shortcut("grade_message", on=theirs)
    await until(lambda: [one for one in slack.messages(slack.general) if one.only_to])


async def test_a_message_to_a_colleague_is_graded_in_our_own_conversation(
    slack: LocalSlack, coach: App
) -> None:
    await slack.slash("quiz", "where:channel tag:Decoding")
    await until(lambda: [one for one in slack.messages(slack.general) if not one.only_to])
    elsewhere = Channel("D0ELSEWHERE", "directmessage", has_bot=False)
    slack.world.channels[elsewhere.id] = elsewhere
    mine = slack.world.put(elsewhere, slack.ann, "Memory bandwidth is the limit of decoding")
    form = await slack.form(await slack.shortcut("grade_message", on=mine))
    await slack.submit(form, {"question": "slow", "other": "slow", "text": mine.text})
    direct = slack.world.direct(slack.ann)
    await until(lambda: any("Memory bandwidth" in one.text for one in slack.messages(direct)))
    assert mine.ts not in {one.thread_ts for one in slack.messages(direct)}


async def test_the_messages_tab_offers_what_the_coach_understands(slack: LocalSlack) -> None:
    async with listening(slack) as heard:
        await slack.open_home(slack.bea, tab="messages")
        direct = slack.world.direct(slack.bea)
        await until(lambda: direct.prompts)
        for prompt in direct.prompts:
            await slack.say(direct, prompt["message"], slack.bea)
        await until(lambda: len(heard.asked) == 2)
        kinds = [type(one).__name__ for one in [*heard.requests.values(), *heard.asked]]
    assert sorted(kinds) == ["SearchBank", "ShowHelp", "StartQuiz", "StartQuiz"]


async def test_options_are_a_hundred_at_most(slack: LocalSlack) -> None:
    async with listening(slack):
        select = {"type": "external_select", "action_id": "complete:tag"}
        block = {"type": "actions", "block_id": "b", "elements": [select]}
        view = View("V1", {"type": "home", "blocks": [block]}, slack.ann)
        offered = await slack.suggest(view, "complete:tag", "kv")
    assert len(offered) == 100
    assert offered[0]["value"] == "tag-kv-0"


async def test_a_home_tells_of_ones_own_last_answers(slack: LocalSlack, coach: App) -> None:
    direct = slack.world.direct(slack.ann)
    await slack.say(direct, "quiz")
    await until(lambda: len(slack.messages(direct)) == 2)
    await slack.say(direct, ANSWER)
    await until(lambda: any("Score" in one.text for one in slack.messages(direct)))
    await slack.open_home(slack.ann)
    shown = await home(slack, slack.ann, "Your last answers")
    assert "Why is decoding slow?" in words(slack, slack.ann)
    assert " · 50% · " in words(slack, slack.ann)
    await slack.form(await slack.press(shown, "Try the last one again", slack.ann))
    await slack.open_home(slack.bea)
    await home(slack, slack.bea, "你最近的回答")
    assert "你还没有作答过。" in words(slack, slack.bea)
    assert "decoding" not in words(slack, slack.bea)
