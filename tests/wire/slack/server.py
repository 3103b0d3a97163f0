"""A local Slack: Web API, Socket Mode and deliveries on one free port of the loopback."""

from types import TracebackType
from typing import Self

from aiohttp import web

from tests.wire.discord.clock import Clock
from tests.wire.discord.faults import Faults
from tests.wire.slack.api import Api, Sent
from tests.wire.slack.delivery import Asked, Delivery
from tests.wire.slack.limits import Violation
from tests.wire.slack.oauth import OAuth
from tests.wire.slack.pace import Pace
from tests.wire.slack.people import People, opened, until
from tests.wire.slack.world import Channel, Message, View, World


class LocalSlack(People):
    """`async with LocalSlack() as slack:` serves until the block ends."""

    def __init__(self) -> None:
        self.clock = Clock()
        world = World(self.clock)
        self.pace, self.faults = Pace(self.clock), Faults()
        self.api = Api(world, self.pace, self.faults)
        super().__init__(world, Delivery(world), self.api.violations)
        self.bot_token, self.app_token, self.secret = world.bot_token, world.app_token, world.secret
        self.rules = world.rules
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, met: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self, port: int = 0) -> None:
        """Listen; `base_url` says where."""
        app = web.Application(client_max_size=128 << 20)
        self.api.add_to(app)
        app.router.add_get("/link", self.delivery.connection)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.world.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Let go of every connection and stop listening."""
        self.api.close()
        await self.delivery.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def base_url(self) -> str:
        """What `AsyncWebClient(base_url=…)` wants."""
        return f"{self.world.base}/api/"

    @property
    def violations(self) -> list[Violation]:
        """Every row of the table of limits that was broken so far."""
        return self.api.violations

    def sent(self, *methods: str) -> list[Sent]:
        """The calls of these methods (and of `response_url`), in order."""
        return [one for one in self.api.requests if one.method in methods]

    @property
    def oauth(self) -> OAuth:
        """The app's credentials, and every token that there is."""
        return self.api.oauth

    def workspace(self, name: str) -> People:
        """Another workspace, with people of its own. Its ids are those of the first: T… alone tells
        them apart. The app has no token there until somebody installs it."""
        team = f"T0LOCAL{len(self.api.worlds) + 1:02d}"
        world = World(self.clock, team, name, self.rules)
        world.base = f"{self.world.base}/{team}"
        self.api.worlds[team] = world
        return People(world, self.delivery, self.api.violations)

    async def uninstall(self, people: People) -> None:
        """The app is taken out of a workspace: it hears of it by two events."""
        self.oauth.revoke(people.world)
        bot = people.world.bot.id
        events = ({"type": "tokens_revoked", "tokens": {"bot": [bot]}}, {"type": "app_uninstalled"})
        for event in events:
            await people.tell(event)

    def messages(self, channel: Channel) -> list[Message]:
        """What stands in a channel and its threads now, ephemeral messages too."""
        return [one for one in channel.messages.values() if not one.deleted]

    async def form(self, asked: Asked) -> View:
        """The form that this act opened, as soon as it is there."""
        view = await until(lambda: opened(self.world, asked))
        assert isinstance(view, View)
        return view
