"""What Discord refuses is one clear sentence to the right person, and no storm of new tries."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from tests.judges import judged_by
from tests.platforms.discord.living import Living, living
from tests.platforms.discord.program import coach, on_line
from tests.platforms.discord.test_journey import ANSWER, asked, feedback
from tests.platforms.discord.test_messages import saying
from tests.platforms.discord.town import town
from tests.wire.discord.permits import Permit
from tests.wire.discord.server import LocalDiscord
from tests.wire.discord.world import Channel


@pytest_asyncio.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as one:
        yield one
        assert one.violations == []


def refused(local: LocalDiscord) -> int:
    return len([one for one in local.requests if one.status in (400, 401, 403, 404)])


@pytest.mark.parametrize(
    ("permits", "threads", "sentence"),
    [
        ([Permit.VIEW_CHANNEL], 1000, "lacks a permission"),  # 50001
        ([Permit.SEND_MESSAGES], 1000, "lacks a permission"),  # 50013
        ([Permit.CREATE_PUBLIC_THREADS], 1000, "lacks a permission"),
        ([], 0, "as many active threads"),  # 160006
    ],
    ids=["access", "send", "threads", "threads full"],
)
async def test_a_question_that_cannot_be_asked_is_a_sentence_to_who_asked_and_nothing_stands(
    local: LocalDiscord, tmp_path: Path, permits: list[Permit], threads: int, sentence: str
) -> None:
    local.rules.active_threads = threads
    if permits:
        local.deny(local.general, *permits)
    owner = local.direct(local.home.owner)
    async with town(local, tmp_path) as app:
        used = await local.slash("quiz", tag="KV Cache")
        answer = await local.answered(used, 5)
        again = await local.slash("quiz", tag="KV Cache")
        await app.pump.settled(f"discord:i:{again.id}")
        told = [one for one in local.messages(owner) if sentence in one.text]

    assert len(told) == 1  # a day
    assert f"/channels/{local.home.id}/{local.general.id}" in told[0].text
    assert sentence in answer.text
    assert answer.only_to is local.ann
    assert local.messages(local.general) == []
    assert refused(local) == (1 if permits else 2)  # a 403 counts towards a ban, and is remembered


def gone(local: LocalDiscord, thread: Channel) -> None:
    del local.world.channels[thread.id]


def locked(local: LocalDiscord, thread: Channel) -> None:
    thread.archived = thread.locked = True


@pytest.mark.parametrize(
    ("happens", "sentence"),
    [(gone, "no longer there"), (locked, "locked")],
    ids=["10003", "160005"],
)
async def test_feedback_that_cannot_stand_where_it_belongs_is_a_sentence_to_who_answered(
    local: LocalDiscord,
    tmp_path: Path,
    happens: Callable[[LocalDiscord, Channel], None],
    sentence: str,
) -> None:
    async with town(local, tmp_path, judged_by()) as app:
        _, thread = await asked(local, app)
        said = local.say(thread, ANSWER, mention=True)
        happens(local, thread)
        await app.pump.settled(f"discord:m:{said.id}")
        told = [one.text for one in local.messages(local.direct(local.ann))]

    assert any(sentence in text for text in told)
    assert refused(local) <= 3


async def test_closed_direct_messages_are_no_storm_where_nothing_else_reaches_the_member(
    local: LocalDiscord, tmp_path: Path
) -> None:
    async with town(local, tmp_path, judged_by()) as app:
        used = await local.slash("settings", scope="me", privacy="private")
        await local.answered(used, 5)
        _, thread = await asked(local, app)
        local.ann.dms_closed = True
        said = local.say(thread, ANSWER, mention=True)
        await app.pump.settled(f"discord:m:{said.id}")

    assert local.messages(thread) == [said]
    assert refused(local) <= 4


async def test_a_thread_in_the_archive_is_answered_in(local: LocalDiscord, tmp_path: Path) -> None:
    async with town(local, tmp_path, judged_by()) as app:
        _, thread = await asked(local, app)
        local.say(thread, ANSWER, mention=True)
        thread.archived = True
        await feedback(local, thread)


@pytest_asyncio.fixture
async def alive(local: LocalDiscord) -> AsyncIterator[Living]:
    async with living(local) as one:
        yield one


async def test_an_old_message_that_takes_no_more_changes_is_said_anew(
    local: LocalDiscord, alive: Living
) -> None:
    channel = str(local.general.id)
    await alive.messages.put(channel, "key", lambda: saying("old"))
    local.clock.push(2 * 3600)
    local.rules.old_edits = 0

    await alive.messages.put(channel, "key", lambda: saying("new"))

    assert [one.text for one in local.messages(local.general)] == ["old", "new"]


async def test_a_first_answer_that_was_given_already_is_no_trouble(
    local: LocalDiscord, tmp_path: Path
) -> None:
    async with town(local, tmp_path) as app:
        used = await local.slash("quiz", tag="KV Cache", wait=False)
        local.again(used)
        local.again(used)
        await local.answered(used, 5)
        await app.pump.settled(f"discord:i:{used.id}")

    assert len(local.messages(local.general)) == 1


async def test_an_interaction_that_discord_forgot_is_answered_directly(
    local: LocalDiscord, tmp_path: Path
) -> None:
    async with town(local, tmp_path) as app:
        question, _ = await asked(local, app)
        local.rules.answer_within = 0.0
        pressed = await local.press(question, "hint", wait=False)
        await app.pump.settled(f"discord:i:{pressed.id}")

    assert pressed.callback is None
    assert len(local.messages(local.direct(local.ann))) == 1


async def test_a_token_that_is_taken_back_ends_the_program_with_a_sentence(
    local: LocalDiscord, tmp_path: Path
) -> None:
    serving = asyncio.create_task(coach(local, tmp_path, "serve"))
    await local.until(lambda: on_line(local), 30)
    local.rest.token = "another"
    await local.slash("quiz", tag="KV Cache")
    status, _, err = await serving

    assert status == 2
    assert "DISCORD_TOKEN" in err and "Traceback" not in err
    refusals = [one for one in local.requests if one.status == 401]
    assert 1 <= len(refusals) <= 3


async def test_every_message_of_ours_says_whom_it_mentions(
    local: LocalDiscord, tmp_path: Path
) -> None:
    async with town(local, tmp_path, judged_by()) as app:
        question, thread = await asked(local, app)
        local.say(thread, ANSWER, mention=True)
        said = await feedback(local, thread)
        for one, name in ((question, "hint"), (question, "skip"), (said, "reveal")):
            pressed = await local.press(one, name)
            await app.pump.settled(f"discord:i:{pressed.id}")

    routes = ("post", "edit", "original", "followup", "edit_followup")
    bodies = [one.body for one in local.sent(*routes)]
    assert len(bodies) >= 6
    assert all(one["allowed_mentions"] == {"parse": []} for one in bodies)
