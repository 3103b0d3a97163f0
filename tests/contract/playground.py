"""The playground for the journeys: what its page hands over, with the house's own transcript."""

from datetime import UTC, datetime
from typing import Any

from bot.app import App
from bot.core import actions, commands
from bot.core.chat import Channel, Direct, Entry, Form, Member, Place, Thread
from bot.core.requests import Request
from tests.house import COMMUNITY, House
from tests.kills.driving import Seen, Where


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
