"""Builds what speaks with Discord, out of a token: one client, one limiter, a mouth, and ears."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import discord

from bot.core.chat import Place
from bot.core.errors import CannotReach, SettingsTrouble
from bot.core.happenings import Pulse, Tell, untold
from bot.core.keeping import Ledger
from bot.core.pictures import Draw, draws_nothing
from bot.core.ports import Say
from bot.pacing.budget import Budgets
from bot.platforms.discord.ears import DiscordEars
from bot.platforms.discord.events import Events
from bot.platforms.discord.first_answers import FirstAnswers
from bot.platforms.discord.gateway.joining import Joining
from bot.platforms.discord.gateway.listening import Listening
from bot.platforms.discord.gateway.people import People
from bot.platforms.discord.gateway.reconciling import Postings
from bot.platforms.discord.gateway.shards import Shards
from bot.platforms.discord.languages import Languages
from bot.platforms.discord.mouth import DiscordMouth
from bot.platforms.discord.premises import DiscordPremises
from bot.platforms.discord.rendering.drawing import Pictures
from bot.platforms.discord.sending import line as lines
from bot.platforms.discord.sending.answering import Answering
from bot.platforms.discord.sending.breaker import Breaker
from bot.platforms.discord.sending.directs import Directs
from bot.platforms.discord.sending.line import Line, within
from bot.platforms.discord.sending.messages import CHANGES, SECONDS, Messages
from bot.platforms.discord.sending.pace import Pace
from bot.platforms.discord.sending.tickets import Tickets


@dataclass(frozen=True)
class Discord:
    """A mouth that may speak at once, and ears that may `run` once."""

    mouth: DiscordMouth
    ears: DiscordEars
    line: Line
    client: Listening
    premises: DiscordPremises

    def pulse(self) -> Pulse:
        """How the connection is now."""
        return Pulse(self.client.hears, self.line.breaker.is_open)

    @property
    def application(self) -> int:
        """The id of the application that the bot belongs to."""
        return self.client.application_id or 0


async def _none(most: int) -> Sequence[Place]:
    return ()


@asynccontextmanager
async def connected(
    token: str,
    ledger: Ledger,
    say: Say,
    *,
    content: bool = False,
    api: str | None = None,
    gateway: str | None = None,
    heartbeat: float = 60.0,
    patience: float = 10.0,
    postings: Postings = _none,
    shards: Shards | None = None,
    draw: Draw = draws_nothing,
    tell: Tell = untold,
) -> AsyncIterator[Discord]:
    """Logged in with a token until the block ends; `content` where that intent was granted.

    `api` and `gateway` are other addresses than Discord's own; `heartbeat` is how many seconds a
    silent connection counts as alive, `patience` those for which an answer is waited for;
    `postings` knows where questions stand open; `shards` are those that the ears hear; `draw` makes
    the pictures; what happens is told. SettingsTrouble where Discord refuses the token, CannotReach
    where it does not answer.
    """
    lines.at(api, gateway)
    line = Line(Pace(ledger), Breaker(tell=tell), timeout=within(patience))
    client = Listening(ledger, line.trace(), content=content, heartbeat=heartbeat)
    tickets, answering = Tickets(ledger), Answering(line.breaker, timeout=within(patience / 2))
    try:
        await _log_in(client, token)
        http = client.http
        directs = Directs(line, http, ledger)
        messages = Messages(line, http, ledger, Budgets(CHANGES, SECONDS))
        pictures = Pictures(draw)
        mouth = DiscordMouth(line, http, messages, tickets, answering, directs, say, pictures)
        people = People(client)
        events = Events(directs, Languages(ledger), people.channel, people.rights, content)
        joining = Joining(line, http, ledger)
        first = FirstAnswers(answering, tickets, pictures, tell)
        ears = DiscordEars(client, events, first, mouth, joining, postings, shards, gateway)
        yield Discord(mouth, ears, line, client, DiscordPremises(line, client))
    finally:
        await answering.close()
        await client.close()


async def _log_in(client: Listening, token: str) -> None:
    try:
        await client.login(token)
    except discord.LoginFailure as exc:
        raise SettingsTrouble("error.discord_token") from exc
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as exc:
        raise CannotReach("error.discord_unreachable") from exc
