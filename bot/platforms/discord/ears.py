"""The ears on Discord: the gateway's events become requests, and interactions get their first
answer in time."""

import asyncio
import logging
import time
from dataclasses import dataclass, field

import aiohttp
import discord

from bot.core.chat import Form
from bot.core.ears import deliver
from bot.core.errors import BadInput, CoachError, SettingsTrouble, where
from bot.core.keeping import Ledger
from bot.core.ports import Accept, Ask, Mouth, Suggest
from bot.core.requests import Refused, Request, Who
from bot.platforms.discord import cards, catalogue, events, forms
from bot.platforms.discord.events import Events
from bot.platforms.discord.line import Payload
from bot.platforms.discord.tickets import (
    COMPLETION,
    DEFERRED,
    DEFERRED_UPDATE,
    HIDDEN,
    LIFE,
    MESSAGE,
    MODAL,
    Ticket,
    Tickets,
)

logger = logging.getLogger(__name__)

discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # we do not speak aloud

_BETWEEN = 5.5
"""Seconds from one IDENTIFY to the next."""


@dataclass(frozen=True)
class DiscordEars:
    """`client` is logged in. Who mentions us is answered by the mouth."""

    client: "Listening"
    events: Events
    tickets: Tickets
    mouth: Mouth

    async def run(self, accept: Accept, ask: Ask, suggest: Suggest) -> None:
        """Listen until cancelled. SettingsTrouble where Discord does not let us."""
        self.client.hearing = _Hearing(self, accept, ask, suggest)
        try:
            await self.client.connect()
        except discord.PrivilegedIntentsRequired as exc:
            raise SettingsTrouble("error.discord_intent") from exc
        except discord.ConnectionClosed as exc:
            key = "error.discord_token" if exc.code == 4004 else "error.discord_closed"
            raise SettingsTrouble(key, code=exc.code) from exc


class Listening(discord.AutoShardedClient):
    """The library's client, without what it would remember; each IDENTIFY waits for its turn,
    over all processes."""

    def __init__(
        self, ledger: Ledger, trace: aiohttp.TraceConfig, *, content: bool, heartbeat: float
    ) -> None:
        intents = discord.Intents(
            guilds=True, guild_messages=True, dm_messages=True, message_content=content
        )
        super().__init__(
            intents=intents,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            http_trace=trace,
            heartbeat_timeout=heartbeat,
        )
        self.hearing: _Hearing | None = None
        self._ledger = ledger
        self._turn = asyncio.Lock()
        self._identified = time.monotonic() - _BETWEEN

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait until no other shard, of any process, has just identified."""
        async with self._turn:
            await asyncio.sleep(self._identified + _BETWEEN - time.monotonic())
            while not await self._ledger.lease("discord:identify", _BETWEEN):  # noqa: ASYNC110
                await asyncio.sleep(0.5)
            self._identified = time.monotonic()

    async def channel(self, name: int) -> object:
        """A channel that the gateway has not told us of; None for one that we may not see."""
        try:
            return await self.fetch_channel(name)
        except discord.HTTPException:
            return None

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Somebody used a command, pressed a button, sent a form, or types an option."""
        if self.hearing is not None:
            await self.hearing.interaction(interaction)

    async def on_message(self, message: discord.Message) -> None:
        """Somebody said something."""
        if self.hearing is not None and self.user is not None:
            await self.hearing.message(message, self.user.id)

    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:
        """The library would log the words of members."""
        logger.error("unforeseen in %s", event_method)


@dataclass(frozen=True)
class _Hearing:
    ears: DiscordEars
    accept: Accept
    ask: Ask
    suggest: Suggest
    sharing: set["asyncio.Task[None]"] = field(default_factory=set)

    async def interaction(self, interaction: discord.Interaction) -> None:
        try:
            who = await self.ears.events.who(interaction)
            if interaction.type is discord.InteractionType.autocomplete:
                await self._complete(interaction, who)
            elif interaction.type is not discord.InteractionType.ping:
                await self._answer(interaction, events.request_of(interaction, who))
        except CoachError as error:
            logger.warning("an interaction is not answered: %s", where(error))
        except Exception as exc:
            logger.error("unforeseen %s", where(exc))

    async def message(self, message: discord.Message, me: int) -> None:
        try:
            request = await self.ears.events.said(message, me)
            if request is not None:
                await self._reply(request)
        except CoachError as error:
            logger.warning("words are not answered: %s", where(error))
        except Exception as exc:
            logger.error("unforeseen %s", where(exc))

    async def _complete(self, interaction: discord.Interaction, who: Who) -> None:
        typing = catalogue.typing_of(dict(interaction.data or {}))
        found = (
            self.suggest(typing.source, typing.typed, who.member)
            if typing and typing.source
            else ()
        )
        choices = catalogue.completion(typing, found) if typing else []
        ticket = _ticket(interaction, thinks=False)
        await self.ears.tickets.answer(ticket, COMPLETION, {"choices": choices})

    async def _answer(self, interaction: discord.Interaction, request: Request) -> None:
        """Record it, or answer it at once; the first answer goes out only then."""
        tickets = self.ears.tickets
        on_message = interaction.message is not None
        is_form = interaction.type is discord.InteractionType.modal_submit
        ticket = _ticket(interaction, thinks=not on_message)
        tickets.hold(request.key, ticket)
        usable = False
        try:
            answer = await deliver(request, self.accept, self.ask)
            if isinstance(answer, Form) and is_form:
                answer = await self.ask(Refused.of(request, BadInput("error.discord_no_form")))
            if answer is None and on_message:
                await tickets.answer(ticket, DEFERRED_UPDATE)
            elif answer is None:
                await tickets.answer(ticket, DEFERRED, {"flags": HIDDEN})
            elif isinstance(answer, Form):
                await tickets.answer(ticket, MODAL, forms.modal(answer))
            else:
                first, *more = cards.messages(answer)
                await tickets.answer(ticket, MESSAGE, _hidden(first))
                for one in more:
                    await tickets.follow(ticket, one)
            usable = answer is None
        finally:
            sharing = asyncio.create_task(tickets.share(request.key, usable=usable))
            self.sharing.add(sharing)
            sharing.add_done_callback(self.sharing.discard)

    async def _reply(self, request: Request) -> None:
        """Record words, or answer them to their member alone."""
        answer = await deliver(request, self.accept, self.ask)
        if isinstance(answer, Form):
            answer = await self.ask(Refused.of(request, BadInput("error.discord_no_form")))
        if answer is not None and not isinstance(answer, Form):
            key = f"{request.key}:answer"
            await self.ears.mouth.reply(request.place, answer, key=key, only_to=request.member)


def _ticket(interaction: discord.Interaction, *, thinks: bool) -> Ticket:
    return Ticket(
        application=str(interaction.application_id),
        interaction=str(interaction.id),
        token=interaction.token,
        until=time.time() + LIFE,
        thinks=thinks,
    )


def _hidden(payload: Payload) -> Payload:
    return payload | {"flags": payload.get("flags", 0) | HIDDEN}
