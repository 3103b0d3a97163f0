"""A process that is told to stop leaves nothing unanswered, and its sessions to the next one."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from bot.platforms.discord.gateway.shards import Shards
from tests.kills import template
from tests.kills.program import start
from tests.platforms.discord.hearing import hearing
from tests.platforms.discord.memory_ledger import MemoryLedger
from tests.platforms.discord.program import environment
from tests.platforms.discord.town import register
from tests.wire.discord.gateway import IDENTIFY, RESUME
from tests.wire.discord.server import LocalDiscord


@pytest_asyncio.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as one:
        yield one
        assert one.violations == []


def ops(local: LocalDiscord) -> list[int]:
    return [one.op for one in local.gateway.heard if one.op in (IDENTIFY, RESUME)]


async def test_the_connection_is_closed_so_that_its_session_lives_on(local: LocalDiscord) -> None:
    async with hearing(local, MemoryLedger(local.clock.now)) as heard:
        said = local.say(local.general, "hello", mention=True)
        await local.until(lambda: heard.message(said.id))
    await local.until(lambda: local.gateway.closed_with)

    assert local.gateway.closed_with == [4000]


async def test_what_was_heard_is_answered_before_we_leave(local: LocalDiscord) -> None:
    async with hearing(local, MemoryLedger(local.clock.now), slow=0.5) as heard:
        used = await local.slash("quiz", wait=False)
        said = local.say(local.general, "hello", mention=True)
        await asyncio.sleep(0.1)
        heard.running.cancel()
        await asyncio.wait([heard.running])

    assert used.callback == 5
    assert heard.message(said.id) == 1


async def test_what_could_not_be_recorded_in_time_is_told_to_the_next_process_again(
    local: LocalDiscord,
) -> None:
    ledger = MemoryLedger(local.clock.now)
    async with hearing(local, ledger) as heard:
        said = local.say(local.general, "hello", mention=True)
        await local.until(lambda: heard.message(said.id))
    async with hearing(local, ledger, slow=60.0) as heard:
        lost = local.say(local.general, "an answer", mention=True)
        await asyncio.sleep(0.1)
    assert not heard.message(lost.id)
    async with hearing(local, ledger) as heard:
        await local.until(lambda: heard.message(lost.id), 5)


async def test_a_session_is_not_taken_from_a_process_that_lives(local: LocalDiscord) -> None:
    ledger = MemoryLedger(local.clock.now)
    other = MemoryLedger(local.clock.now, "two", ledger.rows, ledger.untils, ledger.leases)
    async with hearing(local, ledger) as first:
        said = local.say(local.general, "hello", mention=True)
        await local.until(lambda: first.message(said.id))
        await first.discord.ears.keep({0: first.discord.client.standing(0)})
        async with hearing(local, other):
            pass

    assert ops(local) == [IDENTIFY, IDENTIFY]


async def test_each_process_hears_the_servers_of_its_shards_and_directs_go_to_the_first(
    local: LocalDiscord,
) -> None:
    local.rules.shards = 2
    ledger = MemoryLedger(local.clock.now)
    other = MemoryLedger(local.clock.now, "two", ledger.rows, ledger.untils, ledger.leases)
    async with (
        hearing(local, ledger, shards=Shards.of("0")) as first,
        hearing(local, other, shards=Shards.of("1/2")) as second,
    ):
        await local.until(lambda: local.gateway.connected == 2)
        said = local.say(local.general, "hello", mention=True)
        direct = local.say(local.direct(local.ann), "hello")
        await local.until(lambda: first.message(said.id) + second.message(said.id))
        await local.until(lambda: first.message(direct.id))
        await asyncio.sleep(0.1)

    theirs = (first, second)[(local.home.id >> 22) % 2]
    assert theirs.message(said.id) == 1
    assert first.message(said.id) + second.message(said.id) == 1
    assert second.message(direct.id) == 0


async def test_one_process_hears_what_another_answers(local: LocalDiscord, tmp_path: Path) -> None:
    register(local)
    env = template.environment(tmp_path) | environment(local)
    ears = start(("serve", "--roles", "ears", "--shards", "0/1"), env, tmp_path / "ears")
    env |= {"PORT": str(template.free_port())}
    workers = start(("serve", "--roles", "workers"), env, tmp_path / "workers")
    try:
        await local.until(lambda: local.gateway.connected, 30)
        used = await local.slash("quiz", tag="KV Cache")
        question = await local.until(lambda: local.messages(local.general), 30)
        await local.until(lambda: question[0].thread, 10)
    finally:
        for one in (ears, workers):
            one.terminate()
        ended = [await one.wait(20) for one in (ears, workers)]

    assert used.callback == 5
    assert ended == [0, 0]
    assert len(local.messages(local.general)) == 1
    assert local.gateway.closed_with == [4000]
