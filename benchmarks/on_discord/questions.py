"""Questions in one channel after the other: by `/quiz` from its arrival to its thread, and by the
mouth alone."""

import asyncio
import tempfile
import time
from pathlib import Path

from rich.table import Table

from bot.core.chat import Card, Channel, Community
from tests.platforms.discord.living import living
from tests.platforms.discord.town import town
from tests.wire.discord.server import LocalDiscord

QUIZZES, QUIZZES_A_SECOND = 120, 10
CHANNELS, AT_ONCE = 400, 40


async def quizzes() -> Table:
    """The table of `/quiz` in one channel after the other, at half the limiter's rate."""
    table = Table("/quiz", "a second", "CPU each, both sides", "429", "questions")
    with tempfile.TemporaryDirectory() as home:
        async with LocalDiscord() as local, town(local, Path(home)) as app:
            places = [local.open_channel(f"c{number}") for number in range(QUIZZES)]
            await local.slash("help")
            cpu, began = time.process_time(), time.monotonic()
            for number, place in enumerate(places):
                await asyncio.sleep(max(0.0, began + number / QUIZZES_A_SECOND - time.monotonic()))
                used = await local.slash("quiz", channel=place, wait=False)
            await app.pump.settled(f"discord:i:{used.id}")
            took, cpu = time.monotonic() - began, time.process_time() - cpu
            asked = sum(len(local.messages(one)) for one in places)
            refused = sum(one.status == 429 for one in local.requests)
    each = f"{1000 * cpu / QUIZZES:.1f} ms"
    table.add_row(str(QUIZZES), f"{QUIZZES / took:.1f}", each, str(refused), str(asked))
    return table


async def questions() -> Table:
    """The table of a question, said by the mouth, in each of many channels."""
    table = Table("channels", "requests", "seconds", "a second", "429", "questions")
    async with LocalDiscord() as local, living(local) as alive:
        mouth = alive.mouth(local.clock.now, alive.messages)
        home = Community("discord", str(local.home.id))
        places = [local.open_channel(f"c{number}") for number in range(CHANNELS)]
        turns, before, began = asyncio.Semaphore(AT_ONCE), len(local.requests), time.monotonic()

        async def ask(number: int) -> None:
            async with turns:
                channel = Channel(home, str(places[number].id))
                await mouth.open_thread(channel, Card(title="Why?"), key=f"daily:{number}")

        await asyncio.gather(*(ask(number) for number in range(CHANNELS)))
        took, sent = time.monotonic() - began, local.requests[before:]
        asked = sum(len(local.messages(one)) for one in places)
    refused = sum(one.status == 429 for one in sent)
    rate = f"{len(sent) / took:.1f}"
    table.add_row(str(CHANNELS), str(len(sent)), f"{took:.1f}", rate, str(refused), str(asked))
    return table
