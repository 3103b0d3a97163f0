"""Slack for the kill matrix: the local one, with a channel and a member for each room."""

import asyncio
import http.client
from collections.abc import Coroutine, Iterator
from typing import Any

from bot.core.chat import Channel as Place
from bot.core.chat import Community
from tests.kills import template
from tests.kills.driving import Seen, Send, Where
from tests.kills.waiting import until
from tests.platforms.slack.speaking import written
from tests.wire.discord.faults import hanging
from tests.wire.slack.delivery import Asked
from tests.wire.slack.server import LocalSlack
from tests.wire.slack.world import Channel, Json, Message, View

_METHODS: dict[Send, tuple[str, ...]] = {
    "acknowledge": (),
    "private": ("response_url", "chat.postEphemeral"),
    "message": ("chat.postMessage", "chat.startStream"),
    "change": ("chat.update", "chat.appendStream", "chat.stopStream"),
    "thread": (),
}
_AGAIN = (0.5, 2.0, 4.0, 8.0)
"""Slack brings words again after a minute and after five: scaled to the programs of a test."""
_PUBLIC = ("answer", "retry")
"""The rooms where a question is asked for all; elsewhere it is asked of its member alone."""
_LATEST = 90.0


class SlackTown:
    """The port `Town` over a local Slack without its rates. `by_http` Slack calls the program,
    signed; else the program opens sockets."""

    def __init__(self, slack: LocalSlack, *, by_http: bool = False) -> None:
        self.slack = slack
        slack.pace.on = False
        slack.rules.retries = _AGAIN
        self._port = template.free_port() if by_http else 0
        self._came, self._is_there = 0, False
        if by_http:
            slack.delivery.request_url = f"http://127.0.0.1:{self._port}/slack/events"

    def environment(self) -> dict[str, str]:
        told = {"SLACK_BOT_TOKEN": self.slack.bot_token, "SLACK_API_BASE": self.slack.base_url}
        if not self._port:
            return told | {"SLACK_APP_TOKEN": self.slack.app_token}
        address = {
            "PORT": str(self._port),
            "COACH_PUBLIC_URL": f"http://127.0.0.1:{self._port}",
        }
        return told | address | {"SLACK_SIGNING_SECRET": self.slack.secret}

    def room(self, name: str) -> "SlackRoom":
        return SlackRoom(self.slack, name)

    def hears(self) -> int:
        if not self._port:
            return self.slack.delivery.opened
        was, self._is_there = self._is_there, _is_ready(self._port)
        self._came += self._is_there and not was
        return self._came

    def hold(self, *sends: Send, committed: bool) -> None:
        if "acknowledge" in sends:
            self.slack.delivery.withheld = "heard" if committed else "unheard"
        for method in (method for send in sends for method in _METHODS[send]):
            self.slack.faults.on(method, hanging(committed=committed), times=1000)

    def release(self) -> None:
        self.slack.faults.clear()
        self.slack.delivery.withheld = ""

    def check(self) -> None:
        assert self.slack.violations == []


