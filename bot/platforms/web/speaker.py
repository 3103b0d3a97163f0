"""Turns what the person at a page writes, presses and fills in into requests that are answered."""

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core import actions, commands
from bot.core.chat import Card, Channel, Entry, Form, Member, Place, Role
from bot.core.ears import deliver
from bot.core.keeping import Transcript
from bot.core.ports import Accept, Ask, Clock
from bot.core.requests import Inquiry, NextQuestion, Request, StartQuiz, Who


@dataclass
class Speaker:
    """Speaks for one person. `expected` holds the channels where they asked for a question.

    A method returns the form that answers it, if one does; StoreTrouble where the words could not
    be kept. Whoever can reach this machine's loopback holds its shell, and so every role.
    """

    me: Member
    language: str
    transcript: Transcript
    clock: Clock
    accept: Accept
    ask: Ask
    expected: set[Channel] = field(default_factory=set)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def who(self, place: Place, key: uuid.UUID | None = None) -> Who:
        """The person in this place; the same key is the same event."""
        name = f"web:{key or uuid.uuid4()}"
        return Who(
            key=name, member=self.me, place=place, language=self.language, roles=frozenset(Role)
        )

    async def write(self, place: Place, key: uuid.UUID, text: str) -> Form | None:
        """Say words, or use a command: they stand in the transcript before they are acted on."""
        request = commands.read(text, self.who(place, key))
        words = Entry(
            id=f"said-{key}",
            place=place,
            version=0,
            at=self.clock(),
            said_by=self.me,
            only_to=self.me if isinstance(request, Inquiry) else None,
            text=text,
        )
        async with self._turn:  # what was sent first stands first
            await self.transcript.put(words)
            return await self._deliver(request)

    async def press(self, place: Place, action: str) -> Form | None:
        """Press a button."""
        return await self._deliver(actions.press(action, self.who(place)))

    async def fill(self, place: Place, action: str, values: Mapping[str, str]) -> Form | None:
        """Send a form that was filled in."""
        return await self._deliver(actions.fill(action, values, self.who(place)))

    async def _deliver(self, request: Request) -> Form | None:
        asks = isinstance(request, StartQuiz | NextQuestion)
        expected = {request.channel} if asks and request.channel else set()
        self.expected |= expected
        answer = await deliver(request, self.accept, self.ask)
        if isinstance(answer, Card):
            self.expected -= expected
            await self._show(request, answer)
            return None
        return answer

    async def _show(self, request: Request, card: Card) -> None:
        name = "answer-" + request.key.removeprefix("web:")
        entry = Entry(name, request.place, 0, self.clock(), only_to=self.me, card=card)
        await self.transcript.put(entry)
