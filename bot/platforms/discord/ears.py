"""The ears on Discord: the gateway's events become requests, and interactions get their first
answer in time."""

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import discord

from bot.core.chat import Form
from bot.core.ears import deliver, patient
from bot.core.errors import BadInput, CoachError, SettingsTrouble, where
from bot.core.ports import Accept, Ask, Mouth, Suggest
from bot.core.requests import Refused, Request
from bot.platforms.discord import events
from bot.platforms.discord.events import Events
from bot.platforms.discord.first_answers import FirstAnswers
from bot.platforms.discord.gateway.joining import Joining
from bot.platforms.discord.gateway.listening import Listening
from bot.platforms.discord.gateway.reconciling import Postings, Reconciling
from bot.platforms.discord.gateway.sessions import Session
from bot.platforms.discord.gateway.shards import Shards

logger = logging.getLogger(__name__)

_FATAL = {
    4004: "error.discord_token",
    4010: "error.discord_sharding",
    4011: "error.discord_sharding",
    4013: "error.discord_intents",
    4014: "error.discord_intent",
}
"""What an operator can mend of the codes with which Discord ends a connection for good."""
_SIGN_EVERY = 5.0
"""Seconds from one note of how far the shards have heard to the next."""
_CLOSE = 2.0
"""Seconds in which a connection is closed."""


@dataclass(frozen=True)
class DiscordEars:
    """`client` is logged in, and hears these `shards` (None: all). Who mentions us is answered by
    the mouth. `address` is another one than that which Discord names for its gateway; `finish` are
    the seconds in which what was heard is recorded and answered before we leave."""

    client: Listening
    events: Events
    first: FirstAnswers
    mouth: Mouth
    joining: Joining
    postings: Postings
    shards: Shards | None = None
    address: str | None = None
    finish: float = 5.0

    async def run(self, accept: Accept, ask: Ask, suggest: Suggest) -> None:
        """Listen until cancelled: then what was heard is recorded and answered, and the sessions
        are left to the next process. SettingsTrouble where Discord does not let us."""
        hearing = _Hearing(self, accept, ask, suggest)
        self.client.hear, self.client.caught_up = hearing.hear, hearing.caught_up
        await self.client.prepare(self.shards, address=self.address)
        signs = asyncio.create_task(self._sign(hearing))
        connection = asyncio.create_task(self.client.connect())
        refused = asyncio.create_task(self.first.answering.breaker.token_refused.wait())
        try:
            await asyncio.wait([connection, refused], return_when=asyncio.FIRST_COMPLETED)
            if refused.done():
                raise SettingsTrouble("error.discord_token")
            await connection
        except (discord.PrivilegedIntentsRequired, discord.ConnectionClosed) as exc:
            code = getattr(exc, "code", 4014)
            raise SettingsTrouble(_FATAL.get(code, "error.discord_closed"), code=code) from exc
        finally:
            await _ended(signs, refused)
            while not connection.done():  # the library takes one for the end of a connection
                connection.cancel()
                await asyncio.wait([connection], timeout=0.05)
            await self._leave(hearing)

    async def _sign(self, hearing: "_Hearing") -> None:
        """Note now and then how far the shards have heard, for whoever comes after us."""
        while True:
            await asyncio.sleep(_SIGN_EVERY)
            standing = {shard: self.client.standing(shard) for shard in self.client.sockets}
            if await hearing.settled(_SIGN_EVERY):
                await self.keep(standing)

    async def _leave(self, hearing: "_Hearing") -> None:
        sockets = self.client.sockets
        closing = [asyncio.wait_for(one.close(), _CLOSE) for one in sockets.values()]
        await asyncio.gather(*closing, return_exceptions=True)
        standing = {shard: self.client.standing(shard) for shard in sockets}
        await _ended(*hearing.looking.values())
        settled = await hearing.settled(self.finish)
        self.client.hear = self.client.caught_up = None  # nothing more goes to the store
        if settled:
            await self.keep(standing)
        for shard in sockets:
            with contextlib.suppress(CoachError):
                await self.client.sessions.release(self.client.name_of(shard))

    async def keep(self, standing: Mapping[int, Session]) -> None:
        """Note how far shards have heard."""
        try:
            for shard, session in standing.items():
                await self.client.sessions.keep(self.client.name_of(shard), session)
        except CoachError as error:
            logger.warning("how far we have heard is not kept: %s", where(error))


