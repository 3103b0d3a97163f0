"""A token that ends is changed for another in time, once for all processes."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.core.errors import CannotReach, PlatformDown
from bot.platforms.slack.installing.asking import client_at
from bot.platforms.slack.installing.installation import Installation
from bot.platforms.slack.installing.installations import Installations
from bot.platforms.slack.installing.rotation import Rotation
from bot.platforms.slack.line import Line
from bot.store.database import Database
from bot.store.ledger import StoredLedger
from bot.store.upgrade import upgrade
from tests import postgres
from tests.wire.discord.faults import dropped, slow
from tests.wire.slack.server import LocalSlack
from tests.wire.slack.world import Json

HOURS = 3600.0


@dataclass
class Renewing:
    """A workspace whose token ends, in the ledger of as many processes as are asked for."""

    slack: LocalSlack
    database: Database
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def now(self) -> datetime:
        return self.at

    def later(self, hours: float) -> None:
        """Let time pass, here and at Slack."""
        self.at += timedelta(hours=hours)
        self.slack.clock.push(hours * HOURS)

    def process(self, name: str) -> Installations:
        ledger = StoredLedger(self.database, self.now, name)
        oauth = self.slack.oauth
        client = client_at(self.slack.base_url, 5)
        rotation = Rotation(client, oauth.client_id, oauth.client_secret, ledger, self.now)
        return Installations(ledger, None, rotation, self.now)

    async def installed(self, given: Json) -> None:
        until = self.at + timedelta(seconds=given["expires_in"])
        one = Installation(
            self.slack.world.team,
            "Local",
            self.slack.world.bot.id,
            given["access_token"],
            at=self.at,
            refresh=given["refresh_token"],
            until=until,
        )
        await self.process("installer").keep(one)

    async def works(self, installations: Installations) -> bool:
        """Whether Slack takes what a process has for a token."""
        line = Line(installations.token, self.slack.base_url)
        try:
            said = await line.call(self.slack.world.team, "auth.test", {})
        finally:
            await line.close()
        return bool(said["team_id"] == self.slack.world.team)


@pytest_asyncio.fixture
async def renewing(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Renewing]:
    if getattr(request, "param", "sqlite") == "postgresql":
        database = Database(await postgres.upgraded_database())
    else:
        database = Database(f"sqlite:///{tmp_path / 'coach.db'}")
        await upgrade(database)
    async with LocalSlack() as slack:
        slack.oauth.lives = 12 * HOURS
        one = Renewing(slack, database)
        await one.installed(slack.oauth.grant(slack.world))
        yield one
        assert slack.violations == []
    await database.close()


@pytest.mark.parametrize("renewing", ["sqlite", "postgresql"], indirect=True)
async def test_three_processes_at_once_change_a_token_once(renewing: Renewing) -> None:
    replicas = [renewing.process(name) for name in ("a", "b", "c")]
    assert all([await renewing.works(one) for one in replicas])
    assert renewing.slack.oauth.renewals == 0
    for round_ in (1, 2, 3):
        renewing.later(10.5)
        renewing.slack.faults.on("oauth.v2.access", slow(0.2), times=1)
        many = [renewing.works(one) for one in replicas * 8]
        assert all(await asyncio.gather(*many))
        assert renewing.slack.oauth.renewals == round_
        assert all([await renewing.works(one) for one in replicas])


async def test_processes_wait_for_the_one_that_changes_a_token_that_is_over(
    renewing: Renewing,
) -> None:
    renewing.later(13)
    renewing.slack.faults.on("oauth.v2.access", slow(0.3), times=1)
    replicas = [renewing.process(name) for name in ("a", "b", "c")]
    assert all(await asyncio.gather(*map(renewing.works, replicas)))
    assert renewing.slack.oauth.renewals == 1


async def test_while_slack_renews_nothing_the_old_token_is_used_as_long_as_it_works(
    renewing: Renewing,
) -> None:
    one = renewing.process("a")
    renewing.slack.faults.on("oauth.v2.access", dropped(committed=False), times=2)
    renewing.later(10.5)
    assert await renewing.works(one)
    assert await renewing.works(one)
    assert len(renewing.slack.sent("oauth.v2.access")) == 1, "Slack is not asked at each call"
    renewing.later(2)
    with pytest.raises(PlatformDown):
        await one.token(renewing.slack.world.team)
    with pytest.raises(PlatformDown):
        await one.token(renewing.slack.world.team)
    assert len(renewing.slack.sent("oauth.v2.access")) == 2, "nor where it works no more"
    renewing.later(11 / 3600)
    assert await renewing.works(one)
    assert renewing.slack.oauth.renewals == 1


async def test_where_slack_gives_no_token_any_more_nothing_is_sent(renewing: Renewing) -> None:
    one = renewing.process("a")
    renewing.slack.oauth.revoke(renewing.slack.world)
    renewing.later(13)
    with pytest.raises(CannotReach, match="slack"):
        await one.token(renewing.slack.world.team)
    with pytest.raises(CannotReach, match="slack_not_there"):
        await one.token("T0NOWHERE")


async def test_no_token_stands_in_a_repr(renewing: Renewing) -> None:
    one = renewing.process("a")
    token = await one.token(renewing.slack.world.team)
    kept = await one.of(renewing.slack.world.team)
    shown = f"{one!r} {kept!r}"
    assert token not in shown
    assert kept.refresh not in shown
    assert renewing.slack.oauth.client_secret not in shown
