"""Gives an interaction its first answer, within Discord's three seconds: after it is recorded."""

import asyncio
import time
from dataclasses import dataclass, field

import discord

from bot.core.chat import Form
from bot.core.ears import deliver
from bot.core.errors import BadInput
from bot.core.happenings import Acknowledged, Tell, untold
from bot.core.limit_requests import Stop
from bot.core.ports import Accept, Ask, Suggest
from bot.core.requests import Inquiry, Refused, Request, Tick, Who
from bot.platforms.discord import catalogue, forms
from bot.platforms.discord.rendering import cards
from bot.platforms.discord.rendering.drawing import Pictures
from bot.platforms.discord.sending.answering import (
    COMPLETION,
    DEFERRED,
    DEFERRED_UPDATE,
    HIDDEN,
    MESSAGE,
    MODAL,
    Answering,
    hidden,
)
from bot.platforms.discord.sending.tickets import LIFE, Ticket, Tickets

_SHOWN_BY_ITS_MESSAGE = (Tick, Stop)
"""What changes the message whose button was pressed: nothing else need be said of it."""
_SOON = 1.0
"""Seconds for the pictures of a first answer."""
_KEPT = 1.0
"""Seconds in which a ticket is kept, once its request is."""


@dataclass(frozen=True)
class FirstAnswers:
    """The errors are those of the answering."""

    answering: Answering
    tickets: Tickets
    pictures: Pictures = field(default_factory=Pictures)
    tell: Tell = untold

    async def complete(self, interaction: discord.Interaction, who: Who, suggest: Suggest) -> None:
        """Offer what completes an option."""
        typing = catalogue.typing_of(dict(interaction.data or {}))
        found = suggest(typing.source, typing.typed, who.member) if typing and typing.source else ()
        choices = catalogue.completion(typing, found) if typing else []
        ticket = _ticket(interaction, who, waits=False)
        await self.answering.answer(ticket, COMPLETION, {"choices": choices})

    async def answer(
        self, interaction: discord.Interaction, request: Request, accept: Accept, ask: Ask
    ) -> None:
        """Record a request, its ticket before it or with it, for whoever takes it up answers with
        that; then say that it is thought about. Or answer an inquiry at once."""
        began = time.monotonic()
        shows = isinstance(request, _SHOWN_BY_ITS_MESSAGE) and interaction.message is not None
        ticket = _ticket(interaction, request, waits=not shows)

        async def record(one: Request) -> None:
            holding = asyncio.ensure_future(self.tickets.hold(ticket))
            try:
                await asyncio.sleep(0)  # its ticket is the first to be written
                await accept(one)
                await asyncio.wait([holding], timeout=_KEPT)
            finally:
                holding.cancel()

        try:
            said = await deliver(request, record, ask)
            if isinstance(said, Form) and interaction.type is discord.InteractionType.modal_submit:
                said = await ask(Refused.of(request, BadInput("error.discord_no_form")))
            if said is None and shows:
                await self.answering.answer(ticket, DEFERRED_UPDATE)
            elif said is None:
                await self.answering.answer(ticket, DEFERRED, {"flags": HIDDEN})
            elif isinstance(said, Form):
                await self.answering.answer(ticket, MODAL, forms.modal(said))
            else:
                drawn = await self.pictures.of(said, seconds=_SOON)
                first, *more = map(hidden, cards.messages(said, drawn))
                await self.answering.answer(ticket, MESSAGE, first)
                self._acknowledged(began)
                for one in more:
                    await self.answering.further(ticket, one)
                return
            self._acknowledged(began)
        finally:
            if not isinstance(request, Inquiry):
                self.tickets.answered(request.key)

    def _acknowledged(self, began: float) -> None:
        self.tell(Acknowledged("discord", time.monotonic() - began))


def _ticket(interaction: discord.Interaction, who: Who, *, waits: bool) -> Ticket:
    message = interaction.message
    first = message.components[0] if message is not None and message.components else None
    return Ticket(
        key=who.key,
        application=str(interaction.application_id),
        interaction=str(interaction.id),
        token=interaction.token,
        until=time.time() + LIFE,
        member=who.member.id,
        channel=str(interaction.channel_id),
        direct=interaction.guild_id is None,
        language=who.language or "en",
        waits=waits,
        on=int(getattr(first, "id", None) or 0) if not waits else 0,
    )
