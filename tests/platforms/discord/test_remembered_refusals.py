"""Who presses again and again where we may not speak does not have us banned."""

from collections.abc import AsyncIterator

import discord
import pytest
import pytest_asyncio
from discord.http import Route

from bot.platforms.discord.sending.refusals import REMEMBERED, Refusals
from tests.platforms.discord.living import living
from tests.virtual_time import VirtualTime
from tests.wire.discord.permits import Permit
from tests.wire.discord.server import LocalDiscord


@pytest_asyncio.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as one:
        yield one


async def test_where_we_were_just_refused_nobody_makes_us_ask_again_and_elsewhere_we_speak(
    local: LocalDiscord,
) -> None:
    local.deny(local.general, Permit.SEND_MESSAGES)
    other = local.open_channel("other")
    async with living(local) as line:
        for _ in range(50):
            with pytest.raises(discord.Forbidden):
                await line.post(local.general.id, "a question")
        await line.post(other.id, "a question")

    assert [one.status for one in local.requests].count(403) == 1
    assert len(local.messages(other)) == 1


async def refusal(local: LocalDiscord) -> discord.Forbidden:
    local.deny(local.general, Permit.SEND_MESSAGES)
    async with living(local) as line:
        with pytest.raises(discord.Forbidden) as met:
            await line.post(local.general.id, "a question")
    return met.value


async def test_it_is_asked_again_after_some_seconds_and_of_changes_nothing_is_remembered(
    local: LocalDiscord,
) -> None:
    clock, met = VirtualTime(), await refusal(local)
    refusals = Refusals(now=clock.now)
    post = Route("POST", "/channels/{channel_id}/messages", channel_id=local.general.id)
    read = Route("GET", "/channels/{channel_id}/messages?limit=100", channel_id=local.general.id)
    refusals.note(post, met)
    refusals.note(read, met)
    refusals.check(read)
    with pytest.raises(discord.Forbidden):
        refusals.check(post)

    clock.time += REMEMBERED
    refusals.check(post)
