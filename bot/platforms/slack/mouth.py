"""The port `Mouth` on Slack: it needs tokens and ids alone, so every process may hold one."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from bot.core.chat import Card, Channel, Direct, Home, Member, MessageRef, Place, Thread
from bot.core.completion import Delta
from bot.core.errors import CannotReach
from bot.core.ports import Say
from bot.platforms.slack import blocks
from bot.platforms.slack.directs import Directs
from bot.platforms.slack.further import key_of, note, numbered, put_all
from bot.platforms.slack.line import Line
from bot.platforms.slack.messages import Messages, Said, Spot
from bot.platforms.slack.pictures import Pictures
from bot.platforms.slack.streams import GAP, LIFE, Streams
from bot.platforms.slack.tickets import Ticket, Tickets

Payload = dict[str, Any]

_UNSEEN = "-"
"""Stands for the `ts` of what one member alone was shown: Slack tells none."""
_WROTE, _PRESENT = "slack:message:", 300.0
"""Begins the key of words in a channel, which ends with their `ts`; and for how many seconds
whoever wrote them is taken to be there."""
_HERE = 2
"""Messages that are shown to one member where they asked; what is longer is said directly."""


@dataclass(frozen=True)
class SlackMouth:
    """Every trouble is CannotReach."""

    line: Line
    messages: Messages
    tickets: Tickets
    say: Say
    pictures: Pictures | None = None
    gap: float = GAP
    life: float = LIFE
    now: Callable[[], float] = time.monotonic

    async def open_thread(self, channel: Channel, card: Card, *, key: str) -> Thread:
        """Say the card: its thread is what hangs on it."""
        spot = Spot(channel.community.id, channel.id)
        first, *more = await self._payloads(spot, card)
        ts = await self.messages.put(spot, key, lambda: first)
        await self._goes_on(spot, ts, more, key)
        return Thread(channel, ts)

    async def reply(
        self,
        place: Place,
        card: Card,
        *,
        key: str,
        only_to: Member | None = None,
        answers: str | None = None,
    ) -> MessageRef:
        """Say the card; with `only_to`, unseen by others where they asked, else directly."""
        if only_to is None:
            return await self._say(place, card, key)
        if isinstance(place, Direct) and place.member == only_to:
            return await self._say(place, card, key)
        known = await self.messages.known(key)
        if known is not None and known.ts == _UNSEEN:
            return MessageRef(place, "")
        name = answers or _request(key)
        ticket = await self.tickets.of(name) or self._present(place, only_to, name)
        if ticket is None or ticket.member != only_to.id:
            return await self._say(Direct(only_to), card, key)
        if ticket.channel.startswith("D"):
            return await self._say(Direct(only_to, ticket.thread), card, key)
        return await self._unseen(place, ticket, only_to, card, key, name, known is None)

    async def stream(
        self,
        place: Place,
        updates: AsyncIterator[Delta | Card],
        *,
        key: str,
        to: Member,
        answers: str | None = None,
    ) -> MessageRef:
        """Say what comes as it comes, as a reply where there is something to reply to."""
        spot = await self._spot(place)
        ticket = await self.tickets.of(answers) if answers else None
        streams = Streams(self.messages, self.say, self.pictures, self.gap, self.life, self.now)
        private = isinstance(place, Direct)
        language = ticket.language if ticket else "en"
        ts = await streams.run(spot, updates, key, to, private=private, language=language)
        return MessageRef(_under(place, ts), ts)

    async def update(self, message: MessageRef, card: Card, *, key: str = "") -> None:
        """Replace the card of a message said before, with all in which it went on; what does not
        fit follows it."""
        spot = await self._spot(message.place)
        private = isinstance(message.place, Direct)
        first, *more = await self._payloads(spot, card, private=private)
        await self.messages.edit(spot, message.id, lambda: first, key)
        noted = await key_of(self.messages, spot, message.id)
        await self._goes_on(spot, message.id, more, noted or key or f"message:{message.id}")

    async def _say(self, place: Place, card: Card, key: str) -> MessageRef:
        """Say a card openly, or in a direct conversation."""
        spot = await self._spot(place)
        alone = isinstance(place, Direct) and not spot.thread and bool(card.spoiler.strip())
        shown = replace(card, spoiler="") if alone else card
        payloads = await self._payloads(spot, shown, private=isinstance(place, Direct))
        ts = await put_all(self.messages, spot, payloads[:1], key)
        await self._goes_on(spot, ts, payloads[1:], key)
        if alone:  # a reply is not seen before its thread is opened
            hidden = Card(title=card.spoiler_title, body=card.spoiler, beside=card.beside)
            pages = await self._payloads(spot, hidden)
            under = replace(spot, thread=spot.thread or ts)
            await put_all(self.messages, under, pages, f"{key}:hidden")
        return MessageRef(_under(place, ts), ts)

    async def _goes_on(self, spot: Spot, ts: str, payloads: list[Payload], key: str) -> None:
        """Say in further messages what did not fit into this one; what it had more of goes."""
        if payloads:
            await note(self.messages, spot, ts, key)
        under = replace(spot, thread=spot.thread or ts)
        await put_all(self.messages, under, payloads, key, number=1)

    async def _unseen(
        self, place: Place, ticket: Ticket, to: Member, card: Card, key: str, name: str, new: bool
    ) -> MessageRef:
        """Say a card to a member alone where they asked, once, if nothing may have been said of it
        yet (`new`); where that cannot be, directly."""
        payloads = blocks.messages(card)
        if card.spoiler.strip() or len(payloads) > _HERE or key in ticket.said or not new:
            said = await self._say(Direct(to), card, key)
            if key not in ticket.said:
                await self._point(ticket, to, card.language, name)
            return said
        for number, payload in enumerate(payloads):
            try:
                await self._show(ticket, to, payload, name, numbered(key, number))
            except CannotReach:  # it may have been said: then it is twice, but nothing is lost
                return await self._say(Direct(to), card, key)
        await self.messages.keep(key, Said(ticket.channel, _UNSEEN))
        return MessageRef(place, "")

    async def _show(
        self, ticket: Ticket, to: Member, payload: Payload, name: str, as_: str
    ) -> None:
        """Show something to a member alone. CannotReach where that cannot be; Unsure where it is
        not known whether it was."""
        if ticket.url:
            taken = await self.tickets.take(name, as_)
            if taken is None:
                raise CannotReach
            await self.line.answer(taken.url, _ephemeral(payload, taken))
            return
        await self.messages.keep(as_, Said(ticket.channel, since=self.messages.now()))
        said = payload | {"channel": ticket.channel, "user": to.id}
        said |= {"thread_ts": ticket.thread} if ticket.thread else {}
        await self.line.call(to.community.id, "chat.postEphemeral", said, once=True)

    def _present(self, place: Place, member: Member, name: str) -> Ticket | None:
        """What lets us answer a member alone who has just written in a channel: Slack shows what
        one alone may see to who is there now, and to nobody later."""
        if not isinstance(place, Channel | Thread) or not name.startswith(_WROTE):
            return None
        ts = name.rpartition(":")[2]
        if not ts.replace(".", "", 1).isdigit():
            return None
        until = float(ts) + _PRESENT
        channel, thread = (
            (place.channel.id, place.id) if isinstance(place, Thread) else (place.id, "")
        )
        there = Ticket("", member.id, channel, until, thread=thread)
        return there if until > self.messages.now() else None

    async def _point(self, ticket: Ticket, to: Member, language: str, name: str) -> None:
        """Say where they asked that it was said directly."""
        pointer = blocks.messages(Card(body=self.say(language, "slack.goes_directly")))[0]
        with suppress(CannotReach):  # only the pointer is missing
            await self._show(ticket, to, pointer, name, f"{name}:pointer")

    async def _payloads(self, spot: Spot, card: Card, *, private: bool = False) -> list[Payload]:
        drawn = await self.pictures.of(spot.team, card, private=private) if self.pictures else {}
        return blocks.messages(card, private=private, drawn=drawn)

    async def _spot(self, place: Place) -> Spot:
        team = place.community.id
        match place:
            case Channel():
                return Spot(team, place.id)
            case Thread(channel=channel):
                return Spot(team, channel.id, place.id)
            case Direct(member=member, thread=thread):
                return Spot(team, await self._directs.channel(member), thread)
            case Home(member=member):
                return Spot(team, await self._directs.channel(member))

    @property
    def _directs(self) -> Directs:
        return Directs(self.line, self.messages.ledger)


def _under(place: Place, ts: str) -> Place:
    """Where a conversation goes on that a message begins."""
    if isinstance(place, Direct) and not place.thread:
        return Direct(place.member, ts)
    return place


def _ephemeral(payload: Payload, ticket: Ticket) -> Payload:
    said = {**payload, "response_type": "ephemeral", "replace_original": False}
    return said | ({"thread_ts": ticket.thread} if ticket.thread else {})


def _request(key: str) -> str:
    """The key of the request that something answers: `KEY:part` belongs to `KEY`."""
    return key.rpartition(":")[0]
