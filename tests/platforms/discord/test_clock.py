"""A clock that is not Discord's is told by how much: processes share their limiter by the clock."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
import pytest

from bot.core.errors import PlatformDown
from bot.platforms.discord import clock
from tests.wire.clients import pointed_at
from tests.wire.discord.server import LocalDiscord


@asynccontextmanager
async def logged_in(local: LocalDiscord, late: float = 0.0) -> AsyncIterator[discord.Client]:
    """A client of a Discord whose clock is so many seconds behind ours."""

    async with local:
        local.rest.late = late
        with pointed_at(local):
            async with discord.Client(intents=discord.Intents.none()) as client:
                await client.login(local.token)
                yield client


@pytest.mark.parametrize(("late", "ahead"), [(0.0, 0.0), (30.0, 30.0), (-7.0, -7.0)])
async def test_by_how_much_our_clock_is_ahead_is_seen(late: float, ahead: float) -> None:
    async with logged_in(LocalDiscord(), late) as client:
        seen = await clock.ahead(client)
    assert seen == 0.0 if not ahead else abs(seen - ahead) < 0.6


async def test_where_discord_does_not_answer_it_is_a_sentence() -> None:
    async with logged_in(LocalDiscord()) as client:
        pass
    with pytest.raises(PlatformDown):
        await clock.ahead(client)
