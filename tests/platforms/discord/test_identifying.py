"""Sessions are begun one after another, over all processes, as many at once as Discord allows."""

import asyncio
import time

import pytest

from bot.platforms.discord.gateway.identifying import Allowed, Identifying, NotYet
from tests.platforms.discord.memory_ledger import MemoryLedger


async def never() -> Allowed:
    raise AssertionError("Discord has said it a moment ago")


def two(at_once: int) -> tuple[Identifying, Identifying]:
    """The gates of two processes."""
    first = MemoryLedger(time.time)
    second = MemoryLedger(time.time, "two", first.rows, first.untils, first.leases)
    gates = Identifying(first, never, 0.6), Identifying(second, never, 0.6)
    for one in gates:
        one.learn(Allowed(100, 0.0, at_once))
    return gates


async def seconds(*turns: tuple[Identifying, int]) -> float:
    began = time.monotonic()
    await asyncio.gather(*(gate.turn(shard) for gate, shard in turns))
    return time.monotonic() - began


async def test_two_processes_begin_one_after_the_other() -> None:
    one, other = two(1)
    assert await seconds((one, 0), (other, 1)) >= 0.6


async def test_shards_of_different_turns_do_not_wait_for_each_other() -> None:
    one, other = two(2)
    assert await seconds((one, 0), (other, 1)) < 0.5
    assert await seconds((one, 2), (one, 3)) >= 0.1


async def test_what_was_begun_counts_until_discord_is_asked_again() -> None:
    one, _ = two(1)
    one.learn(Allowed(1, 60.0))
    await one.check()
    await one.turn(0)
    with pytest.raises(NotYet):
        await one.check()
