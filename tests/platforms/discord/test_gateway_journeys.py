"""Whatever befalls the gateway, what a member says meanwhile is answered whole and once, by the
whole house."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app import App
from tests.judges import judged_by
from tests.platforms.discord.test_journey import ANSWER, feedback
from tests.platforms.discord.town import town
from tests.wire.discord.server import LocalDiscord
from tests.wire.discord.world import Channel, Message

Fault = Callable[[LocalDiscord], Awaitable[None]]
_HEARD_AGAIN = 15.0
_NOTICED = 90.0
"""Seconds until a connection that says nothing more is given up, and made again."""


@pytest_asyncio.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as one:
        one.pace.on = False
        one.rules.identify_paced = False
        yield one
        assert one.violations == []


def closed(code: int) -> Fault:
    async def close(local: LocalDiscord) -> None:
        await local.gateway.close(code)

    return close


async def cut(local: LocalDiscord) -> None:
    local.gateway.cut()


async def asked_to_reconnect(local: LocalDiscord) -> None:
    local.gateway.ask_to_reconnect()


async def invalid_but_resumable(local: LocalDiscord) -> None:
    local.gateway.invalidate(resumable=True)


async def invalid(local: LocalDiscord) -> None:
    local.gateway.invalidate()


async def forgotten(local: LocalDiscord) -> None:
    local.gateway.cut()
    local.gateway.forget()


async def refused(local: LocalDiscord) -> None:
    local.gateway.refusing = True
    local.gateway.cut()


async def silent(local: LocalDiscord) -> None:
    local.gateway.fall_silent()


_CODES = (1000, 1001, 4000, 4001, 4002, 4003, 4005, 4007, 4008, 4009)
EVERY: dict[str, Fault] = {
    **{f"closed with {code}": closed(code) for code in _CODES},
    "cut": cut,
    "asked to reconnect": asked_to_reconnect,
    "invalid, but resumable": invalid_but_resumable,
    "invalid": invalid,
    "forgotten": forgotten,
    "refused": refused,
    "silent": silent,
}


async def asked(local: LocalDiscord, app: App) -> Channel:
    """A question in a channel of its own: its thread."""
    channel = local.open_channel(f"c{len(local.home.channels)}")
    used = await local.slash("quiz", channel=channel, tag="KV Cache")
    await app.pump.settled(f"discord:i:{used.id}")
    thread = local.messages(channel)[0].thread
    assert thread is not None
    return thread


def ours(local: LocalDiscord, place: Channel) -> list[Message]:
    return [one for one in local.messages(place) if one.author is local.world.bot]


async def answers(local: LocalDiscord, thread: Channel, within: float) -> None:
    """Ann answers now, whatever the gateway does, and gets feedback in the end."""
    local.say(thread, ANSWER, mention=True)
    if local.gateway.refusing:
        await asyncio.sleep(0.5)
        local.gateway.refusing = False
    await local.until(lambda: ours(local, thread), within)
    await feedback(local, thread)


@pytest.mark.soak
async def test_an_answer_said_into_any_fault_of_the_gateway_is_answered_once(
    local: LocalDiscord, tmp_path: Path
) -> None:
    local.gateway.heartbeat = 1.0
    async with town(local, tmp_path, judged_by()) as app:
        threads = {name: await asked(local, app) for name in EVERY}
        for name, thread in threads.items():
            await local.until(lambda: local.gateway.connected, _HEARD_AGAIN)
            await EVERY[name](local)
            await answers(local, thread, _NOTICED if name == "silent" else _HEARD_AGAIN)
        await asyncio.sleep(0.3)  # a second one would have come by then

    assert {name: len(ours(local, thread)) for name, thread in threads.items()} == dict.fromkeys(
        EVERY, 1
    )
