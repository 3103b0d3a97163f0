"""The port `Mouth` on Discord: it needs a token and ids alone, so every process may hold one."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import discord
from discord.http import HTTPClient, Route

from bot.core.chat import Card, Channel, Direct, Home, Member, MessageRef, Place, Thread
from bot.core.completion import Delta
from bot.core.errors import CannotReach
from bot.core.ports import Say
from bot.pacing.streaming import Growing, Put, Streaming
from bot.platforms.discord.rendering import cards
from bot.platforms.discord.rendering.drawing import Pictures
from bot.platforms.discord.sending import forum, trouble
from bot.platforms.discord.sending.answering import Answering
from bot.platforms.discord.sending.complaints import Complaints
from bot.platforms.discord.sending.directs import Directs
from bot.platforms.discord.sending.forum import ARCHIVED_AFTER
from bot.platforms.discord.sending.line import Line, Payload
from bot.platforms.discord.sending.messages import Messages
from bot.platforms.discord.sending.sheets import Hidden, Open, Sheet
from bot.platforms.discord.sending.tickets import ORIGINAL, Ticket, Tickets
from bot.platforms.discord.sending.trouble import translating
from bot.typography.splitting import clipped

GAP = 1.2
"""Seconds from one change of a message to the next."""
_TITLE = 100
_OPENING = 0.2
"""How much later (seconds) than its wish a question's thread may open, where others wait for their
first text. So a question for every channel flows, too."""


@dataclass(frozen=True)
class DiscordMouth:
    """`http` is the library's client, logged in. Every trouble is CannotReach."""

    line: Line
    http: HTTPClient
    messages: Messages
    tickets: Tickets
    answering: Answering
    directs: Directs
    say: Say
    pictures: Pictures = field(default_factory=Pictures)

    async def open_thread(self, channel: Channel, card: Card, *, key: str) -> Thread:
        """Say the card and open a thread on it, which has the id of its message."""
        title = clipped(" ".join((card.title or card.body).split()), _TITLE) or "…"

        async def ask(payloads: Sequence[Payload]) -> str:
            first, *more = payloads
            try:
                name = await self.messages.put(channel.id, key, lambda: first, patience=_OPENING)
            except discord.HTTPException as exc:
                if exc.code != trouble.NOT_A_TEXT_CHANNEL:
                    raise
                name = await forum.post(self.messages, channel, first, title, key)
            else:
                await self._hang_thread(channel, name, title, key)
            await _put_all(self._open(name), more, key, number=1, patience=_OPENING)
            return name

        async with self._speaking(channel):
            name = await self._illustrated(card, ask)
        await self._point(await self.tickets.of(_request(key)), name)
        return Thread(channel, name)

    async def reply(
        self,
        place: Place,
        card: Card,
        *,
        key: str,
        only_to: Member | None = None,
        answers: str | None = None,
    ) -> MessageRef:
        """Say the card; with `only_to`, as an answer to the member's interaction while that lives,
        else directly."""
        if isinstance(place, Channel) and only_to is None:
            post = await forum.standing(self.messages, place, key)
            if post is not None:
                await self.update(MessageRef(post, post.id), card, key=key)
                return MessageRef(post, post.id)
        ticket = await self.tickets.of(answers or _request(key))
        async with self._speaking(place):
            if only_to is not None and ticket is not None:
                sheet: Sheet = self._hidden(ticket, only_to)
            else:
                place = Direct(only_to) if only_to is not None else place
                sheet = await self._sheet(place, key, ticket if answers else None)
            try:
                said = await self._illustrated(card, lambda some: _put_all(sheet, some, key))
            except discord.HTTPException as exc:
                if exc.code != trouble.NOT_A_TEXT_CHANNEL or not isinstance(place, Channel):
                    raise
                post = await self.open_thread(place, card, key=key)  # a forum takes nothing else
                return MessageRef(post, post.id)
            await self._said(place, sheet, said, ticket)
        return MessageRef(place, said)

    async def stream(
        self,
        place: Place,
        updates: AsyncIterator[Delta | Card],
        *,
        key: str,
        to: Member,
        answers: str | None = None,
    ) -> MessageRef:
        """Say what comes as it comes: by edits, in further messages where it does not fit."""
        ids: dict[int, str] = {}
        ticket = await self.tickets.of(answers) if answers else None

        async def put(number: int, write: Callable[[], Payload], patience: float) -> None:
            first = not ids
            ids[number] = await sheet.put(_numbered(key, number), write, patience=patience)
            if first:
                await self._said(place, sheet, ids[number], ticket)

        last = Growing()

        def render(growing: Growing) -> Sequence[Payload]:
            nonlocal last
            last = growing
            return cards.growing(growing.card, growing.reasoning, growing.text)

        async with self._speaking(place):
            sheet = await self._sheet(place, key, ticket)
            count = await Streaming(render, put, GAP).run(updates)
            count = await self._illustrate(last, put, count)
            await _drop_from(sheet, key, count)
        return MessageRef(place, ids.get(0, ""))

    async def update(self, message: MessageRef, card: Card, *, key: str = "") -> None:
        """Replace the card of a message said before; what does not fit follows it. What opened a
        thread stands in its channel, but a forum's post in the thread itself."""
        first, *more = cards.messages(card, await self.pictures.of(card))
        place, name = message.place, key or f"message:{message.id}"
        with translating():
            channel = under = await self._channel(place)
            if isinstance(place, Thread) and place.id == message.id:
                is_post = key and await forum.posted(self.messages, key)
                channel = under if is_post else place.channel.id
            await self.messages.edit(channel, message.id, name, lambda: first)
            await _put_all(self._open(under), more, name, number=1)

    async def _illustrated(
        self, card: Card, put: Callable[[Sequence[Payload]], Awaitable[str]]
    ) -> str:
        """Say a card with its pictures; without them, in words, where we may send no files."""
        drawn = await self.pictures.of(card)
        try:
            return await put(cards.messages(card, drawn))
        except discord.Forbidden:
            if not drawn:
                raise
        return await put(cards.messages(card))

    async def _illustrate(self, said: Growing, put: Put, count: int) -> int:
        """Show the pictures of what is said: they come when its words stand. Returns in how many
        messages it ends."""
        drawn = await self.pictures.of(said.card, said.text)
        if not drawn:
            return count
        plain = cards.growing(said.card, said.reasoning, said.text)
        whole = cards.growing(said.card, said.reasoning, said.text, drawn)
        for number, payload in enumerate(whole):
            if number >= len(plain) or payload != plain[number]:
                await put(number, _giving(payload), 0.0)
        return len(whole)

    async def _hang_thread(self, channel: Channel, message: str, title: str, key: str) -> None:
        """Open the thread of a question; where that cannot be, no question stands without one."""
        route = Route(
            "POST",
            "/channels/{channel_id}/messages/{message_id}/threads",
            channel_id=channel.id,
            message_id=message,
        )
        body = {"name": title, "auto_archive_duration": ARCHIVED_AFTER}
        try:
            await self.line.send(self.http, route, body, patience=_OPENING)
        except discord.HTTPException as exc:
            if exc.code == trouble.THREAD_EXISTS:
                return
            if exc.status < 500:
                with suppress(discord.HTTPException, CannotReach):
                    await self.messages.drop(channel.id, key)
            raise

    @asynccontextmanager
    async def _speaking(self, place: Place) -> AsyncIterator[None]:
        """Trouble becomes a sentence; whoever can mend it is told, too."""
        try:
            with translating():
                yield
        except CannotReach as met:
            complaints = Complaints(self.line, self.http, self.messages, self.directs, self.say)
            await complaints.about(place, met)
            raise

    def _open(self, channel: str, pressed: Ticket | None = None) -> Open:
        return Open(self.messages, self.answering, channel, pressed)

    def _hidden(self, ticket: Ticket, member: Member) -> Hidden:
        """The member's own view; where that ends, it goes on directly."""

        async def directly() -> Sheet:
            return self._open(await self.directs.channel(member))

        def parting(met: CannotReach | None) -> Payload:
            key = met.key if met is not None else "discord.goes_on_directly"
            return cards.messages(Card(body=self.say(ticket.language, key)))[0]

        return Hidden(self.answering, self.tickets, ticket, directly, parting)

    async def _sheet(self, place: Place, key: str, ticket: Ticket | None) -> Sheet:
        """Where to say what stands under a key in answer to a ticket: what is for one member alone
        stands where they asked, while that can be."""
        if isinstance(place, Direct):
            if (lent := await self.tickets.lent(key)) and lent.member == place.member.id:
                return self._hidden(lent, place.member)
            if ticket is not None and ticket.member == place.member.id and not ticket.direct:
                await self.tickets.lends(ticket, key)
                return self._hidden(ticket, place.member)
        return self._open(await self._channel(place), ticket)

    async def _said(self, place: Place, sheet: Sheet, message: str, ticket: Ticket | None) -> None:
        """Something is said: nobody waits any more, and who is spoken to directly is remembered."""
        if isinstance(place, Direct) and (isinstance(sheet, Open) or sheet.moved):
            await self.directs.spoke(place.member, message)
        if isinstance(place, Direct) and ticket is not None and ticket.member != place.member.id:
            return
        channel = place.id if isinstance(place, Channel | Thread) else None
        await self._point(ticket, channel)

    async def _point(self, ticket: Ticket | None, channel: str | None) -> None:
        """Where a member waits for an answer to a command or a button: say where that is."""
        if ticket is None or not self.tickets.stop_waiting(ticket):
            return
        with suppress(CannotReach):  # only the pointer is missing
            if channel is None or channel == ticket.channel:
                await self.answering.withdraw(ticket)
            else:
                pointer = {"content": f"<#{channel}>", "allowed_mentions": {"parse": []}}
                await self.answering.change(ticket, ORIGINAL, lambda: pointer)

    async def _channel(self, place: Place) -> str:
        match place:
            case Channel() | Thread():
                return place.id
            case Direct(member=member) | Home(member=member):
                return await self.directs.channel(member)


async def _put_all(
    sheet: Sheet,
    payloads: Sequence[Payload],
    key: str,
    *,
    number: int = 0,
    patience: float = 0.0,
) -> str:
    """Say messages under the keys from this number on; returns the id of the first."""
    said = ""
    for at, payload in enumerate(payloads, number):
        one = await sheet.put(_numbered(key, at), _giving(payload), patience=patience)
        said = said or one
    await _drop_from(sheet, key, number + len(payloads))
    return said


async def _drop_from(sheet: Sheet, key: str, number: int) -> None:
    """Take back what an earlier saying under this key had more of."""
    number = max(number, 1)
    while await sheet.drop(_numbered(key, number)):
        number += 1


def _request(key: str) -> str:
    """The key of the request that something answers: `KEY:part` belongs to `KEY`."""
    return key.rpartition(":")[0]


def _numbered(key: str, number: int) -> str:
    return key if number == 0 else f"{key}:{number + 1}"


def _giving(payload: Payload) -> Callable[[], Payload]:
    return lambda: payload
