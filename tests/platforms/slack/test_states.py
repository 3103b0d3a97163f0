"""A state of an installation is ours, lasts ten minutes, and is good once, over all processes."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.core.chat import Community, Direct, Member
from bot.core.errors import StoreTrouble
from bot.core.requests import Request
from bot.core.welcome_requests import Joined
from bot.platforms.slack.installing.installation import Installation
from bot.platforms.slack.installing.installations import Installations
from bot.platforms.slack.installing.joining import Joining
from bot.platforms.slack.installing.states import States
from bot.platforms.slack.line import Line
from bot.platforms.slack.people import People
from bot.store.database import Database
from bot.store.ledger import StoredLedger
from bot.store.upgrade import upgrade
from tests.wire.slack.server import LocalSlack


@dataclass
class Kept:
    """A database, and a time that passes as the test says."""

    database: Database
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def now(self) -> datetime:
        return self.at

    def ledger(self, owner: str = "a") -> StoredLedger:
        return StoredLedger(self.database, self.now, owner)

    def states(self, owner: str = "a", secret: str = "one") -> States:
        return States(self.ledger(owner), secret, self.now)


@pytest_asyncio.fixture
async def kept(tmp_path: Path) -> AsyncIterator[Kept]:
    database = Database(f"sqlite:///{tmp_path / 'coach.db'}")
    await upgrade(database)
    yield Kept(database)
    await database.close()


async def test_of_all_who_bring_a_state_at_once_one_is_let_in(kept: Kept) -> None:
    processes = [kept.states(name) for name in ("a", "b", "c")]
    state = await processes[0].async_issue()
    brought = [one.async_consume(state) for one in processes * 4]
    assert sum(await asyncio.gather(*brought)) == 1
    kept.at += timedelta(minutes=9)
    assert not await processes[1].async_consume(state)


async def test_a_state_lasts_ten_minutes(kept: Kept) -> None:
    states = kept.states()
    early, late = await states.async_issue(), await states.async_issue()
    kept.at += timedelta(minutes=9, seconds=50)
    assert await states.async_consume(early)
    kept.at += timedelta(seconds=11)
    assert not await states.async_consume(late)


async def test_what_is_not_ours_is_no_state(kept: Kept) -> None:
    states = kept.states()
    ours = await states.async_issue()
    moment, name, sign = ours.split(".")
    foreign = await kept.states(secret="another").async_issue()
    longer = f"{int(moment) + 1000}.{name}.{sign}"
    for odd in ("", ".", "..", "x", "é.é.é", f"{moment}.{name}.", foreign, longer, ours[:-1]):
        assert not await states.async_consume(odd), odd
    assert await states.async_consume(ours)


async def test_a_greeting_that_could_not_be_recorded_is_made_up_for_once(
    kept: Kept, slack: LocalSlack
) -> None:
    recorded: list[Request] = []
    full = True

    async def accept(request: Request) -> None:
        if full:
            raise StoreTrouble
        recorded.append(request)

    async def nobody(_: Community) -> Member | None:
        return None

    installations = Installations(kept.ledger(), clock=kept.now)
    line = Line(installations.token, slack.base_url)
    joining = Joining(installations, People(line, kept.ledger()), nobody)
    team, person = slack.world.team, slack.bea.id
    one = Installation(team, "Local", "UBOT", slack.bot_token, installer=person, at=kept.at)
    with pytest.raises(StoreTrouble):
        await joining.installed(one, accept)
    full = False
    for _ in range(2):
        kept.at += timedelta(seconds=30)
        await joining.installed(replace(one, at=kept.at), accept)
    await line.close()
    (greeting,) = recorded
    assert isinstance(greeting, Joined)
    assert greeting.place == Direct(Member(Community("slack", team), person))
    assert (greeting.language, greeting.appoints, greeting.name) == ("zh", True, "Local")
