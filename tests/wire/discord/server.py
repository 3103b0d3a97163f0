"""A local Discord: REST and gateway on one free port of the loopback, with its rules and limits."""

from types import TracebackType
from typing import Self

from aiohttp import web

from tests.wire.discord.chatting import Chatting
from tests.wire.discord.clock import Clock
from tests.wire.discord.desk import Desk, Rules
from tests.wire.discord.faults import Faults
from tests.wire.discord.gateway import Gateway
from tests.wire.discord.limits import Violation
from tests.wire.discord.pace import Pace
from tests.wire.discord.rest import PREFIX, Rest, Sent
from tests.wire.discord.world import Guild, Json, Message, World


class LocalDiscord(Chatting):
    """`async with LocalDiscord() as discord:` serves until the block ends."""

    token = "a.local.token"

    def __init__(self) -> None:
        self.clock = Clock()
        self.rules = Rules()
        self.pace = Pace(self.clock)
        self.faults = Faults()
        world = World(self.clock)
        desk = Desk(world, self.rules, self._tell, self._tell_message)
        self.rest = Rest(desk, self.pace, self.faults, self.token)
        super().__init__(world, desk, Gateway(desk, self.token, self.rest.violations))
        self._runner: web.AppRunner | None = None
        self.api = self.gateway_url = ""

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, met: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self, port: int = 0) -> None:
        """Listen; `api` and `gateway_url` say where."""
        app = web.Application(client_max_size=128 << 20)
        app.router.add_get("/", self.gateway.connection)
        self.rest.add_to(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        port = self._runner.addresses[0][1]
        self.desk.base = f"http://127.0.0.1:{port}"
        self.api, self.gateway_url = self.desk.base + PREFIX, f"ws://127.0.0.1:{port}/"

    async def stop(self) -> None:
        """Let go of every connection and stop listening."""
        self.rest.close()
        await self.gateway.close(1001)
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def requests(self) -> list[Sent]:
        """Every request so far, in order."""
        return self.rest.requests

    @property
    def violations(self) -> list[Violation]:
        """Every row of the table of limits that was broken so far."""
        return self.rest.violations

    def sent(self, *routes: str) -> list[Sent]:
        """The requests of these routes (names of `rest.ROUTES`)."""
        return [one for one in self.requests if one.route in routes]

    def _tell(self, event: str, data: Json, guild: Guild | None, intent: int) -> None:
        self.gateway.tell(event, data, guild, intent)

    def _tell_message(self, event: str, message: Message) -> None:
        self.gateway.tell_message(event, message)
