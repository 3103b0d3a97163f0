"""What whoever adds the coach to a server lives through, over the real gateway and HTTP."""

from collections.abc import AsyncIterator
from datetime import time
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.app import App
from bot.core.chat import Community
from bot.core.setup import Setup
from bot.store.database import Database
from bot.store.setups import StoredSetups
from tests.platforms.discord.town import town
from tests.wire.discord.faults import broken
from tests.wire.discord.permits import Permit
from tests.wire.discord.server import LocalDiscord
from tests.wire.discord.world import FORUM, Guild, Interaction, Message, User


@pytest_asyncio.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as one:
        yield one
        assert one.violations == []


@pytest.fixture
def bea(local: LocalDiscord) -> User:
    """Somebody who adds the coach to a server of hers."""
    return local.world.user("Bea")


async def card(
    local: LocalDiscord, app: App, guild: Guild, person: User, count: int = 1
) -> Message:
    """What the coach wrote to a person when it was added to a server."""
    await app.pump.settled(f"discord:joined:{guild.id}:{guild.joined:.0f}")
    assert len(local.messages(local.direct(person))) == count
    return local.messages(local.direct(person))[-1]


async def quiet(local: LocalDiscord, app: App) -> None:
    """Wait until whatever had happened so far has been heard and done."""
    used = await local.slash("settings", language="en")
    await local.answered(used, 4)
    await app.pump.settled(f"discord:i:{used.id}")


def said(local: LocalDiscord, guild: Guild) -> list[Message]:
    """All that stands in the channels of a server."""
    return [one for channel in guild.channels for one in local.messages(channel)]


async def setup_of(home: Path, guild: Guild) -> Setup:
    """What is kept for a server."""
    database = Database(f"sqlite:///{home / 'coach.db'}")
    try:
        return await StoredSetups(database).of(Community("discord", str(guild.id)))
    finally:
        await database.close()


async def told(app: App, done: Interaction) -> Message:
    """What a member is told, for themselves, when what they did has had its effect."""
    await app.pump.settled(f"discord:i:{done.id}")
    answer = done.followups[0] if done.followups else done.original
    assert answer is not None and answer.only_to is done.user
    return answer


async def filled(
    local: LocalDiscord, app: App, message: Message, person: User, **given: Any
) -> str:
    """Press `Set up`, fill in the form, send it: what is said then."""
    opened = await local.press(message, "setup_form", person)
    return (await told(app, await local.submit(opened, **given))).text


async def test_whoever_adds_the_coach_gets_one_card_and_nothing_is_posted(
    local: LocalDiscord, bea: User, tmp_path: Path
) -> None:
    async with town(local, tmp_path) as app:
        guild = local.install("Rivals", bea)
        got = await card(local, app, guild, bea)
        await quiet(local, app)

    assert local.messages(local.direct(bea)) == [got]
    assert said(local, guild) == []
    assert "Rivals" in got.text
    assert set(got.buttons) == {"setup_form", "try:here", "setup:zh"}
    assert local.messages(local.direct(local.ann)) == []
    assert local.messages(local.direct(local.home.owner)) == []


async def test_the_audit_log_says_who_added_the_coach_where_it_may_be_read(
    local: LocalDiscord, bea: User, tmp_path: Path
) -> None:
    owner = local.world.user("Otto")
    async with town(local, tmp_path) as app:
        guild = local.install("Rivals", bea, Permit.VIEW_AUDIT_LOG, owner=owner)
        got = await card(local, app, guild, bea)

    assert local.messages(local.direct(owner)) == []
    assert "owner" not in got.text


async def test_a_log_that_cannot_be_read_keeps_no_greeting_back(
    local: LocalDiscord, bea: User, tmp_path: Path
) -> None:
    owner = local.world.user("Otto")
    async with town(local, tmp_path) as app:
        local.faults.on("audit", broken(403), times=9)
        guild = local.install("Rivals", bea, Permit.VIEW_AUDIT_LOG, owner=owner)
        got = await card(local, app, guild, owner)

    assert "You get this as the owner" in got.text


async def test_the_owner_is_written_to_where_it_is_not_told_who_added_the_coach(
    local: LocalDiscord, bea: User, tmp_path: Path
) -> None:
    owner = local.world.user("Otto")
    async with town(local, tmp_path) as app:
        guild = local.install("Rivals", bea, owner=owner)
        got = await card(local, app, guild, owner)

    assert "You get this as the owner" in got.text
    assert local.sent("audit") == []  # a refusal would count towards a ban


