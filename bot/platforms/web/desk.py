"""The box and the buttons of one conversation: hears what its reader does there."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from bot.core.chat import Form, Place, address
from bot.core.requests import Who
from bot.core.suggestions import Suggestion
from bot.platforms.web.cards import Words
from bot.platforms.web.elements import FormDialog, MessageBox
from bot.platforms.web.notices import attempted
from bot.platforms.web.pane import Pane
from bot.platforms.web.places import Spot, place_of
from bot.platforms.web.speaker import Speaker

Complete = Callable[[str, Who], Sequence[Suggestion]]


class Desk:
    """Where a reader writes to the place of a pane."""

    def __init__(
        self,
        pane: Pane,
        box: MessageBox,
        dialog: FormDialog,
        speaker: Speaker,
        complete: Complete,
        spots: Sequence[Spot],
        words: Words,
    ) -> None:
        self._pane = pane
        self._box = box
        self._dialog = dialog
        self._speaker = speaker
        self._complete = complete
        self._spots = spots
        self._words = words
        box.hear(complete=self.complete, send=self.send)

    def complete(self, told: Mapping[str, Any]) -> None:
        """Show what may complete a line that is being typed."""
        place = place_of(str(told["place"]), self._spots)
        if place is not None:
            found = self._complete(str(told["line"]), self._speaker.who(place))
            self._box.suggest(int(told["turn"]), found)

    async def send(self, told: Mapping[str, Any]) -> None:
        """Say what was written, or give it back."""
        line, key = str(told["place"]), str(told["key"])
        place = place_of(line, self._spots)
        if place is not None:
            said = self._speaker.write(place, UUID(key), str(told["text"]))
            taken = await attempted(self._answered(place, said), self._words)
            self._box.settled(line, key, taken=taken)

    async def press(self, action: str) -> None:
        """Do what a button does, here."""
        if self._pane.place is not None:
            pressed = self._speaker.press(self._pane.place, action)
            await attempted(self._answered(self._pane.place, pressed), self._words)

    async def fill(self, told: Mapping[str, Any]) -> None:
        """Send a form that was filled in, from the place where it was asked for."""
        place = place_of(str(told["place"]), self._spots)
        if place is not None:
            values = {str(name): str(value) for name, value in told["values"].items()}
            filled = self._speaker.fill(place, str(told["action"]), values)
            await attempted(self._answered(place, filled), self._words)

    async def _answered(self, place: Place, work: Awaitable[Form | None]) -> None:
        form = await work
        if form is not None:
            self._dialog.open(form, address(place))
