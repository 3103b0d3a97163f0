"""Whoever asked can be answered alone: from any process, for a time, and so often."""

import json

from bot.platforms.slack.tickets import LIFE, USES, Ticket, Tickets
from tests.platforms.discord.memory_ledger import MemoryLedger

KEY, URL = "slack:command:T1:1.2", "https://hooks.example/secret"


def ticket(until: float = LIFE) -> Ticket:
    return Ticket(URL, "U1", "C1", until, "zh", "17.5", "18.5")


async def test_another_process_has_the_ticket_and_its_uses() -> None:
    ledger = MemoryLedger(lambda: 0.0)
    here, there = (Tickets(ledger, now=lambda: 1.0) for _ in range(2))
    await here.keep(KEY, ticket())
    assert await there.of(KEY) == ticket()
    taken = await there.take(KEY, "reply")
    assert taken is not None
    assert (taken.left, taken.said) == (USES - 1, ("reply",))
    third = Tickets(ledger, now=lambda: 1.0)
    assert await third.of(KEY) == taken


async def test_what_comes_twice_takes_no_use_back() -> None:
    tickets = Tickets(MemoryLedger(lambda: 0.0), now=lambda: 1.0)
    await tickets.keep(KEY, ticket())
    await tickets.take(KEY, "reply")
    await tickets.keep(KEY, ticket())
    held = await tickets.of(KEY)
    assert held is not None
    assert held.left == USES - 1


async def test_it_ends_after_five_uses_and_with_its_time() -> None:
    now = [0.0]
    tickets = Tickets(MemoryLedger(lambda: now[0]), now=lambda: now[0])
    await tickets.keep(KEY, ticket())
    assert [await tickets.take(KEY, "same") is not None for _ in range(6)] == [
        *[True] * USES,
        False,
    ]
    await tickets.keep("another", ticket())
    now[0] = LIFE + 1
    assert await tickets.of("another") is None


async def test_the_address_is_shown_nowhere() -> None:
    assert "secret" not in repr(ticket())
    ledger = MemoryLedger(lambda: 0.0)
    await Tickets(ledger).keep(KEY, ticket())
    assert json.loads(ledger.rows[f"slack:ticket:{KEY}"])["url"] == URL