async def test_an_outage_a_reconnection_and_a_restart_write_nothing_again(
    local: LocalDiscord, bea: User, tmp_path: Path
) -> None:
    async with town(local, tmp_path) as app:
        guild = local.install("Rivals", bea)
        got = await card(local, app, guild, bea)
        local.tell_of(guild)
        await quiet(local, app)
        local.gateway.cut()
        local.tell_of(guild)
        await quiet(local, app)
    async with town(local, tmp_path) as app:
        local.tell_of(guild)
        await quiet(local, app)

    assert local.messages(local.direct(bea)) == [got]


async def test_whoever_adds_the_coach_again_is_greeted_again(
    local: LocalDiscord, bea: User, tmp_path: Path
) -> None:
    async with town(local, tmp_path) as app:
        guild = local.install("Rivals", bea)
        await card(local, app, guild, bea)
        local.throw_out(guild)
        local.clock.push(60)
        local.install_again(guild)
        await card(local, app, guild, bea, 2)


async def test_a_server_that_was_joined_while_we_were_down_is_greeted_at_the_start(
    local: LocalDiscord, bea: User, tmp_path: Path
) -> None:
    async with town(local, tmp_path):
        pass
    guild = local.install("Rivals", bea)
    async with town(local, tmp_path) as app:
        await card(local, app, guild, bea)


async def test_a_server_that_was_joined_before_the_first_start_is_greeted_and_an_old_one_is_not(
    local: LocalDiscord, bea: User, tmp_path: Path
) -> None:
    guild = local.install("Rivals", bea)
    guild.joined -= 6 * 86_400
    old = local.world.user("Old")
    local.install("Of yore", old).joined -= 8 * 86_400
    async with town(local, tmp_path) as app:
        await card(local, app, guild, bea)
        await quiet(local, app)

    assert local.messages(local.direct(old)) == []


async def test_where_direct_messages_are_closed_one_card_stands_in_a_channel_where_we_may_speak(
    local: LocalDiscord, bea: User, tmp_path: Path
) -> None:
    bea.dms_closed = True
    async with town(local, tmp_path) as app:
        guild = local.world.guild("Rivals", owner=bea, installer=bea)
        local.deny(local.world.channel(guild, "rules"), Permit.SEND_MESSAGES)
        lobby = local.world.channel(guild, "lobby")
        local.world.channel(guild, "news")
        local.tell_of(guild)
        await local.until(lambda: local.messages(lobby), 4)
        await quiet(local, app)
        mallory = local.world.user("Mallory")
        guild.members[mallory.id] = (mallory, [])
        got = local.messages(lobby)[0]
        refused = await local.press(got, "setup_form", mallory)
        opened = await local.press(got, "setup_form", bea)

    assert said(local, guild) == [got]
    assert "takes no direct messages" in got.text
    assert "those who manage" in (await local.answered(refused)).text
    assert opened.form["custom_id"].startswith("setup:")


async def test_a_chinese_server_is_greeted_in_chinese_and_the_other_language_is_one_press_away(
    local: LocalDiscord, bea: User, tmp_path: Path
) -> None:
    bea.locale = "zh-CN"
    async with town(local, tmp_path) as app:
        guild = local.install("面试群", bea, locale="zh-CN")
        got = await card(local, app, guild, bea)
        opened = await local.press(got, "setup_form", bea)
        pressed = await local.press(got, "setup:en", bea)

    assert "感谢你把教练添加到 面试群" in got.text
    assert "press “English”" in got.text
    assert opened.form["title"] == "设置教练"
    assert "How the coach is set up" in (await local.answered(pressed)).text


async def test_what_is_chosen_is_kept_shown_and_makes_no_promise_to_post(
    local: LocalDiscord, bea: User, tmp_path: Path
) -> None:
    async with town(local, tmp_path) as app:
        guild = local.install("Rivals", bea)
        channel = guild.channels[0]
        text = await filled(
            local,
            app,
            await card(local, app, guild, bea),
            bea,
            channel=[str(channel.id)],
            time="8：05",
            zone="shanghai",
            language=["zh"],
        )
        shown = await local.slash("coach setup", channel=channel, user=bea)

    kept = await setup_of(tmp_path, guild)
    assert kept.channel and kept.channel.id == str(channel.id)
    assert (kept.at, kept.zone, kept.language) == (time(8, 5), "Asia/Shanghai", "zh")
    for part in ("#general", "08:05", "Asia/Shanghai", "Chinese", "Nothing is posted by itself"):
        assert part in text
    assert shown.original and "Asia/Shanghai" in shown.original.text
    assert said(local, guild) == []


