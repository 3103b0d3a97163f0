"""One conversation on an open page: the entries of a place, redrawn as they change."""

from collections.abc import Callable
from datetime import timedelta

from bot.core.chat import Entry, Member, Place
from bot.core.keeping import Transcript
from bot.platforms.web import entries
from bot.platforms.web.cards import Words
from bot.platforms.web.elements import Conversation, EntryView

_MOST = 200
"""How many entries are read at a time."""

_TOGETHER = timedelta(minutes=5)
"""Entries by one person within this time stand under one name."""


class Pane:
    """What a reader sees of a place.

    `replies` counts what hangs on an entry, None where nothing can.
    """

    place: Place | None = None

    def __init__(
        self,
        transcript: Transcript,
        me: Member,
        words: Words,
        conversation: Conversation,
        replies: Callable[[Entry], int | None] = lambda entry: None,
    ) -> None:
        self._transcript = transcript
        self._me = me
        self._words = words
        self._conversation = conversation
        self._replies = replies
        self._most = _MOST
        self._above: Entry | None = None
        self._entries: dict[str, Entry] = {}
        self._views: dict[str, EntryView] = {}

    @property
    def _last(self) -> Entry | None:
        return next(reversed(self._entries.values()), None)

    async def open(self, place: Place | None, above: Entry | None = None) -> None:
        """Show this place and no other, at its newest entry; `above` stands over its entries."""
        self._clear()
        self.place, self._above, self._most = place, above, _MOST
        await self.refresh()
        self._conversation.to_end()

    async def earlier(self) -> None:
        """Show older entries too."""
        self._most += _MOST
        await self.refresh()

    async def refresh(self) -> None:
        """Read the place again, and show what came while nobody listened."""
        place = self.place
        if place is None:
            return
        found = await self._transcript.read(place, self._me, most=self._most)
        if self.place == place:  # nobody went elsewhere meanwhile
            self._conversation.offer_earlier(len(found) == self._most)
            self._fill([self._above, *found] if self._above else found)

    def hear(self, entry: Entry) -> None:
        """Show an entry if it belongs here, where it belongs."""
        if entry.place != self.place and (self._above is None or entry.id != self._above.id):
            return
        last, fresh = self._last, entry.id not in self._entries
        if fresh and last is not None and entry.at < last.at:
            self._fill([entry])
        else:
            self._put(entry)
        if fresh and self._me in (entry.said_by, entry.only_to):  # they asked for it
            self._conversation.to_end()

    def redraw(self, entry: str) -> None:
        """Draw an entry again, as when its thread has grown."""
        if shown := self._entries.get(entry):
            html = entries.entry_html(shown, self._me, self._words, replies=self._replies(shown))
            self._views[entry].show(html, streaming=shown.streaming)

    def _fill(self, found: list[Entry]) -> None:
        shown = dict(self._entries)
        ids = {entry.id for entry in found}
        heard = [entry for entry in shown.values() if entry.id not in ids]
        wanted = sorted([*found, *heard], key=lambda entry: entry.at)
        if [entry.id for entry in wanted[: len(shown)]] != list(shown):
            self._clear()
        for entry in wanted:
            self._put(max(shown.get(entry.id, entry), entry, key=lambda one: one.version))

    def _put(self, entry: Entry) -> None:
        shown = self._entries.get(entry.id)
        if shown is not None and shown.version > entry.version:
            return
        if shown is None:
            self._views[entry.id] = self._view(entry)
        self._entries[entry.id] = entry
        self.redraw(entry.id)

    def _clear(self) -> None:
        for view in self._views.values():
            view.delete()
        self._entries.clear()
        self._views.clear()

    def _view(self, entry: Entry) -> EntryView:
        last = self._last
        kind = "mine" if entry.said_by else "coach"
        if entries.is_command(entry):
            kind = "command"
        elif last is not None and self._goes_on(last, entry):
            kind += " goes-on"
        with self._conversation:
            return EntryView(entry.id, kind)

    def _goes_on(self, last: Entry, entry: Entry) -> bool:
        return (
            last.said_by == entry.said_by
            and last.only_to == entry.only_to
            and last is not self._above
            and not entries.is_command(last)
            and entry.at - last.at < _TOGETHER
        )
