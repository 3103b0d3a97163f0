"""What was said while nobody listened is found, where Discord lets us read it."""

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio

from bot.core.chat import Channel, Community, Role, Thread
from tests.platforms.discord.hearing import Heard, hearing
from tests.platforms.discord.memory_ledger import MemoryLedger
from tests.wire.discord.permits import Permit
from tests.wire.discord.server import LocalDiscord

PUBLIC = 11
"""The kind of a public thread."""


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


async def missed(local: LocalDiscord, ledger: MemoryLedger) -> None:
    """The ears were on line, and Discord has forgotten their session."""
    async with hearing(local, ledger) as heard:
        await on_line(local, heard)
    local.gateway.forget()


async def test_only_places_with_something_new_are_read(local: LocalDiscord) -> None:
    ledger = MemoryLedger(local.clock.now)
    for number in range(500):
        local.open_channel(f"quiet-{number}")
    await missed(local, ledger)
    before = len(local.requests)
    said = local.say(local.open_channel("busy"), "an answer", mention=True)
    async with hearing(local, ledger) as heard:
        await local.until(lambda: heard.message(said.id), 5)

    read = {one.path for one in local.requests[before:] if one.path.endswith("/messages")}
    assert len(read) <= 2  # the busy one, and where the ears heard something a minute ago


async def test_a_channel_that_we_may_not_read_is_passed_over(local: LocalDiscord) -> None:
    ledger = MemoryLedger(local.clock.now)
    closed = local.open_channel("closed")
    local.deny(closed, Permit.READ_MESSAGE_HISTORY)
    await missed(local, ledger)
    local.say(closed, "an answer", mention=True)
    said = local.say(local.general, "an answer", mention=True)
    async with hearing(local, ledger) as heard:
        await local.until(lambda: heard.message(said.id), 5)

    assert not [one for one in local.requests if one.status == 403]


async def test_what_was_said_directly_is_found(local: LocalDiscord) -> None:
    ledger = MemoryLedger(local.clock.now)
    direct = local.direct(local.ann)
    async with hearing(local, ledger) as heard:
        first = local.say(direct, "hello")
        await local.until(lambda: heard.message(first.id), 5)
        await asyncio.sleep(0.05)
    local.gateway.forget()
    said = local.say(direct, "an answer")
    async with hearing(local, ledger) as heard:
        await local.until(lambda: heard.message(said.id), 5)


async def test_what_was_said_to_nobody_is_not_taken_for_an_answer(local: LocalDiscord) -> None:
    ledger = MemoryLedger(local.clock.now)
    await missed(local, ledger)
    other = local.say(local.general, "what I had for lunch")
    said = local.say(local.general, "an answer", mention=True)
    async with hearing(local, ledger, content=True) as heard:
        await local.until(lambda: heard.message(said.id), 5)
        await asyncio.sleep(0.1)

    assert not heard.message(other.id)


async def test_who_manages_the_server_is_known_though_the_session_is_another_processs(
    local: LocalDiscord,
) -> None:
    olga = local.person("Manager", Permit.MANAGE_GUILD)
    ledger = MemoryLedger(local.clock.now)
    async with hearing(local, ledger) as heard:
        await on_line(local, heard)
    async with hearing(local, ledger) as heard:
        said = local.say(local.general, "/settings scope:channel language:zh", olga, mention=True)
        await local.until(lambda: heard.message(said.id), 5)

    assert heard.requests[-1].roles == {Role.ORGANISER}
    assert heard.requests[-1].community.id == str(local.home.id)


async def test_an_answer_in_a_thread_of_the_archive_is_found(local: LocalDiscord) -> None:
    ledger = MemoryLedger(local.clock.now)
    await missed(local, ledger)
    question = local.say(local.general, "a question")
    thread = local.world.thread(local.general, question.id, "KV", local.world.bot, PUBLIC)
    said = local.say(thread, "an answer", mention=True)
    thread.archived = True
    where = Thread(
        Channel(Community("discord", str(local.home.id)), str(local.general.id)), str(thread.id)
    )
    async with hearing(local, ledger, open_places=(where,)) as heard:
        await local.until(lambda: heard.message(said.id), 5)

    assert heard.requests[-1].place == where
