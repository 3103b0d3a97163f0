"""Whatever befalls the gateway, what is said is heard, and its answer comes once."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from bot import words
from bot.core.errors import SettingsTrouble
from tests.judges import judged_by
from tests.platforms.discord.hearing import Heard, hearing
from tests.platforms.discord.memory_ledger import MemoryLedger
from tests.platforms.discord.test_journey import ANSWER, asked, feedback
from tests.platforms.discord.town import town
from tests.wire.discord.faults import broken, hanging, limited
from tests.wire.discord.gateway import IDENTIFY, RESUME
from tests.wire.discord.server import LocalDiscord

MENDED = (1000, 1001, 4000, 4001, 4002, 4003, 4005, 4007, 4008, 4009)
"""The codes after which a session goes on or begins anew."""


@pytest_asyncio.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as one:
        yield one
        assert one.violations == []


def ops(local: LocalDiscord) -> list[int]:
    return [one.op for one in local.gateway.heard if one.op in (IDENTIFY, RESUME)]


async def said(local: LocalDiscord, heard: Heard, within: float = 4.5) -> None:
    """Somebody speaks, and is heard once."""
    one = local.say(local.general, "an answer", mention=True)
    await local.until(lambda: heard.message(one.id), within)
    await asyncio.sleep(0.05)
    assert heard.message(one.id) == 1


@pytest.mark.parametrize("code", MENDED)
async def test_after_a_close_the_session_goes_on(local: LocalDiscord, code: int) -> None:
    async with hearing(local, MemoryLedger(local.clock.now)) as heard:
        await said(local, heard)
        await local.gateway.close(code)
        await said(local, heard)

    assert ops(local) == [IDENTIFY, RESUME]


@pytest.mark.parametrize(
    ("code", "key"),
    [
        (4004, "error.discord_token"),
        (4010, "error.discord_sharding"),
        (4011, "error.discord_sharding"),
        (4012, "error.discord_closed"),
        (4013, "error.discord_intents"),
        (4014, "error.discord_intent"),
    ],
)
async def test_a_close_for_good_is_a_sentence_that_says_what_to_do(
    local: LocalDiscord, code: int, key: str
) -> None:
    async with hearing(local, MemoryLedger(local.clock.now)) as heard:
        await said(local, heard)
        await local.gateway.close(code)
        with pytest.raises(SettingsTrouble) as met:
            await asyncio.wait_for(heard.running, 5)

    assert met.value.key == key
    for language in ("en", "zh"):
        assert words.say(language, met.value.key, **met.value.facts)


def _cut(local: LocalDiscord) -> None:
    local.gateway.cut()


def _asked_to_reconnect(local: LocalDiscord) -> None:
    local.gateway.ask_to_reconnect()


def _invalid_but_resumable(local: LocalDiscord) -> None:
    local.gateway.invalidate(resumable=True)


def _slow_hello(local: LocalDiscord) -> None:
    local.gateway.greets_after = 1.0
    local.gateway.cut()


@pytest.mark.parametrize("fault", [_cut, _asked_to_reconnect, _invalid_but_resumable, _slow_hello])
async def test_a_lost_connection_is_made_again_and_the_session_goes_on(
    local: LocalDiscord, fault: Callable[[LocalDiscord], None]
) -> None:
    async with hearing(local, MemoryLedger(local.clock.now)) as heard:
        await said(local, heard)
        fault(local)
        await said(local, heard)

    assert ops(local)[:2] == [IDENTIFY, RESUME]


async def test_a_connection_that_fell_silent_is_given_up_and_the_session_goes_on(
    local: LocalDiscord,
) -> None:
    local.gateway.heartbeat = 0.3
    async with hearing(local, MemoryLedger(local.clock.now), heartbeat=1.0) as heard:
        await said(local, heard)
        local.gateway.fall_silent()
        await said(local, heard)

    assert ops(local)[:2] == [IDENTIFY, RESUME]


async def test_after_an_invalid_session_what_was_missed_is_found(local: LocalDiscord) -> None:
    async with hearing(local, MemoryLedger(local.clock.now)) as heard:
        await said(local, heard)
        local.gateway.invalidate()
        await said(local, heard)

    assert ops(local) == [IDENTIFY, IDENTIFY]


async def test_a_gateway_that_refuses_for_a_while_loses_nothing(local: LocalDiscord) -> None:
    async with hearing(local, MemoryLedger(local.clock.now)) as heard:
        await said(local, heard)
        local.gateway.refusing = True
        local.gateway.cut()
        one = local.say(local.general, "an answer", mention=True)
        await asyncio.sleep(0.5)
        local.gateway.refusing = False
        await local.until(lambda: heard.message(one.id), 9)

    assert ops(local) == [IDENTIFY, RESUME]
    assert heard.message(one.id) == 1


async def test_a_gateway_that_refuses_at_the_start_is_tried_again_and_said_in_a_sentence(
    local: LocalDiscord, caplog: pytest.LogCaptureFixture
) -> None:
    local.gateway.refusing = True
    with caplog.at_level(logging.WARNING):
        async with hearing(local, MemoryLedger(local.clock.now), wait=False) as heard:
            await local.until(lambda: "cannot be reached" in caplog.text, 4)
            local.gateway.refusing = False
            await local.until(lambda: local.gateway.connected, 9)
            await said(local, heard)

    assert "reached again" in caplog.text
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("fault", [broken(500), limited(), limited("global")])
async def test_a_gateway_that_cannot_be_looked_up_at_the_start_is_looked_up_again(
    local: LocalDiscord, fault: object
) -> None:
    local.faults.on("gateway_bot", fault)  # type: ignore[arg-type]
    async with hearing(local, MemoryLedger(local.clock.now)) as heard:
        await said(local, heard)
    assert local.faults.left == 0


async def test_a_look_up_that_hangs_is_given_up(local: LocalDiscord) -> None:
    local.faults.on("gateway_bot", hanging())
    async with hearing(local, MemoryLedger(local.clock.now), patience=0.5) as heard:
        await said(local, heard)


async def test_no_session_is_begun_where_none_is_left(
    local: LocalDiscord, caplog: pytest.LogCaptureFixture
) -> None:
    local.rules.sessions_left = 0
    with caplog.at_level(logging.WARNING):
        async with hearing(local, MemoryLedger(local.clock.now), wait=False):
            await local.until(lambda: "no further session" in caplog.text, 4)
            await asyncio.sleep(0.5)

    assert ops(local) == []


async def test_a_session_that_was_left_goes_on_where_no_other_may_be_begun(
    local: LocalDiscord,
) -> None:
    ledger = MemoryLedger(local.clock.now)
    local.rules.sessions_left = 1
    async with hearing(local, ledger) as heard:
        await said(local, heard)
    async with hearing(local, ledger) as heard:
        await said(local, heard)

    assert ops(local) == [IDENTIFY, RESUME]


async def test_an_event_that_is_told_twice_is_one_request(local: LocalDiscord) -> None:
    async with hearing(local, MemoryLedger(local.clock.now)) as heard:
        one = local.say(local.general, "an answer", mention=True)
        local.gateway.tell_message("MESSAGE_CREATE", one)
        await local.until(lambda: heard.message(one.id) == 2)

    assert {each.key for each in heard.requests} == {f"discord:m:{one.id}"}


@pytest.mark.parametrize("fault", ["forget", "restart", "refuse"])
async def test_an_answer_said_into_a_fault_is_answered_whole_and_once(
    local: LocalDiscord, tmp_path: Path, fault: str
) -> None:
    async with town(local, tmp_path, judged_by()) as app:
        question, thread = await asked(local, app)
        if fault == "refuse":
            local.gateway.refusing = True
            local.gateway.cut()
            local.say(thread, ANSWER, mention=True)
            await asyncio.sleep(0.3)
            local.gateway.refusing = False
            await feedback(local, thread)
    if fault != "refuse":
        local.say(thread, ANSWER, mention=True)
        if fault == "forget":
            local.gateway.forget()
        async with town(local, tmp_path, judged_by()):
            await feedback(local, thread)
            await asyncio.sleep(0.3)  # a second one would have come by then

    assert len([one for one in local.messages(thread) if one.author is local.world.bot]) == 1
    assert local.messages(local.general) == [question]
