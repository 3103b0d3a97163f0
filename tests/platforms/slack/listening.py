"""Ears alone on a local Slack, by either way: what they hear is kept in a list."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import uvicorn
from starlette.types import ASGIApp

from bot import words
from bot.core.bank_requests import OpenSuggestionForm
from bot.core.chat import Card, Choice, Form, Input, Member, Place
from bot.core.errors import SettingsTrouble
from bot.core.requests import Inquiry, OpenAnswerForm, Refused, Request
from bot.platforms.slack.ears import SlackEars
from bot.platforms.slack.hearing.answers import Answers
from bot.platforms.slack.hearing.events import Events
from bot.platforms.slack.hearing.gaps import Gaps
from bot.platforms.slack.hearing.home import Homes
from bot.platforms.slack.hearing.looking import Looking
from bot.platforms.slack.hearing.whose import Installed
from bot.platforms.slack.line import Line
from bot.platforms.slack.messages import Messages
from bot.platforms.slack.mouth import SlackMouth
from bot.platforms.slack.people import People
from bot.platforms.slack.tickets import Tickets
from tests.platforms.discord.memory_ledger import MemoryLedger
from tests.wire.slack.people import until
from tests.wire.slack.server import LocalSlack

Way = Literal["socket", "http"]
WAYS: tuple[Way, ...] = ("socket", "http")


@dataclass
class Heard:
    """The requests that were recorded, as often as each came; `trouble` is met by those that
    come next."""

    slack: LocalSlack
    ears: SlackEars
    ledger: MemoryLedger
    running: "asyncio.Task[None]" = field(init=False)
    keys: Counter[str] = field(default_factory=Counter)
    requests: dict[str, Request] = field(default_factory=dict)
    asked: list[Inquiry] = field(default_factory=list)
    trouble: list[Exception] = field(default_factory=list)
    before: Callable[[], Awaitable[None]] | None = None
    asking: Callable[[], Awaitable[None]] | None = None

    async def accept(self, request: Request) -> None:
        if self.before is not None:
            await self.before()
        if self.trouble:
            raise self.trouble.pop(0)
        self.keys[request.key] += 1
        self.requests.setdefault(request.key, request)

    async def ask(self, inquiry: Inquiry) -> Card | Form:
        self.asked.append(inquiry)
        if self.asking is not None:
            await self.asking()
        if isinstance(inquiry, OpenSuggestionForm):
            return Form("Suggest", "suggest", (Input("title", "Title"),), "Send")
        if isinstance(inquiry, OpenAnswerForm):
            box = Input("text", "Your answer", long=True)
            return Form("Answer", f"answer:{inquiry.posting}", (box,), "Send")
        if isinstance(inquiry, Refused):
            return Card("Refused", words.say("en", inquiry.problem, **dict(inquiry.facts)))
        return Card(type(inquiry).__name__, "answered")

    def suggest(self, source: str, typed: str, member: Member) -> Sequence[Choice]:
        return [Choice(f"{source}-{typed}-{one}", f"{typed} {one}") for one in range(150)]

    @property
    def only(self) -> Request:
        """The one request that was heard."""
        (found,) = self.requests.values()
        return found


@asynccontextmanager
async def listening(
    slack: LocalSlack,
    way: Way = "socket",
    *,
    sockets: int = 1,
    ledger: MemoryLedger | None = None,
    places: Sequence[Place] = (),
    patience: float = 2.0,
    installed: Installed | None = None,
) -> AsyncIterator[Heard]:
    """Ears that hear until the block ends; questions stand open in these `places`."""
    ledger = ledger or MemoryLedger(slack.clock.now)

    async def tokens(team: str) -> str:
        return slack.bot_token

    async def me(team: str) -> str:
        return slack.world.bot.id

    async def open_places(team: str, most: int) -> Sequence[Place]:
        return [one for one in places if one.community.id == team][:most]

    async def teams() -> Sequence[str]:
        return list(dict.fromkeys((slack.world.team, *(one.community.id for one in places))))

    line = Line(tokens, slack.base_url)
    tickets, people = Tickets(ledger, now=slack.clock.now), People(line, ledger)
    mouth = SlackMouth(line, Messages(line, ledger), tickets, words.say)
    ears = SlackEars(
        Events(words.say),
        people,
        Answers(line, tickets, mouth, words.say, now=slack.clock.now),
        Homes(line, words.say),
        api=slack.base_url,
        app_token=slack.app_token if way == "socket" else "",
        signing=slack.secret if way == "http" else "",
        looking=Looking(
            line, ledger, open_places, me, Gaps(ledger, teams, slack.clock.now), every=0.05
        ),
        sockets=sockets,
        ping=0.2,
        finish=1.0,
        patience=patience,
        installed=installed,
    )
    heard = Heard(slack, ears, ledger)
    hearing = ears.run(heard.accept, heard.ask, heard.suggest)
    heard.running = running = asyncio.create_task(hearing)
    try:
        async with contextlib.AsyncExitStack() as stack:
            if way == "http":
                await stack.enter_async_context(served(slack, ears.endpoint))
            else:
                await until(lambda: running.done() or len(slack.delivery.sockets) == sockets)
            yield heard
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError, SettingsTrouble):
            await running
        await line.close()


@asynccontextmanager
async def served(slack: LocalSlack, endpoint: ASGIApp) -> AsyncIterator[str]:
    """An endpoint at an address, which Slack is told."""
    config = uvicorn.Config(
        endpoint, host="127.0.0.1", port=0, log_level="error", lifespan="off", ws="none"
    )
    server: Any = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    slack.delivery.request_url = f"http://127.0.0.1:{port}/slack/events"
    try:
        yield slack.delivery.request_url
    finally:
        slack.delivery.request_url = ""
        server.should_exit = True
        await serving
