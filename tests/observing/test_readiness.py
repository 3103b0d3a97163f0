"""A running house says which of its parts are ready, and its figures agree."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest_asyncio
from sqlalchemy import text

from bot.app import App
from bot.readiness import readiness
from tests.house import house
from tests.observing.reading import Figures, of, read
from tests.platforms.discord.town import town
from tests.platforms.slack.at_work import at_work
from tests.wire.discord.faults import limited
from tests.wire.discord.server import LocalDiscord
from tests.wire.slack.conftest import slack as slack
from tests.wire.slack.server import LocalSlack

SOON = 8.0


@pytest_asyncio.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as one:
        yield one
        assert one.violations == []


async def figures(app: App) -> Figures:
    return read(await app.observed.figures())


async def is_so(app: App, part: str, expected: bool) -> None:
    async with asyncio.timeout(SOON):
        while (await readiness(app))[part] is not expected:
            await asyncio.sleep(0.02)


async def shows(app: App, so: Callable[[Figures], bool]) -> None:
    async with asyncio.timeout(SOON):
        while not so(await figures(app)):
            await asyncio.sleep(0.05)


async def test_on_discord_a_lost_gateway_is_not_heard(local: LocalDiscord, tmp_path: Path) -> None:
    async with town(local, tmp_path) as app:
        await is_so(app, "discord", True)
        await shows(app, lambda seen: of(seen, "coach_platform_connected", platform="discord") == 1)
        local.gateway.refusing = True
        local.gateway.cut()
        await is_so(app, "discord", False)
        await shows(app, lambda seen: of(seen, "coach_platform_connected", platform="discord") == 0)


async def test_on_slack_closed_sockets_are_not_heard(slack: LocalSlack, tmp_path: Path) -> None:
    async with at_work(slack, tmp_path) as app:
        await is_so(app, "slack", True)
        slack.rules.sockets = 0
        await slack.delivery.cut()
        await is_so(app, "slack", False)


async def test_an_answer_429_is_counted(local: LocalDiscord, tmp_path: Path) -> None:
    async with town(local, tmp_path) as app:
        local.faults.on("post", limited())
        await local.slash("quiz", tag="KV Cache")
        await shows(app, lambda seen: of(seen, "coach_rate_limited_total", platform="discord") == 1)
        assert of(await figures(app), "coach_platform_paused", platform="discord") == 0


async def test_a_database_that_is_broken_is_named_and_so_is_a_newer_one(tmp_path: Path) -> None:
    async with house(tmp_path) as you:
        app = you.app
        found = await readiness(app)
        assert found == {
            "bank": True,
            "database": True,
            "tables": True,
            "work": True,
            "model": True,
        }
        database = app.observed.overview.database
        async with database.connect() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        found = await readiness(app)
        assert (found["database"], found["tables"]) == (True, False)
        async with database.connect() as connection:
            await connection.execute(text("ALTER TABLE replicas RENAME TO gone"))
        await asyncio.sleep(1.1)
        assert of(await figures(app), "coach_store_up") == 0
