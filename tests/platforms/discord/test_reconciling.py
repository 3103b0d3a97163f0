"""What was said while nobody listened is found, where Discord lets us read it."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.platforms.discord.hearing import Heard, hearing
from tests.platforms.discord.memory_ledger import MemoryLedger
from tests.wire.discord.server import LocalDiscord


@pytest_asyncio.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as one:
        yield one
        assert one.violations == []


async def on_line(local: LocalDiscord, heard: Heard) -> None:
    """Returns once the ears have heard something live."""
    said = local.say(local.general, "are you there?", mention=True)
    await local.until(lambda: heard.message(said.id), 5)


async def test_what_was_said_before_an_invalid_session_is_found(local: LocalDiscord) -> None:
    async with hearing(local, MemoryLedger(local.clock.now)) as heard:
        await on_line(local, heard)
        local.gateway.cut()
        said = local.say(local.general, "an answer", mention=True)
        local.gateway.forget()
        await local.until(lambda: heard.message(said.id), 5)


async def test_what_was_said_between_two_processes_is_heard(local: LocalDiscord) -> None:
    ledger = MemoryLedger(local.clock.now)
    async with hearing(local, ledger) as heard:
        await on_line(local, heard)
    said = local.say(local.general, "an answer", mention=True)
    async with hearing(local, ledger) as heard:
        await local.until(lambda: heard.message(said.id), 5)


async def test_what_was_said_between_two_processes_is_found_where_the_session_is_gone(
    local: LocalDiscord,
) -> None:
    ledger = MemoryLedger(local.clock.now)
    async with hearing(local, ledger) as heard:
        await on_line(local, heard)
    said = local.say(local.general, "an answer", mention=True)
    local.gateway.forget()
    async with hearing(local, ledger) as heard:
        await local.until(lambda: heard.message(said.id), 5)
