"""A member who tries all that there is: every command, button, form and completion, also those that
come later, for all are taken from the catalogue and from the cards that appear."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.app import App
from bot.core.commands import COMMANDS, Command
from bot.core.options import Option
from tests.wire.discord.server import LocalDiscord
from tests.wire.discord.world import Channel, Interaction, Message, User, walk

_STRING, _USER, _CHANNEL = 3, 6, 7
_THINKING, _UPDATING, _OFFERED, _OPENED = 5, 6, 8, 9
_LATEST = 20.0
_QUIET = 0.4


@dataclass
class Walk:
    """`each` is how often a button of one name is pressed in one kind of place, a form sent, and a
    value of an option tried; `words` are written where a form asks for some, and said."""

    local: LocalDiscord
    app: App
    me: User
    thread: Channel
    words: Sequence[str]
    each: int = 1
    used: set[str] = field(default_factory=set)
    """Names of the commands that were used."""
    pressed: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often which button was pressed: the name of its action, and where."""
    sent: Counter[str] = field(default_factory=Counter)
    """How often which form was sent."""
    offered: list[str] = field(default_factory=list)
    """All that completions offered."""
    opened: list[str] = field(default_factory=list)
    """All that forms showed."""
    mine: set[User] = field(default_factory=set)
    """Whoever walks: one for each direct conversation, for nobody waits there then."""
    _done: set[tuple[int, str]] = field(default_factory=set)

    async def in_short(self) -> None:
        """Use each command once, in a channel, and press each button that I see then."""
        for command in COMMANDS:
            place = self.local.general if "channel" in command.where else self._direct()
            least = {one.name: self.words[0] for one in command.options if one.required}
            self.used.add(command.name)
            used = await self.local.use(command.name, least, place.person or self.me, place)
            await self._settled(used)
        await self.presses()
        await self.quiet()

    async def everything(self) -> None:
        """Use all that there is, until nothing new is there."""
        for command in COMMANDS:
            for place in self._places(command):
                await self.uses(command, place)
        direct = self._direct()
        for said in self.words:
            self.local.say(self.thread, said, self.me, mention=True)
            self.local.say(direct, said, direct.person)
        for command in COMMANDS:
            direct = self._direct()
            self.local.say(self.thread, f"/{command.name}", direct.person, mention=True)
            self.local.say(direct, f"/{command.name}", direct.person)
        await self.quiet()
        while await self.presses():
            await self.quiet()

    async def uses(self, command: Command, place: Channel) -> None:
        """Use a command; in a channel with each of its options, too."""
        self.used.add(command.name)
        offered = {one.name: await self._values(command, one, place) for one in command.options}
        least = {one.name: offered[one.name][0] for one in command.options if one.required}
        ways = [least]
        for name, values in offered.items() if place.parent is None is place.person else ():
            ways += [least | {name: one} for one in values[: self.each]]
        for given in [one for at, one in enumerate(ways) if one not in ways[:at]]:
            used = await self.local.use(command.name, given, place.person or self.me, place)
            await self._settled(used)

    async def presses(self) -> bool:
        """Press each button that I see and have not pressed; whether there was one."""
        found = list(self._buttons())
        for message, action in found:
            me = message.channel.person or self.me
            if action in message.buttons:  # else it went while others were pressed
                await self._settled(await self.local.press(message, action, me))
        return bool(found)

    def _buttons(self) -> Iterator[tuple[Message, str]]:
        for place in list(self.local.world.channels.values()):
            if place.person is not None and place.person not in self.mine:
                continue
            for message in self.local.seen(place, place.person or self.me):
                for action in list(message.buttons):
                    kind = (action.partition(":")[0], self._kind(message))
                    if (message.id, action) in self._done or self.pressed[kind] >= self.each:
                        continue
                    self._done.add((message.id, action))
                    self.pressed[kind] += 1
                    yield message, action

    def _kind(self, message: Message) -> str:
        if message.only_to is not None:
            return "private"
        place = message.channel
        return "direct" if place.person else "thread" if place.is_thread else "channel"

    def _places(self, command: Command) -> list[Channel]:
        """Where a command is offered: a channel of its own, for nothing then waits for its turn."""
        found = []
        if "channel" in command.where:
            found.append(self.local.open_channel(f"c{len(self.local.world.channels)}"))
        if "thread" in command.where:
            found.append(self.thread)
        if "direct" in command.where:
            found.append(self._direct())
        return found

    def _direct(self) -> Channel:
        """A direct conversation with somebody new, who is as I am."""
        one = self.local.person(f"Eve {len(self.mine)}")
        self.mine.add(one)
        return self.local.direct(one)

    async def _values(self, command: Command, option: Option, place: Channel) -> list[Any]:
        """Values of an option: what Discord's program offers for it, else words."""
        told = next(one for one in self._registered(command) if one["name"] == option.name)
        if told["type"] == _USER:
            return [str(one.id) for one in self.local.world.users.values()]
        if told["type"] == _CHANNEL:
            return [str(self.local.general.id)]
        if told.get("choices"):
            return [one["value"] for one in told["choices"]]
        values = list(self.words)
        if told.get("autocomplete"):
            for typed in ("", *self.words):
                found = await self.local.completes(
                    command.name, {option.name: typed}, option.name, place.person or self.me, place
                )
                self.offered += [str(one) for one in found]
                values = [*(one["value"] for one in found), *values]
        return values

    def _registered(self, command: Command) -> list[dict[str, Any]]:
        """The options of a command as Discord knows them."""
        first, *rest = command.name.split()
        held = self.local.desk.commands[None].values()
        inside = next(one for one in held if one["name"] == first and one["type"] == 1)
        for name in rest:
            inside = next(one for one in inside["options"] if one["name"] == name)
        return list(inside.get("options") or ())

    async def quiet(self) -> None:
        """Nothing more is sent for a while: words have no answer that could be waited for."""
        before = -1
        while before != len(self.local.requests):
            before = len(self.local.requests)
            await asyncio.sleep(_QUIET)

    async def _settled(self, used: Interaction) -> None:
        """All that came of it is done; a form that it opened is sent."""
        if used.callback in (_THINKING, _UPDATING):
            done = asyncio.ensure_future(self.app.pump.settled(f"discord:i:{used.id}"))
            await asyncio.wait([done], timeout=_LATEST)
            assert done.done(), f"not settled within {_LATEST} s: {used.data}"
        elif used.callback == _OPENED:
            self.opened.append(str(used.form))
            await self._sends(used)

    async def _sends(self, opened: Interaction) -> None:
        """Send a form with each of the values that it offers, then with words."""
        name = str(opened.form["custom_id"]).partition(":")[0]
        for given in list(self._filled(opened.form)):
            if self.sent[name] >= self.each:
                return
            self.sent[name] += 1
            await self._settled(await self.local.submit(opened, **given))

    def _filled(self, form: dict[str, Any]) -> Iterator[dict[str, Any]]:
        inputs = [one for one in walk(form["components"]) if "custom_id" in one]
        texts = {
            one["custom_id"]: self.words[0][: one.get("max_length") or 4000]
            for one in inputs
            if one["type"] == 4 and (one.get("required", True) or one.get("style") == 2)
        }
        selects = {
            one["custom_id"]: [each["value"] for each in one["options"]]
            for one in inputs
            if one["type"] == _STRING
        }
        for at in range(max([1, *map(len, selects.values())])):
            yield texts | {name: [every[at % len(every)]] for name, every in selects.items()}
