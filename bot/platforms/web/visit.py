"""An open page: where its reader is, and what they hear from there."""

import asyncio
from functools import partial

from nicegui import background_tasks, ui
from nicegui.client import Client

from bot.core.chat import Channel, Direct, Entry, Member, Place, Thread, address
from bot.core.errors import CoachError
from bot.core.suggestions import complete
from bot.platforms.web.desk import Desk
from bot.platforms.web.layout import Layout
from bot.platforms.web.notices import attempted
from bot.platforms.web.pane import Pane
from bot.platforms.web.places import Spot, place_of, query_of
from bot.platforms.web.playground import Playground

_LISTEN_AGAIN = 1.0
"""Seconds until the transcript is followed again after it could not be read."""


class Visit:
    """One reader at one page; a second tab is a second visit."""

    def __init__(self, playground: Playground, language: str, client: Client) -> None:
        self._client = client
        self._transcript = playground.transcript
        self._words = words = partial(playground.say, language)
        self._me = me = Member(playground.community, "you", words("web.you"))
        channels = [Channel(playground.community, name) for name in playground.channels]
        self._spots: list[Spot] = [*channels, Direct(me)]
        self._speaker = playground.speaker(me, language)
        self._layout = layout = Layout(words, self._spots, self.go)
        self._channel = Pane(self._transcript, me, words, layout.messages, self._count)
        self._thread = Pane(self._transcript, me, words, layout.replies)
        self._replies: dict[str, set[str]] = {}
        self._following: asyncio.Task[None] | None = None
        self._moving = asyncio.Lock()
        self._wire(playground, language)

    async def open(self, at: str) -> None:
        """Show what the address of the page names, or the first channel."""
        place = place_of(at, self._spots) or self._spots[0]
        await attempted(self._show(place), self._words)

    async def go(self, place: Place) -> None:
        """Show another place, which the address of the page names from now on."""
        if place != (self._thread.place or self._channel.place):
            ui.navigate.history.push(query_of(place))
            await attempted(self._show(place), self._words)

    async def attend(self) -> None:
        """Hear what is said from now on, and catch up with what was said before."""
        if self._following is None:
            self._following = background_tasks.create(self._follow(), name="follow the transcript")
            await asyncio.sleep(0)  # it listens before we read: nothing falls between
        await attempted(self._catch_up(), self._words)

    def leave(self) -> None:
        """Hear no more."""
        if self._following is not None:
            self._following.cancel()

    def _wire(self, playground: Playground, language: str) -> None:
        layout, words, speaker = self._layout, self._words, self._speaker
        finish = partial(complete, suggest=playground.suggest, say=playground.say)
        here = (layout.dialog, speaker, finish, self._spots, words)
        desk = Desk(self._channel, layout.message_box, *here)
        thread_desk = Desk(self._thread, layout.thread_box, *here)
        layout.dialog.hear(fill=desk.fill)
        layout.messages.hear(
            press=desk.press,
            thread=self._open_thread,
            line=layout.message_box.invite,
            earlier=lambda _: attempted(self._channel.earlier(), words),
        )
        layout.replies.hear(
            press=thread_desk.press,
            earlier=lambda _: attempted(self._thread.earlier(), words),
        )
        layout.close.on("click", self._close_thread)
        ui.on("travel", lambda event: self.open(str(event.args)))
        ui.timer(2.0, lambda: layout.say_status(playground.status(language)))

    async def _open_thread(self, entry: str) -> None:
        if isinstance(self._channel.place, Channel):
            await self.go(Thread(self._channel.place, entry))
            self._layout.thread_box.welcome()

    async def _close_thread(self) -> None:
        if self._channel.place is not None:
            await self.go(self._channel.place)
            self._layout.message_box.welcome()

    async def _show(self, place: Place) -> None:
        async with self._moving:  # who goes elsewhere in mid-way ends there
            await self._arrive(place)

    async def _arrive(self, place: Place) -> None:
        spot = place.channel if isinstance(place, Thread) else place
        if isinstance(spot, Channel | Direct) and spot != self._channel.place:
            self._layout.choose(spot)
            await self._channel.open(spot)
            if self._following:
                await self._count_replies()
        first = await self._first(place) if isinstance(place, Thread) else None
        title = first.card.title if first and first.card else ""
        self._layout.show_thread(address(place) if first else "", title)
        await self._thread.open(place if first else None, first)

    async def _first(self, thread: Thread) -> Entry | None:
        found = await self._transcript.get(thread.community, thread.id)
        visible = found and found.place == thread.channel and found.only_to in (None, self._me)
        return found if visible else None

    async def _follow(self) -> None:
        try:
            async for entry in self._transcript.follow(self._me):
                with self._client:
                    await self._hear(entry)
        except CoachError:
            self._following = None
            await asyncio.sleep(_LISTEN_AGAIN)
            if not self._client.is_deleted:
                with self._client:
                    await self.attend()

    async def _catch_up(self) -> None:
        await self._channel.refresh()
        await self._thread.refresh()
        await self._count_replies()

    async def _hear(self, entry: Entry) -> None:
        self._channel.hear(entry)
        self._thread.hear(entry)
        if isinstance(entry.place, Thread):
            self._replied(entry.place.id, {entry.id})
        elif isinstance(entry.place, Channel | Direct) and entry.place != self._channel.place:
            self._layout.unread(entry.place, some=entry.said_by is None)
        if (
            entry.opens_thread
            and isinstance(entry.place, Channel)
            and entry.place in self._speaker.expected
        ):
            self._speaker.expected.discard(entry.place)
            if entry.place == self._channel.place:
                await self._open_thread(entry.id)

    async def _count_replies(self) -> None:
        if isinstance(self._channel.place, Channel):
            channel = self._channel.place
            for start in await self._transcript.threads(channel):
                found = await self._transcript.read(Thread(channel, start.id), self._me)
                self._replied(start.id, {entry.id for entry in found})

    def _replied(self, thread: str, entries: set[str]) -> None:
        known = self._replies.setdefault(thread, set())
        if not entries <= known:
            known |= entries
            self._channel.redraw(thread)

    def _count(self, entry: Entry) -> int | None:
        known = self._replies.get(entry.id)
        return len(known) if known is not None else 0 if entry.opens_thread else None
