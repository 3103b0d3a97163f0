"""Answers in private: while the interaction's token lives, by any process, and then directly."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from bot.core.chat import Card, Channel, Community, Member
from bot.core.errors import CannotReach
from bot.platforms.discord.directs import Directs
from bot.platforms.discord.mouth import DiscordMouth
from bot.platforms.discord.tickets import DEFERRED, HIDDEN, LIFE, Ticket, Tickets
from tests.platforms.discord.living import Living, living
from tests.wire.discord.faults import broken, dropped, limited
from tests.wire.discord.server import LocalDiscord
from tests.wire.discord.world import Interaction


@dataclass
class Asked:
    """A command that was used, its ticket, and the mouth that answers it."""

    discord: LocalDiscord
    living: Living
    used: Interaction
    ticket: Ticket
    tickets: Tickets

    @property
    def mouth(self) -> DiscordMouth:
        alive = self.living
        directs = Directs(alive.line, alive.http, alive.ledger)
        messages = alive.anew(self.discord.clock.now)
        return DiscordMouth(alive.line, alive.http, messages, self.tickets, directs)

    async def reply(self, text: str, part: str = "reply") -> None:
        home = Community("discord", str(self.discord.home.id))
        place = Channel(home, str(self.discord.general.id))
        ann = Member(home, str(self.discord.ann.id))
        await self.mouth.reply(place, Card(body=text), key=f"k:{part}", only_to=ann)


@pytest_asyncio.fixture
async def asked() -> AsyncIterator[Asked]:
    async with LocalDiscord() as local, living(local) as alive:
        used = await local.slash("quiz", wait=False)
        tickets = Tickets(alive.ledger, alive.line.breaker, now=local.clock.now)
        until = local.clock.now() + LIFE
        application = str(local.world.application)
        ticket = Ticket(application, str(used.id), used.token, until, thinks=True)
        tickets.hold("k", ticket)
        await tickets.answer(ticket, DEFERRED, {"flags": HIDDEN})
        await tickets.share("k", usable=True)
        yield Asked(local, alive, used, ticket, tickets)
        await tickets.close()
        assert local.violations == []


async def test_the_first_private_card_fills_the_answer_and_the_next_follow(asked: Asked) -> None:
    await asked.reply("One.")
    await asked.reply("Two.", "more")

    assert asked.used.original is not None and "One." in asked.used.original.text
    assert ["Two." in one.text for one in asked.used.followups] == [True]
    assert all(one.only_to is asked.discord.ann for one in asked.used.followups)
    assert asked.discord.messages(asked.discord.general) == []


async def test_a_step_that_runs_again_says_nothing_twice(asked: Asked) -> None:
    for text in ("One.", "One, again."):
        await asked.reply(text)
    for text in ("Two.", "Two, again."):
        await asked.reply(text, "more")

    assert asked.used.original is not None and "One, again." in asked.used.original.text
    assert ["Two, again." in one.text for one in asked.used.followups] == [True]


async def test_another_process_answers_with_the_same_ticket(asked: Asked) -> None:
    other = Tickets(asked.living.ledger, asked.living.line.breaker, now=asked.discord.clock.now)
    asked.tickets = other
    await asked.reply("One.")
    await other.close()

    assert asked.used.original is not None and "One." in asked.used.original.text


async def test_after_a_quarter_of_an_hour_it_is_said_directly(asked: Asked) -> None:
    asked.discord.clock.push(16 * 60)
    await asked.reply("Late.")

    direct = asked.discord.direct(asked.discord.ann)
    assert ["Late." in one.text for one in asked.discord.messages(direct)] == [True]
    assert asked.discord.messages(asked.discord.general) == []


@pytest.mark.parametrize(
    "fault",
    [dropped(), dropped(committed=True), broken(), broken(committed=True), limited()],
    ids=str,
)
async def test_whatever_happens_to_the_answer_it_is_there(asked: Asked, fault: Any) -> None:
    asked.discord.faults.on("original", fault)
    await asked.reply("One.")

    assert asked.discord.faults.left == 0
    assert asked.used.original is not None and "One." in asked.used.original.text


async def test_a_token_is_in_no_text_of_an_error_and_in_no_representation(asked: Asked) -> None:
    asked.used.token = "gone"
    asked.discord.world.interactions.clear()
    with pytest.raises(CannotReach) as met:
        await asked.tickets.fill(asked.ticket, {"content": "x", "allowed_mentions": {"parse": []}})

    assert asked.ticket.token not in f"{met.value!r} {met.value.__cause__!r} {asked.ticket!r}"
