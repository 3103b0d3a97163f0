"""Where a person is, and what they see there: the transcript, printed as it changes."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from bot.core.chat import Card, Channel, Direct, Entry, Member, Place, Thread
from bot.core.errors import StoreTrouble
from bot.core.keeping import Transcript
from bot.core.ports import Clock, Say
from bot.platforms.terminal.buttons import Buttons
from bot.platforms.terminal.harmless import harmless
from bot.platforms.terminal.pieces import Paper, Piece
from bot.platforms.terminal.screen import Screen
from bot.platforms.terminal.turns import Turns

_RECAP = 20
"""Entries of a thread that are printed when it is opened again."""

_LISTEN_AGAIN = 1.0
"""Seconds until the transcript is followed again after it could not be read."""


@dataclass
class Conversation:
    """One person's view of a channel and its threads; with `hides`, spoilers wait."""

    me: Member
    channel: Channel
    transcript: Transcript
    clock: Clock
    say: Say
    language: str
    paper: Paper
    hides: bool
    buttons: Buttons = field(default_factory=Buttons, init=False)
    here: Place = field(init=False)
    _screen: Screen = field(init=False)
    _turns: Turns = field(default_factory=Turns, init=False)
    _titles: dict[str, str] = field(default_factory=dict, init=False)
    _last: Place = field(init=False)
    _hidden: str = field(default="", init=False)

    def __post_init__(self) -> None:
        self._screen = Screen()
        self.here = self._last = self.channel

    @property
    def where(self) -> str:
        """The name of the place where the person is."""
        return self._name(self.here)

    @property
    def within_reach(self) -> dict[str, str]:
        """What presses a button from here, with the words on it, the newest first."""
        return self.buttons.within_reach(self.here)

    async def begin(self) -> None:
        """Take what was said in former sessions for read."""
        for place in (self.channel, Direct(self.me)):
            for entry in await self.transcript.read(place, self.me):
                self._turns.pass_over(entry)
                self._know(entry)

    async def follow(self) -> None:
        """Print what is said from now on."""
        while True:
            with suppress(StoreTrouble):
                async for entry in self.transcript.follow(self.me):
                    self._show(entry)
            await asyncio.sleep(_LISTEN_AGAIN)

    async def catch_up(self, place: Place) -> None:
        """Print what is not printed yet of a place, of the channel and of what is private."""
        for one in dict.fromkeys((self.channel, place, Direct(self.me))):
            for entry in await self.transcript.read(one, self.me):
                self._show(entry)

    async def write(self, text: str, key: str) -> None:
        """Keep the member's own words in the transcript; they have just seen them."""
        name = f"said-{key}"
        self._turns.mute(name)
        said = Entry(name, self.here, 0, self.clock(), said_by=self.me, text=text)
        await self.transcript.put(said)

    def answer(self, card: Card, key: str) -> None:
        """Print a card that is for the member alone and stands in no transcript."""
        self._print(Entry(key, self.here, 0, self.clock(), only_to=self.me, card=card))

    def words(self, key: str, /, **facts: str | int | float) -> str:
        """A sentence of the terminal's own, in the language that the member is spoken to in."""
        return self.say(self.language, key, **facts)

    def tell(self, key: str, /, **facts: str | int | float) -> None:
        """Print a sentence of the terminal's own."""
        self.put(Piece("aside", self.words(key, **facts)))

    def put(self, *pieces: Piece) -> None:
        """Print pieces of the terminal's own."""
        self._screen.interrupt()
        for piece in (Piece("gap"), *pieces):
            self.paper.put(piece)

    def reveal(self) -> None:
        """Print the spoiler that was held back last, if there is one."""
        hidden, self._hidden = self._hidden, ""
        if hidden:
            self.put(Piece("spoiler", hidden))

    async def threads(self) -> list[Entry]:
        """The entries of the channel that a thread hangs on, the newest first."""
        return await self.transcript.threads(self.channel)

    async def reopen(self, start: Entry) -> None:
        """Go into the thread of an entry, and print of it what this session has not."""
        thread = self._last = Thread(self.channel, start.id)
        self._print(start)
        for entry in await self.transcript.read(thread, self.me, most=_RECAP):
            self._show(entry)
        self.enter(start)

    def enter(self, start: Entry) -> None:
        """Go into the thread of an entry."""
        self.here = self._last = Thread(self.channel, start.id)
        self.tell("terminal.entered", title=self.where, channel=self.channel.id)

    def leave(self) -> None:
        """Go back to the channel."""
        self.here = self._last = self.channel
        self.tell("terminal.left", channel=self.where)

    def _show(self, entry: Entry) -> None:
        for one in self._turns.take(entry):
            self._print(one)

    def _print(self, entry: Entry) -> None:
        self._know(entry)
        pieces = self._screen.see(entry)
        if pieces and not self._within_sight(entry):
            self._last = entry.place
            begun = pieces[1:] if pieces[0].kind == "gap" else pieces
            pieces = [Piece("gap"), Piece("place", self._name(entry.place)), *begun]
        for piece in pieces:
            if piece.kind == "spoiler" and self.hides:
                self._hidden = piece.text
                piece = Piece("aside", self.words("terminal.spoiler"))
            self.paper.put(piece)

    def _within_sight(self, entry: Entry) -> bool:
        """Whether an entry was said where the last one was, or is what that thread hangs on."""
        last = self._last
        return entry.place == last or (isinstance(last, Thread) and last.id == entry.id)

    def _know(self, entry: Entry) -> None:
        self.buttons.see(entry)
        if entry.card and entry.card.title:
            self._titles[entry.id] = harmless(entry.card.title).replace("\n", " ")

    def _name(self, place: Place) -> str:
        match place:
            case Channel(id=name):
                return f"#{name}"
            case Thread(id=start):
                return self._titles.get(start, start)
        return self.words("terminal.direct")
