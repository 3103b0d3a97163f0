"""Discord for the kill matrix: the local one, with a server for each room."""

from typing import Any

from bot.core.chat import Channel as Place
from bot.core.chat import Community
from tests.kills.driving import Seen, Send, Where
from tests.kills.waiting import until
from tests.platforms.discord.program import environment, on_line
from tests.platforms.discord.town import register
from tests.wire.discord.faults import hanging
from tests.wire.discord.server import LocalDiscord
from tests.wire.discord.world import Channel, Interaction, Message, walk

_ROUTES: dict[Send, tuple[str, ...]] = {
    "acknowledge": ("callback",),
    "private": ("followup", "original", "edit_followup"),
    "message": ("post", "forum"),
    "change": ("edit",),
    "thread": ("thread",),
}

_SELECT = 3
_LATEST = 90.0


class DiscordTown:
    """The port `Town` over a local Discord without its rates."""

    def __init__(self, local: LocalDiscord) -> None:
        self.local = local
        local.pace.on = False
        register(local)

    def environment(self) -> dict[str, str]:
        return environment(self.local)

    def room(self, name: str) -> "DiscordRoom":
        return DiscordRoom(self.local, name)

    def hears(self) -> int:
        return on_line(self.local)

    def hold(self, *sends: Send, committed: bool) -> None:
        for route in (route for send in sends for route in _ROUTES[send]):
            self.local.faults.on(route, hanging(committed=committed), times=1000)

    def release(self) -> None:
        self.local.faults.clear()

    def check(self) -> None:
        assert self.local.violations == []


class DiscordRoom:
    """The port `Room`: the member did not install the bot, and sees no card for who did."""

    def __init__(self, local: LocalDiscord, name: str) -> None:
        self._local = local
        guild = local.install(name, by=local.world.user(f"{name}'s owner"))
        self._channel = guild.channels[0]
        self._member = local.world.user(name)
        guild.members[self._member.id] = (self._member, [])
        self._said: int | None = None
        """The last message, where it was said after the last act."""
        self._acts: list[Interaction] = []
        self._form: Interaction | None = None
        self._hung = len(local.requests)

    @property
    def home(self) -> Place:
        """Its channel, as the coach knows it."""
        assert self._channel.guild
        community = Community("discord", str(self._channel.guild.id))
        return Place(community, str(self._channel.id))

    async def command(self, name: str, /, *, where: Where = "channel", **options: Any) -> None:
        done = await self._local.slash(
            name, user=self._member, channel=self._place(where), wait=False, **options
        )
        self._did(done)

    async def press(self, action: str) -> None:
        done = await self._local.press(self._with(action), action, self._member, wait=False)
        self._did(done)

    async def opens(self, action: str) -> None:
        pressed = await self._local.press(self._with(action), action, self._member)
        assert pressed.form
        self._form = pressed

    async def submit(self, **values: str) -> None:
        assert self._form is not None
        chosen: dict[str, Any] = {
            one["custom_id"]: [one["options"][0]["value"]]
            for one in walk(self._form.form["components"])
            if one.get("type") == _SELECT
        }
        done = await self._local.submit(self._form, wait=False, **chosen | values)
        self._did(done)

    async def say(self, text: str, where: Where) -> None:
        if where == "thread":
            await until(self._newest_thread, _LATEST, "a thread")
        place = self._place(where)
        said = self._local.say(place, text, self._member, mention=where != "direct")
        self._said = said.id

    async def notices(self) -> None:
        await self._local.complete("quiz", focused="tag", user=self._member, tag="kv")

    def key(self) -> str:
        if self._said is not None:
            return f"discord:m:{self._said}"
        return f"discord:i:{self._acts[-1].id}"

    def seen(self) -> list[Seen]:
        threads = [one for one in self._local.world.channels.values() if self._is_mine(one)]
        direct = self._local.direct(self._member)
        found: list[tuple[int, Seen]] = []
        for where, places in _placed(self._channel, threads, direct):
            for place in places:
                found += [(one.id, _seen(one, where)) for one in self._of(place)]
        return [one for _, one in sorted(found, key=lambda pair: pair[0])]

    def acknowledged(self) -> bool:
        return self._said is not None or self._acts[-1].callback is not None

    def thinking(self) -> int:
        return sum(one.original is not None and one.original.loading for one in self._living())

    def held(self) -> bool:
        mine = {str(one.id) for one in self._places()} | {one.token for one in self._acts}
        return any(
            one.fault is not None and not mine.isdisjoint(one.path.split("/"))
            for one in self._local.requests[self._hung :]
        )

    def _did(self, act: Interaction) -> None:
        self._acts.append(act)
        self._said = None

    def _living(self) -> list[Interaction]:
        return [one for one in self._acts if one.original and not one.original.deleted]

    def _is_mine(self, channel: Channel) -> bool:
        return channel.parent is self._channel

    def _places(self) -> list[Channel]:
        threads = [one for one in self._local.world.channels.values() if self._is_mine(one)]
        return [self._channel, *threads, self._local.direct(self._member)]

    def _place(self, where: Where) -> Channel:
        if where == "thread" and (thread := self._newest_thread()):
            return thread
        return self._local.direct(self._member) if where == "direct" else self._channel

    def _newest_thread(self) -> Channel | None:
        questions = [
            one for one in self._of(self._channel) if "hint" in _seen(one, "channel").actions
        ]
        return questions[-1].thread if questions else None

    def _of(self, place: Channel) -> list[Message]:
        bot = self._local.world.bot
        messages = self._local.seen(place, self._member)
        return [one for one in messages if one.author is bot and not one.loading]

    def _with(self, action: str) -> Message:
        every = [one for place in self._places() for one in self._of(place)]
        named = [one for one in every if any(key.split(":")[0] == action for key in one.buttons)]
        return max(named, key=lambda one: one.id)


def _placed(
    channel: Channel, threads: list[Channel], direct: Channel
) -> tuple[tuple[Where, list[Channel]], ...]:
    return ("channel", [channel]), ("thread", threads), ("direct", [direct])


def _seen(message: Message, where: Where) -> Seen:
    actions = frozenset(key.split(":")[0] for key in message.buttons)
    return Seen(message.text, where, actions)
