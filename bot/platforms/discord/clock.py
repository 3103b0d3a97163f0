"""How far this machine's clock is from Discord's: processes share their limiter by the clock."""

import asyncio
import time
from email.utils import parsedate_to_datetime

import aiohttp
import discord
from discord.http import Route

from bot.core.errors import PlatformDown
from bot.platforms.discord.sending.line import within

_TRIES, _APART = 4, 0.27
"""Discord's answers name whole seconds: several, some part of a second apart, say more than one."""


async def ahead(client: discord.Client) -> float:
    """By how many seconds our clock is ahead of Discord's at least; negative where it is behind,
    0.0 where the answers of Discord show no difference. PlatformDown where it does not answer.
    """
    least, most = float("-inf"), float("inf")
    token = {"Authorization": f"Bot {client.http.token}"}
    try:
        async with aiohttp.ClientSession(headers=token, timeout=within(5)) as session:
            for number in range(_TRIES):
                await asyncio.sleep(_APART if number else 0.0)
                sent = time.time()
                async with session.get(f"{Route.BASE}/gateway") as answer:
                    came, date = time.time(), answer.headers.get("Date", "")
                said = parsedate_to_datetime(date).timestamp()
                least, most = max(least, sent - said - 1.0), min(most, came - said)
    except (aiohttp.ClientError, OSError, ValueError) as exc:
        raise PlatformDown("error.discord_down") from exc
    return least if least > 0 else min(most, 0.0)
