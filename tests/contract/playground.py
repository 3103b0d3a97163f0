"""The playground for the journeys: what the page and the terminal do, with the house's own
transcript."""

import asyncio
import io
import os
import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from bot import words
from bot.app import App
from bot.core import actions, commands
from bot.core.chat import Channel, Community, Direct, Entry, Form, Member, Place, Thread
from bot.core.requests import Request
from bot.platforms.terminal import TerminalEars
from tests.house import COMMUNITY, House
from tests.kills.driving import Seen, Where
from tests.kills.waiting import until


class PlaygroundRoom:
    """A member of the playground: what the page hands over when they write or press."""

    def __init__(self, app: App, name: str) -> None:
        self._house = House(app, Member(COMMUNITY, name, name))
        self._channel = Channel(COMMUNITY, name)
        self._form: Form | None = None
        self._from: Place = self._channel
        self._last: Request | None = None
        self._entries: list[Entry] = []

    async def command(self, name: str, /, *, where: Where = "channel", **options: Any) -> None:
        del where
        given = " ".join(f'{key}:"{value}"' for key, value in options.items())
        await self._types(f"/{name} {given}".strip(), self._channel)

    async def press(self, action: str) -> None:
        place, line = await self._button(action)
        await self._does(actions.press(line, self._house.who(place)))

    async def opens(self, action: str) -> None:
        self._from, line = await self._button(action)
        form = await self._house.presses(line, self._from)
        assert isinstance(form, Form)
        self._form = form

    async def submit(self, **values: str) -> None:
        assert self._form is not None
        chosen = {one.name: one.choices[0].value for one in self._form.inputs if one.choices}
        who = self._house.who(self._from)
        await self._does(actions.fill(self._form.action, chosen | values, who))

    async def say(self, text: str, where: Where) -> None:
        questions = [one for one in self._entries if _has(one, "hint")]
        place: Place = self._channel
        if where == "thread":
            place = Thread(self._channel, questions[-1].id)
        await self._types(text if where == "thread" else f"/{text}", place)

    async def again(self) -> None:
        assert self._last is not None
        await self._does(self._last)

    def seen(self) -> list[Seen]:
        return [_seen(one) for one in self._entries]

    async def _types(self, line: str, place: Place) -> None:
        await self._does(commands.read(line, self._house.who(place)))

    async def _does(self, request: Any) -> None:
        answer = await self._house.does(request)
        self._last = request if isinstance(request, Request) else self._last
        await self._looks()
        if answer is not None and not isinstance(answer, Form):
            made = Entry("answer", self._channel, 0, datetime.now(UTC), card=answer)
            self._entries.append(made)

    async def _looks(self) -> None:
        general = await self._house.sees(self._channel)
        places: list[Place] = [Thread(self._channel, one.id) for one in general]
        places.append(Direct(self._house.member))
        under = [one for place in places for one in await self._house.sees(place)]
        self._entries = [one for one in (*general, *under) if one.card is not None]

    async def _button(self, action: str) -> tuple[Place, str]:
        await self._looks()
        found = [one for one in self._entries if _has(one, action)]
        assert found, f"no button is called {action}"
        newest = found[-1]
        assert newest.card is not None
        line = next(one.action for one in newest.card.buttons if _name(one.action) == action)
        return newest.place, line


class TerminalRoom:
    """A person at a pipe into the terminal's real ears, who reads what is printed."""

    def __init__(self, app: App, name: str) -> None:
        end, self._pipe = os.pipe()
        self._stdin = os.fdopen(end)
        self._out = io.StringIO()
        self._form = ""
        ears = TerminalEars(
            community=Community("terminal", name),
            transcript=app.transcript,
            say=words.say,
            settled=app.pump.settled,
            at_prompt=False,
            stdin=self._stdin,
            stdout=self._out,
        )
        self._running = asyncio.create_task(
            ears.run(app.recorder.accept, app.coach.ask, app.suggest)
        )

    async def close(self) -> None:
        """The pipe ends."""
        os.close(self._pipe)
        with suppress(asyncio.CancelledError):
            await self._running
        self._stdin.close()

    async def command(self, name: str, /, *, where: Where = "channel", **options: Any) -> None:
        del where
        given = " ".join(f'{key}:"{value}"' for key, value in options.items())
        self._writes(f"/{name} {given}".strip())

    async def press(self, action: str) -> None:
        await until(lambda: action in self._actions(), 5, action)
        self._writes(f"/{action}")

    async def opens(self, action: str) -> None:
        await self.press(action)
        self._form = action

    async def submit(self, **values: str) -> None:
        lines = ["1", *values.values()] if self._form == "dispute" else values.values()
        for line in lines:
            self._writes(line)

    async def say(self, text: str, where: Where) -> None:
        if where == "thread":
            await until(lambda: "hint" in self._actions(), 5, "a question")
        self._writes(text if where == "thread" else f"/{text}")

    def seen(self) -> list[Seen]:
        parts = re.findall(r"(?s).+?(?:\n\[/[^\n]*\n|\Z)", self._out.getvalue())
        return [Seen(one, "channel", frozenset(_typed(one))) for one in parts]

    def _actions(self) -> set[str]:
        return set(_typed(self._out.getvalue()))

    def _writes(self, line: str) -> None:
        os.write(self._pipe, f"{line}\n".encode())


def _typed(text: str) -> list[str]:
    return re.findall(r"\[/(?:press-)?([a-z_]+)", text)


def _name(action: str) -> str:
    return action.split(":")[0]


def _has(entry: Entry, action: str) -> bool:
    return any(_name(one.action) == action for one in (entry.card.buttons if entry.card else ()))


def _seen(entry: Entry) -> Seen:
    card = entry.card
    assert card is not None
    fields = [f"{one.name} {one.value}" for one in card.fields]
    text = "\n".join([card.title, card.body, *fields, card.note, card.spoiler])
    where: Where = "thread" if isinstance(entry.place, Thread) else "channel"
    return Seen(text, where, frozenset(_name(one.action) for one in card.buttons))