async def test_what_cannot_be_chosen_is_said_with_a_way_out_and_the_rest_is_kept(
    local: LocalDiscord, bea: User, tmp_path: Path
) -> None:
    async with town(local, tmp_path) as app:
        guild = local.install("Rivals", bea)
        secret = local.open_channel("secret", guild=guild)
        local.deny(secret, Permit.SEND_MESSAGES_IN_THREADS, Permit.CREATE_PUBLIC_THREADS)
        text = await filled(
            local,
            app,
            await card(local, app, guild, bea),
            bea,
            channel=[str(secret.id)],
            time="25:00",
            zone="Asia/Shangai",
            language=["en"],
            people="Nobody",
        )

    kept = await setup_of(tmp_path, guild)
    assert (kept.channel, kept.at, kept.zone, kept.language) == (None, None, None, "en")
    for part in (
        "In #secret the coach may not: Create Public Threads, Send Messages in Threads",
        "“25:00” is no time of day",
        "Asia/Shanghai",
        "Nobody here is called “Nobody”",
    ):
        assert part in text


async def test_where_there_are_too_many_channels_for_a_list_the_name_is_typed(
    local: LocalDiscord, bea: User, tmp_path: Path
) -> None:
    async with town(local, tmp_path) as app:
        guild = local.install("Rivals", bea)
        for number in range(30):
            local.open_channel(f"room-{number}", guild=guild)
        forum = local.open_channel("drills", FORUM, guild)
        got = await card(local, app, guild, bea)
        wrong = await filled(local, app, got, bea, channel="dril", time="", zone="")
        right = await filled(local, app, got, bea, channel="#drills", time="", zone="")

    kept = await setup_of(tmp_path, guild)
    assert "Did you mean #drills" in wrong
    assert "#drills" in right
    assert kept.channel and kept.channel.id == str(forum.id)


async def test_a_question_is_tried_in_the_conversation_and_then_in_the_chosen_channel(
    local: LocalDiscord, bea: User, tmp_path: Path
) -> None:
    async with town(local, tmp_path) as app:
        guild = local.install("Rivals", bea)
        channel = guild.channels[0]
        got = await card(local, app, guild, bea)
        pressed = await local.press(got, "try:here", bea)
        await app.pump.settled(f"discord:i:{pressed.id}")
        assert said(local, guild) == []
        asked = local.messages(local.direct(bea))[-1]
        opened = await local.press(got, "setup_form", bea)
        saved = await told(app, await local.submit(opened, channel=[str(channel.id)]))
        there = await told(app, await local.press(saved, "try:channel", bea))

    assert any(key.startswith("hint:") for key in asked.buttons)
    question = said(local, guild)
    assert len(question) == 1
    assert question[0].thread is not None
    assert "#general" in there.text


async def test_who_is_named_may_manage_until_their_name_is_taken_off(
    local: LocalDiscord, tmp_path: Path
) -> None:
    olga = local.person("Manager", Permit.MANAGE_GUILD)
    bo = local.person("Bo")
    texts = []
    async with town(local, tmp_path) as app:

        async def roles(**given: Any) -> str:
            used = await local.slash("coach roles", user=olga, **given)
            return (await local.answered(used, 4)).text

        async def may() -> bool:
            used = await local.slash("coach setup", user=bo)
            return "How the coach" in (await local.answered(used, 4)).text

        allowed = [await may()]
        texts.append(await roles(add=str(bo.id)))
        allowed.append(await may())
        direct = local.direct(bo)
        local.say(local.general, "/coach setup", bo, mention=True)  # where the menu hides it
        await local.until(lambda: local.messages(direct), 4)
        texts.append(await roles())
        texts.append(await roles(remove=f"<@{bo.id}>"))
        allowed.append(await may())
        await quiet(local, app)

    assert allowed == [False, True, False]
    assert ["Bo" in one for one in texts] == [True, True, False]
    assert "How the coach" in local.messages(direct)[0].text


async def test_who_lost_the_right_to_manage_the_server_cannot_use_the_card_any_more(
    local: LocalDiscord, tmp_path: Path
) -> None:
    owner = local.world.user("Otto")
    bea = local.person("Bea")
    async with town(local, tmp_path) as app:
        guild = local.install("Rivals", bea, Permit.VIEW_AUDIT_LOG, owner=owner)
        got = await card(local, app, guild, bea)
        refused = await local.press(got, "setup_form", bea)
        tried = await told(app, await local.press(got, "try:here", bea))

    assert "those who manage" in (await local.answered(refused)).text
    assert "those who manage" in tried.text
    assert said(local, guild) == []
