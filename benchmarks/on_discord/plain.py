"""The simplest good bot: discord.py alone, which changes its message once a second while the model
speaks, one loop for each answer, without a limiter."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import discord

from bot.core.chat import Card
from bot.core.completion import Delta
from tests.wire.clients import pointed_at
from tests.wire.discord.server import LocalDiscord

_GAP, _MOST = 1.0, 4096


@asynccontextmanager
async def plain(local: LocalDiscord) -> AsyncIterator[discord.Client]:
    """The library's client, logged in."""
    with pointed_at(local):
        async with discord.Client(intents=discord.Intents.none()) as client:
            await client.login(local.token)
            yield client


async def says(client: discord.Client, place: int, updates: AsyncIterator[Delta | Card]) -> None:
    """Show a text that grows in the channel of this id."""
    channel = client.get_partial_messageable(place)
    said: discord.Message | None = None
    text, changed = "", 0.0
    async for update in updates:
        text += update.text if isinstance(update, Delta) else ""
        if time.monotonic() - changed < _GAP:
            continue
        embed = discord.Embed(description=text[:_MOST])
        with suppress(discord.HTTPException):  # refused five times
            if said is None:
                said = await channel.send(embed=embed)
            else:
                await said.edit(embed=embed)
        changed = time.monotonic()
    if said is not None:
        with suppress(discord.HTTPException):
            await said.edit(embed=discord.Embed(description=text[:_MOST]))
