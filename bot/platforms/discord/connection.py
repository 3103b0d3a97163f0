"""Builds what speaks with Discord, out of a token: one client, one limiter, a mouth, and ears."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import discord

from bot.core.errors import CannotReach, SettingsTrouble
from bot.core.keeping import Ledger
from bot.platforms.discord import line as lines
from bot.platforms.discord.breaker import Breaker
from bot.platforms.discord.budget import Budgets
from bot.platforms.discord.directs import Directs
from bot.platforms.discord.ears import DiscordEars, Listening
from bot.platforms.discord.events import Events
from bot.platforms.discord.line import Line
from bot.platforms.discord.messages import Messages
from bot.platforms.discord.mouth import DiscordMouth
from bot.platforms.discord.pace import Pace
from bot.platforms.discord.tickets import Tickets


@dataclass(frozen=True)
class Discord:
    """A mouth that may speak at once, and ears that may `run` once."""

    mouth: DiscordMouth
    ears: DiscordEars
    line: Line
    client: Listening

    @property
    def application(self) -> int:
        """The id of the application that the bot belongs to."""
        return self.client.application_id or 0


@asynccontextmanager
async def connected(
    token: str,
    ledger: Ledger,
    *,
    content: bool = False,
    api: str | None = None,
    gateway: str | None = None,
    heartbeat: float = 60.0,
) -> AsyncIterator[Discord]:
    """Logged in with a token until the block ends; `content` where that intent was granted.

    `api` and `gateway` are other addresses than Discord's own; `heartbeat` is how many seconds a
    silent connection counts as alive. SettingsTrouble where Discord refuses the token, CannotReach
    where it does not answer.
    """
    lines.at(api, gateway)
    line = Line(Pace(ledger), Breaker())
    client = Listening(ledger, line.trace(), content=content, heartbeat=heartbeat)
    tickets = Tickets(ledger, line.breaker)
    try:
        await _log_in(client, token)
        http = client.http
        if gateway is not None:  # else the library takes the address that Discord names
            client.shard_count, *_ = await http.get_bot_gateway()
        directs = Directs(line, http, ledger)
        messages = Messages(line, http, ledger, Budgets())
        mouth = DiscordMouth(line, http, messages, tickets, directs)
        ears = DiscordEars(client, Events(directs, client.channel, content), tickets, mouth)
        yield Discord(mouth, ears, line, client)
    finally:
        await tickets.close()
        await client.close()


async def _log_in(client: Listening, token: str) -> None:
    try:
        await client.login(token)
    except discord.LoginFailure as exc:
        raise SettingsTrouble("error.discord_token") from exc
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as exc:
        raise CannotReach("error.discord_down") from exc
