"""Fifty texts that begin at once are seen at once, before all that can wait; none is refused."""

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio

from bot.core.chat import Card, Channel, Community, Member, Thread
from bot.core.completion import Delta
from bot.platforms.discord.mouth import DiscordMouth
from tests.platforms.discord.living import living
from tests.wire.discord.server import LocalDiscord

AT_ONCE = 44
"""A share went to the requests of the log-in."""


@pytest_asyncio.fixture
async def discord() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as one:
        yield one
        assert one.violations == []


async def word() -> AsyncIterator[Delta | Card]:
    yield Delta("text", "A word.")


async def begin(local: LocalDiscord, mouth: DiscordMouth, many: int) -> None:
    """So many texts in as many threads."""
    home = Community("discord", str(local.home.id))

    async def one(place: str) -> None:
        where = Thread(Channel(home, place), place)
        await mouth.stream(where, word(), key=f"feedback:{place}", to=Member(home, "1"))

    places = [str(local.open_channel("thread").id) for _ in range(many)]
    await asyncio.gather(*map(one, places))


async def test_fifty_first_texts_at_once_are_seen_in_a_moment_and_none_is_refused(
    discord: LocalDiscord,
) -> None:
    async with living(discord) as alive:
        await begin(discord, alive.mouth(discord.clock.now, alive.messages), 50)

        sent = discord.sent("post")
        assert [one.status for one in sent] == [200] * 50
        assert sent[AT_ONCE - 1].at - sent[0].at < 0.8  # 0.05 s where nobody else works


async def test_first_texts_go_before_questions_that_open_in_many_channels(
    discord: LocalDiscord,
) -> None:
    async with living(discord) as alive:
        mouth = alive.mouth(discord.clock.now, alive.messages)
        home = Community("discord", str(discord.home.id))
        channels = [Channel(home, str(discord.open_channel("c").id)) for _ in range(20)]
        opening = [
            asyncio.create_task(mouth.open_thread(one, Card(title="Why?"), key=f"q:{one.id}"))
            for one in channels
        ]
        await asyncio.sleep(0.05)

        await begin(discord, mouth, 10)

        first = [one for one in discord.sent("post") if "A word." in str(one.body)]
        before = [one for one in discord.sent("post", "thread") if one.at < first[-1].at]
        assert len(first) == 10
        assert len(before) < 25 and not all(one.done() for one in opening)
        await asyncio.gather(*opening)
        assert {one.status for one in discord.requests} == {200}