async def _ended(*tasks: "asyncio.Task[Any]") -> None:
    """Cancel them, and return once they are over."""
    for one in tasks:
        one.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@dataclass(frozen=True)
class _Hearing:
    ears: DiscordEars
    accept: Accept
    ask: Ask
    suggest: Suggest
    under_way: set["asyncio.Task[Any]"] = field(default_factory=set)
    looking: dict[int, "asyncio.Task[None]"] = field(default_factory=dict)

    async def hear(self, event: discord.Interaction | discord.Message | discord.Guild) -> None:
        self._follow()
        if isinstance(event, discord.Interaction):
            await self.interaction(event)
        elif isinstance(event, discord.Guild):
            await self.server(event)
        elif self.ears.client.user is not None:
            await self.message(event, self.ears.client.user.id)

    def _follow(self) -> None:
        """What the library begins is waited for before we leave."""
        if task := asyncio.current_task():
            self.under_way.add(task)
            task.add_done_callback(self.under_way.discard)

    async def settled(self, within: float) -> bool:
        """Whether all that had come is recorded and answered, after so many seconds at most."""
        for _ in range(3):  # what the library has just read begins in its next rounds
            await asyncio.sleep(0)
        if not self.under_way:
            return True
        return not (await asyncio.wait(self.under_way, timeout=within))[1]

    async def caught_up(self, shard: int) -> None:
        """A new session: look for what was said before it; a first one is noted at once."""
        client = self.ears.client
        self._follow()
        if shard not in client.since:
            await self.ears.keep({shard: client.standing(shard)})
            return
        if before := self.looking.get(shard):
            before.cancel()
        self.looking[shard] = asyncio.create_task(self._look(shard, client.since[shard]))

    async def _look(self, shard: int, since: float) -> None:
        ears = self.ears
        me = ears.client.user.id if ears.client.user else 0
        looking = Reconciling(
            ears.client, ears.events.directs, ears.postings, lambda one: self.message(one, me)
        )
        try:
            await looking.look(shard, since)
        except CoachError as error:
            logger.warning("what was said is not looked for: %s", where(error))
        except Exception as exc:
            logger.error("unforeseen %s", where(exc))
        else:
            del ears.client.since[shard]

    async def interaction(self, interaction: discord.Interaction) -> None:
        try:
            who = await self.ears.events.who(interaction)
            if interaction.type is discord.InteractionType.autocomplete:
                await self.ears.first.complete(interaction, who, self.suggest)
            elif interaction.type is not discord.InteractionType.ping:
                request = events.request_of(interaction, who)
                await self.ears.first.answer(interaction, request, self.accept, self.ask)
                await self.ears.events.languages.learn(who.member.id, who.language)
        except CoachError as error:
            logger.warning("an interaction is not answered: %s", where(error))
        except Exception as exc:
            logger.error("unforeseen %s", where(exc))

    async def message(self, message: discord.Message, me: int) -> None:
        try:
            request = await self.ears.events.said(message, me)
            if request is not None:
                await self._reply(request)
            if events.guild_of(message) is None:
                await self.ears.events.directs.talked(str(message.channel.id))
        except CoachError as error:
            logger.warning("words are not answered: %s", where(error))
        except Exception as exc:
            logger.error("unforeseen %s", where(exc))

    async def server(self, guild: discord.Guild) -> None:
        joining = self.ears.joining
        try:
            joined = await joining.request(guild)
            if joined is not None:
                await self.accept(joined)
                await joining.recorded(joined)
        except CoachError as error:
            logger.warning("a new server is not greeted: %s", where(error))
        except Exception as exc:
            logger.error("unforeseen %s", where(exc))

    async def _reply(self, request: Request) -> None:
        """Record words, however long that takes, or answer them to their member alone."""
        answer = await deliver(request, patient(self.accept), self.ask)
        if isinstance(answer, Form):
            answer = await self.ask(Refused.of(request, BadInput("error.discord_no_form")))
        if answer is not None and not isinstance(answer, Form):
            key = f"{request.key}:answer"
            await self.ears.mouth.reply(request.place, answer, key=key, only_to=request.member)