class SlackRoom:
    """The port `Room`."""

    def __init__(self, slack: LocalSlack, name: str) -> None:
        self._slack = slack
        self._public = name in _PUBLIC
        self._member = slack.world.user(name)
        self._channel = slack.world.channel(f"c-{name}")
        self._direct = slack.world.direct(self._member)
        self._said: Message | None = None
        """The last message, where it was said after the last act."""
        self._act: Asked | None = None
        self._form: View | None = None
        self._doing: set[asyncio.Task[Any]] = set()
        self._hung = len(slack.api.requests)

    @property
    def home(self) -> Place:
        """Its channel, as the coach knows it."""
        return Place(Community("slack", self._slack.world.team), self._channel.id)

    @property
    def ids(self) -> tuple[str, str]:
        """Of the direct conversation, and of the member."""
        return self._direct.id, self._member.id

    async def command(self, name: str, /, *, where: Where = "channel", **options: Any) -> None:
        given = [f"{key}:{value}" for key, value in options.items()]
        if name == "quiz" and where == "channel" and self._public:
            given.append("where:channel")
        place = self._direct if where == "direct" else self._channel
        line = " ".join(given)
        await self._does(self._slack.slash(name, line, user=self._member, channel=place))

    async def press(self, action: str) -> None:
        message, name = self._with(action)
        await self._does(self._slack.press(message, name, self._member))

    async def opens(self, action: str) -> None:
        message, name = self._with(action)
        asked = await self._slack.press(message, name, self._member)
        try:
            self._form = await self._slack.form(asked)
        except TimeoutError:
            raise AssertionError("no form") from None

    async def submit(self, **values: str) -> None:
        assert self._form is not None
        chosen = {
            one["action_id"]: one["options"][0]["value"]
            for one in _elements(self._form.body["blocks"])
            if one["type"] == "static_select"
        }
        await self._does(self._slack.submit(self._form, chosen | values))

    async def say(self, text: str, where: Where) -> None:
        place, thread = self._direct if where == "direct" else self._channel, None
        if where == "thread":
            await until(self._newest_question, _LATEST, "a question")
            thread = self._newest_question()
            assert thread is not None
            place = thread.channel
        if place.person is None:
            doing: Any = self._slack.mention(text, self._member, channel=place, thread=thread)
        else:
            doing = self._slack.say(place, text, self._member, thread=thread)
        self._begins(doing)
        await until(lambda: self._last_words(place, text), 1)
        self._said = self._last_words(place, text)

    async def notices(self) -> None:
        body = {"blocks": [{"type": "input", "element": _COMPLETING}]}
        view = View("V0NOTICES", body, self._member)
        for _ in range(2):  # one for each socket
            await self._slack.suggest(view, _COMPLETING["action_id"], "kv")

    def key(self) -> str:
        team = self._slack.world.team
        if self._said is not None:
            return f"slack:message:{team}:{self._said.channel.id}:{self._said.ts}"
        assert self._act is not None
        told = self._act.payload
        if self._act.kind == "slash_commands":
            return f"slack:command:{team}:{told['trigger_id']}"
        if told["type"] == "view_submission":
            return f"slack:view:{team}:{told['view']['id']}"
        where = f"{told['channel']['id']}:{told['message_ts']}:{told['user']['id']}"
        return f"slack:action:{team}:{where}:{told['actions'][0]['action_ts']}"

    def seen(self) -> list[Seen]:
        found = sorted(self._of_coach(), key=lambda one: one.ts)
        return [Seen(f"{one.text} {written(one)}", _where(one), _actions(one)) for one in found]

    def acknowledged(self) -> bool:
        return self._said is not None or (self._act is not None and self._act.took is not None)

    def thinking(self) -> int:
        return sum(one.stream == "open" for one in self._of_coach())

    def held(self) -> bool:
        if any(one.user is self._member for one in self._slack.delivery.hung):
            return True
        mine = {self._channel.id, self._direct.id, self._member.id}
        hung = [one for one in self._slack.api.requests[self._hung :] if one.fault is not None]
        channels = {str(one.body.get("channel", "")) for one in hung}
        hooks = {one.hook for one in hung}
        return not mine.isdisjoint(channels) or not hooks.isdisjoint(self._hooks())

    def _hooks(self) -> list[str]:
        hooks = self._slack.world.hooks.items()
        return [name for name, one in hooks if one.user is self._member]

    async def _does(self, doing: Coroutine[Any, Any, Asked]) -> None:
        before = len(self._slack.delivery.brought)
        self._begins(doing)
        await until(lambda: self._brought(before), 1)
        self._act, self._said = self._brought(before), None

    def _begins(self, doing: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(doing)
        self._doing.add(task)
        task.add_done_callback(self._doing.discard)

    def _brought(self, since: int) -> Asked | None:
        brought = self._slack.delivery.brought[since:]
        return next((one for one in brought if one.user is self._member), None)

    def _last_words(self, place: Channel, text: str) -> Message | None:
        mine = [one for one in self._slack.messages(place) if one.author is self._member]
        fitting = [one for one in mine if text in one.text and one is not self._said]
        return fitting[-1] if fitting else None

    def _of_coach(self) -> list[Message]:
        every = [
            one for place in (self._channel, self._direct) for one in self._slack.messages(place)
        ]
        bot = self._slack.world.bot
        theirs = [one for one in every if one.author is bot]
        mine = [one for one in theirs if one.only_to in (None, self._member)]
        return [one for one in mine if one.text or one.blocks]

    def _newest_question(self) -> Message | None:
        questions = [one for one in self._of_coach() if "hint" in _actions(one)]
        return max(questions, key=lambda one: one.ts) if questions else None

    def _with(self, action: str) -> tuple[Message, str]:
        found = [
            (one, name)
            for one in self._of_coach()
            for name in _names(one)
            if name.split(":")[0] == action
        ]
        return max(found, key=lambda pair: pair[0].ts)


def _is_ready(port: int) -> bool:
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        asking.request("GET", "/readyz")
        return asking.getresponse().status == 200
    except OSError:
        return False
    finally:
        asking.close()


_COMPLETING: Json = {"type": "external_select", "action_id": "complete:tags"}


def _elements(blocks: list[Json]) -> Iterator[Json]:
    for block in blocks:
        if element := block.get("element"):
            yield element


def _names(message: Message) -> list[str]:
    rows = [each for one in message.blocks for each in one.get("elements", ())]
    return [one["action_id"] for one in rows if isinstance(one, dict) and "action_id" in one]


def _actions(message: Message) -> frozenset[str]:
    return frozenset(name.split(":")[0] for name in _names(message))


def _where(message: Message) -> Where:
    if message.thread_ts not in (None, message.ts):
        return "thread"
    return "direct" if message.channel.person else "channel"
