"""Answers at once what changes nothing: with a form, or with a card for its member alone."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bot.core.chat import Card, Form
from bot.core.errors import BadInput, CannotReach, StoreTrouble, where
from bot.core.ports import Ask, Mouth, Say
from bot.core.requests import Refused, Request
from bot.platforms.slack import views
from bot.platforms.slack.hearing.payloads import Heard, Origin, origin_of
from bot.platforms.slack.line import Line, code_of
from bot.platforms.slack.tickets import LIFE, Ticket, Tickets

logger = logging.getLogger(__name__)

_KEPT = 1.0
"""Seconds in which a ticket is kept, else its member reads that nothing can be."""
_AT_ONCE = 10.0
"""Seconds for which the turn is waited for to say what is said without a store."""
_OPENED = 2.5
"""Seconds in which a form is opened: its trigger lives for three (S2)."""
_USED = frozenset({"exchanged_trigger_id", "trigger_exchanged"})
_TOO_LATE = frozenset({"expired_trigger_id", "trigger_expired", "invalid_trigger_id"})
_ANSWER = "answer"


@dataclass(frozen=True)
class Answers:
    """Nothing here raises what Slack refuses: there is nobody to tell but the member."""

    line: Line
    tickets: Tickets
    mouth: Mouth
    say: Say
    now: Callable[[], float] = time.time

    async def keep(self, heard: Heard, language: str | None) -> None:
        """Keep what lets us answer: its own response_url, or that of the form's origin.
        StoreTrouble where that takes too long."""
        try:
            async with asyncio.timeout(_KEPT):
                ticket = await self._ticket(heard, language or "en")
                if ticket is not None:
                    await self.tickets.keep(heard.key, ticket)
        except TimeoutError as exc:
            raise StoreTrouble from exc

    async def give(self, heard: Heard, request: Request, answer: Card | Form, ask: Ask) -> None:
        """Show a form or a card to the member."""
        if isinstance(answer, Form):
            if heard.trigger and await self._opened(heard, answer):
                with suppress(StoreTrouble):
                    await self.keep(heard, request.language)
                return
            key = "error.slack_late" if heard.trigger else "error.slack_no_form"
            answer = await _refused(request, key, ask)
        await self.tell(heard, request, answer)

    async def tell(self, heard: Heard, request: Request, card: Card) -> None:
        """Show a card to the member, and to nobody else."""
        with suppress(StoreTrouble):
            await self.keep(heard, request.language)
        key = f"{request.key}:{_ANSWER}"
        try:
            await self.mouth.reply(request.place, card, key=key, only_to=request.member)
        except StoreTrouble:
            await self.plainly(heard, card)
        except CannotReach as error:
            logger.warning("an answer is not given: %s", where(error))

    async def plainly(self, heard: Heard, card: Card | Form) -> None:
        """Say the words alone, by what the payload itself carries: nothing can be kept."""
        if not heard.url or isinstance(card, Form):
            return
        said = {"response_type": "ephemeral", "replace_original": False, "text": words(card)}
        try:
            await self.line.answer(heard.url, said)
        except CannotReach as error:
            logger.warning("an answer is not given: %s", where(error))

    async def at_once(self, heard: Heard, card: Card | Form) -> None:
        """Say the words alone to who wrote something, and to nobody else; nothing is kept of it."""
        if isinstance(card, Form):
            return
        said = {"channel": heard.channel, "user": heard.member.id, "text": words(card)}
        said |= {"thread_ts": heard.thread} if heard.thread else {}
        try:
            await self.line.call(
                heard.team, "chat.postEphemeral", said, once=True, patience=_AT_ONCE
            )
        except CannotReach as error:
            logger.warning("an answer is not given: %s", where(error))

    async def _opened(self, heard: Heard, form: Form) -> bool:
        close = self.say(form.language, "slack.close")
        view = views.modal(form, close, str(origin(heard)))
        body = {"trigger_id": heard.trigger, "view": view}
        try:
            await self.line.call(heard.team, "views.open", body, patience=_OPENED)
        except CannotReach as error:
            code = code_of(error)
            if code in _USED:  # its first answer was lost
                return True
            if code not in _TOO_LATE:
                logger.warning("a form is not opened: %s", where(error))
            return False
        return True

    async def _ticket(self, heard: Heard, language: str) -> Ticket | None:
        if heard.url:
            return Ticket(
                url=heard.url,
                member=heard.member.id,
                channel=heard.channel,
                until=self.now() + LIFE,
                language=language,
                thread=heard.thread,
                message=heard.message,
            )
        if heard.kind != "form":
            return None
        view = heard.body.get("view") or {}
        began = origin_of(view, heard.member)
        ticket = await self.tickets.of(began.key) if began else None
        return ticket if ticket is not None and ticket.member == heard.member.id else None


def origin(heard: Heard) -> Origin:
    """What a form carries that is opened in answer to this."""
    return Origin(heard.place, heard.key, heard.home)


def words(card: Card) -> str:
    """A card's words in one text, with nothing in it that Slack would act on."""
    text = "\n".join(filter(None, (card.title, card.body)))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def errors(view: Mapping[str, Any], at: str, card: Card) -> Mapping[str, Any]:
    """What keeps a form open: the words of a card under one of its inputs, or under the first."""
    names = [str(one.get("block_id")) for one in view.get("blocks") or ()]
    names = [at] if at in names else names[:1]
    return {"response_action": "errors", "errors": dict.fromkeys(names, card.body or card.title)}


async def _refused(request: Request, key: str, ask: Ask) -> Card:
    said = await ask(Refused.of(request, BadInput(key)))
    return said if isinstance(said, Card) else Card()
