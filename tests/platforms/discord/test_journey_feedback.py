"""What a member does with feedback on Discord by its buttons: in a thread, in a forum, directly, in
Chinese, after a restart, and a week later."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio

from bot.app import App
from bot.core.ports import LanguageModel
from tests.judges import Said, judged_by
from tests.platforms.discord.overhearing import said
from tests.platforms.discord.test_journey import feedback
from tests.platforms.discord.town import town
from tests.wire.discord.server import LocalDiscord
from tests.wire.discord.world import FORUM, Channel, Interaction, Message

ANSWER = "The cache keeps the keys and values of earlier tokens, so they are not computed again."
JUDGED: Said = {"core": ("covered", "The cache keeps the keys and values")}
WEEK = 8 * 86_400


@pytest_asyncio.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as one:
        one.pace.on = False
        yield one
        assert one.violations == []


def judge() -> LanguageModel:
    return judged_by(JUDGED, followup="What of its size?")


async def settled(app: App, used: Interaction) -> Interaction:
    await app.pump.settled(f"discord:i:{used.id}")
    return used


async def sends(local: LocalDiscord, app: App, at: Message, which: str, **given: Any) -> None:
    """Ann presses a button that opens a form, fills that in and sends it."""
    opened = await local.press(at, which)
    await settled(app, await local.submit(opened, **given))


async def quizzed(local: LocalDiscord, app: App, channel: Channel, tag: str = "KV Cache") -> None:
    await settled(app, await local.slash("quiz", channel=channel, tag=tag))


def ours(local: LocalDiscord, place: Channel) -> list[Message]:
    return [one for one in local.messages(place) if one.author is local.world.bot]


async def test_after_a_restart_every_button_of_old_feedback_works_in_its_thread(
    local: LocalDiscord, tmp_path: Path
) -> None:
    async with town(local, tmp_path, judge()) as app:
        await quizzed(local, app, local.general)
        thread = local.messages(local.general)[0].thread
        assert thread is not None
        local.say(thread, ANSWER, mention=True)
        first = await feedback(local, thread)
    async with town(local, tmp_path, judge()) as app:
        told = await local.answered(await local.press(first, "why"))
        opened = await local.press(first, "dispute")
        contested = await settled(
            app, await local.submit(opened, checkpoint=["c1"], argument="I did say that.")
        )
        await sends(local, app, first, "followup", text="It grows with every token.")
        await sends(local, app, first, "retry", text=f"{ANSWER} And it grows.")
        every = ours(local, thread)

    assert told.only_to is local.ann and "Why your answer was judged" in told.text
    assert contested.original is not None and contested.original.only_to is local.ann
    assert "Your objection" in contested.original.text
    assert every[0] is first
    assert ["about the follow-up alone" in one.text for one in every] == [False, True, False]
    assert "Since your last try" in every[-1].text


async def test_a_week_later_an_archived_thread_is_woken_and_answered_again(
    local: LocalDiscord, tmp_path: Path
) -> None:
    async with town(local, tmp_path, judge()) as app:
        await quizzed(local, app, local.general)
        thread = local.messages(local.general)[0].thread
        assert thread is not None
        local.say(thread, ANSWER, mention=True)
        first = await feedback(local, thread)
    local.clock.push(WEEK)
    local.world.rest(thread)
    states = [thread.archived]
    async with town(local, tmp_path, judged_by({**JUDGED, "c1": JUDGED["core"]})) as app:
        await sends(
            local,
            app,
            first,
            "dispute",
            checkpoint=["c1"],
            argument="The cache keeps the keys and values.",
        )
        changed = first.text
        states.append(thread.archived)
        await sends(local, app, first, "retry", text=ANSWER)
        again = await feedback(local, thread, 2)

    assert "2. ✅ **covered** · changed after" in changed
    assert states == [True, False]
    assert ours(local, thread) == [first, again]


async def test_a_forum_is_a_home_where_each_question_is_a_post(
    local: LocalDiscord, tmp_path: Path
) -> None:
    async with town(local, tmp_path, judge()) as app:
        forum = local.open_channel("questions", FORUM)
        await quizzed(local, app, forum, "思维链")
        [post] = local.world.threads(local.home)
        local.say(post, ANSWER, mention=True)
        graded = await feedback(local, post)
        await settled(app, await local.press(graded, "next"))
        question, *_ = ours(local, post)
        hint = await local.answered(await settled(app, await local.press(question, "hint")))
        posts = local.world.threads(local.home)

    assert post.parent is forum and len(posts) == 2
    assert posts[0].name != posts[1].name
    assert hint.only_to is local.ann
    assert ours(local, post) == [question, graded]


async def test_a_whole_evening_goes_on_in_a_direct_conversation(
    local: LocalDiscord, tmp_path: Path
) -> None:
    direct = local.direct(local.ann)
    async with town(local, tmp_path, judge()) as app:
        await quizzed(local, app, direct)
        local.say(direct, ANSWER)
        first = await feedback(local, direct)
        local.say(direct, "It grows with every token.")
        followed = await feedback(local, direct, 2)
        why = local.say(direct, "why?")
        await app.pump.settled(f"discord:m:{why.id}")
        await sends(local, app, first, "retry", text=f"{ANSWER} It grows.")
        await feedback(local, direct, 3)
        seen = [one.text for one in local.seen(direct, local.ann)]

    assert "The cache keeps the keys and values" in first.text  # whole: nobody else reads it
    assert not any(one.hidden for one in said(local))
    assert "*Follow-up:* What of its size?" in followed.text
    assert [text for text in seen if "Why your answer was judged" in text]


async def test_all_of_it_speaks_chinese_to_whoever_does(
    local: LocalDiscord, tmp_path: Path
) -> None:
    local.ann.locale = "zh-CN"
    answer = "缓存保存了历史 token 的 K 和 V，因此不用重复计算。"
    model = judged_by(
        {"core": ("covered", "缓存保存了历史 token 的 K 和 V")}, followup="它有多大？"
    )
    async with town(local, tmp_path, model) as app:
        await settled(app, await local.slash("settings", language="zh"))
        await quizzed(local, app, local.general)
        question = local.messages(local.general)[0]
        thread = question.thread
        assert thread is not None
        local.say(thread, answer, mention=True)
        graded = await feedback(local, thread)
        told = await local.answered(await local.press(graded, "why"))
        opened = await local.press(graded, "followup")
        private = await local.press(question, "answer")
        await settled(app, await local.submit(private, text=answer))
        alone = await feedback(local, local.general, seen_by=local.ann)

    assert {"提示", "看答案", "跳过", "私下作答"} <= set(question.buttons.values())
    assert "得分：" in graded.text and "再问一个问题：** 它有多大？" in graded.text
    assert {"回答追问", "再答一次", "为什么这样评？", "我有异议"} <= set(graded.buttons.values())
    assert "你的回答为什么" in told.text or "为什么" in told.text
    assert opened.form["title"] == "回答追问"
    assert private.form["title"] == "私下作答"
    assert alone.only_to is local.ann and "缓存保存了历史" in alone.text
    for text in (question.text, graded.text, told.text, alone.text):
        assert "□" not in text and "Score" not in text
