"""The port `Mouth` on Discord: it needs a token and ids alone, so every process may hold one."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import discord
from discord.http import HTTPClient, Route

from bot.core.chat import Card, Channel, Direct, Home, Member, MessageRef, Place, Thread
from bot.core.completion import Delta
from bot.core.errors import CannotReach
from bot.platforms.discord import cards, forum, trouble
from bot.platforms.discord.directs import Directs
from bot.platforms.discord.forum import ARCHIVED_AFTER
from bot.platforms.discord.line import Line, Payload
from bot.platforms.discord.messages import Messages
from bot.platforms.discord.splitting import clipped
from bot.platforms.discord.streaming import Growing, Streaming
from bot.platforms.discord.tickets import Ticket, Tickets

_TITLE = 100


@dataclass(frozen=True)
class DiscordMouth:
    """`http` is the library's client, logged in. Every trouble is CannotReach."""

    line: Line
    http: HTTPClient
    messages: Messages
    tickets: Tickets
    directs: Directs

    async def open_thread(self, channel: Channel, card: Card, *, key: str) -> Thread:
        """Say the card and open a thread on it, which has the id of its message."""
        first, *more = cards.messages(card)
        title = clipped(" ".join(card.title.split()), _TITLE) or "…"
        with translating():
            try:
                name = await self.messages.put(channel.id, key, lambda: first)
            except discord.HTTPException as exc:
                if exc.code != trouble.NOT_A_TEXT_CHANNEL:
                    raise
                name = await forum.post(self.messages, channel, first, title, key)
            else:
                await self._hang_thread(channel, name, title)
            await self._put_all(name, more, key, number=1)
        await self._point_to(key, name)
        return Thread(channel, name)

    async def reply(
        self, place: Place, card: Card, *, key: str, only_to: Member | None = None
    ) -> MessageRef:
        """Say the card; with `only_to`, as an answer to the member's interaction while that lives,
        else directly."""
        payloads = cards.messages(card)
        ticket = await self.tickets.of(key)
        if only_to is not None:
            if ticket is not None:
                return MessageRef(place, await self._in_private(ticket, payloads, key))
            place = Direct(only_to)
        with translating():
            channel = await self._channel(place)
            said = await self._put_all(channel, payloads, key)
            await self._spoke(place, said)
        if ticket is not None and ticket.thinks:
            self.tickets.filled(key)
            await self.tickets.withdraw(ticket)
        return MessageRef(place, said)

    async def stream(
        self, place: Place, updates: AsyncIterator[Delta | Card], *, key: str, to: Member
    ) -> MessageRef:
        """Say what comes as it comes: by edits, in further messages where it does not fit."""
        ids: dict[int, str] = {}

        async def put(number: int, write: Callable[[], Payload], patience: float) -> None:
            ids[number] = await self.messages.put(
                channel, _numbered(key, number), write, patience=patience
            )

        with translating():
            channel = await self._channel(place)
            count = await Streaming(_render, put).run(updates)
            await self._drop_from(channel, key, count)
            if ids:
                await self._spoke(place, ids[0])
        return MessageRef(place, ids.get(0, ""))

    async def update(self, message: MessageRef, card: Card) -> None:
        """Replace the card of a message said before; what does not fit follows it."""
        first, *more = cards.messages(card)
        key = f"message:{message.id}"
        with translating():
            channel = await self._channel(message.place)
            await self.messages.edit(channel, message.id, key, lambda: first)
            await self._put_all(channel, more, key, number=1)

    async def _put_all(
        self, channel: str, payloads: Sequence[Payload], key: str, *, number: int = 0
    ) -> str:
        """Say messages under the keys from this number on; returns the id of the first."""
        said = ""
        for at, payload in enumerate(payloads, number):
            one = await self.messages.put(channel, _numbered(key, at), _giving(payload))
            said = said or one
        await self._drop_from(channel, key, number + len(payloads))
        return said

    async def _drop_from(self, channel: str, key: str, number: int) -> None:
        """Take back what an earlier saying under this key had more of."""
        while await self.messages.known(_numbered(key, max(number, 1))):
            await self.messages.drop(channel, _numbered(key, max(number, 1)))
            number = max(number, 1) + 1

    async def _hang_thread(self, channel: Channel, message: str, title: str) -> None:
        route = Route(
            "POST",
            "/channels/{channel_id}/messages/{message_id}/threads",
            channel_id=channel.id,
            message_id=message,
        )
        body = {"name": title, "auto_archive_duration": ARCHIVED_AFTER}
        try:
            await self.line.send(self.http, route, body)
        except discord.HTTPException as exc:
            if exc.code != trouble.THREAD_EXISTS:
                raise

    async def _in_private(self, ticket: Ticket, payloads: Sequence[Payload], key: str) -> str:
        """Answer an interaction so that its member alone sees it."""
        said = ""
        for number, payload in enumerate(payloads):
            one = f"{_numbered(key, number)}:hidden"
            known = await self.messages.known(one)
            if known:
                await self.tickets.change(ticket, known, payload)
            elif ticket.thinks and number == 0:
                known = await self.tickets.fill(ticket, payload)
                self.tickets.filled(key)
            else:
                known = await self.tickets.follow(ticket, payload)
            await self.messages.keep(one, known)
            said = said or known
        return said

    async def _point_to(self, key: str, thread: str) -> None:
        """Say where the thread is, where somebody waits for an answer to their command."""
        ticket = await self.tickets.of(key)
        if ticket is not None and ticket.thinks:
            nobody: Payload = {"parse": []}
            self.tickets.filled(key)
            try:
                await self.tickets.fill(
                    ticket, {"content": f"<#{thread}>", "allowed_mentions": nobody}
                )
            except CannotReach:
                return  # the question stands; only the pointer to it is missing

    async def _channel(self, place: Place) -> str:
        match place:
            case Channel() | Thread():
                return place.id
            case Direct(member=member) | Home(member=member):
                return await self.directs.channel(member)

    async def _spoke(self, place: Place, message: str) -> None:
        if isinstance(place, Direct) and message:
            await self.directs.spoke(place.member, message)


def _render(growing: Growing) -> Sequence[Payload]:
    return cards.growing(growing.card, growing.reasoning, growing.text)


def _numbered(key: str, number: int) -> str:
    return key if number == 0 else f"{key}:{number + 1}"


def _giving(payload: Payload) -> Callable[[], Payload]:
    return lambda: payload


@contextmanager
def translating() -> Iterator[None]:
    """Turns the library's errors into sentences."""
    try:
        yield
    except discord.HTTPException as exc:
        raise trouble.of(exc) from exc
    except TimeoutError as exc:
        raise CannotReach("error.discord_down") from exc
