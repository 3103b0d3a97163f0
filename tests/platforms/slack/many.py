"""A whole house that any workspace of a local Slack may add: OAuth, and deliveries over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import uvicorn

from bot import settings
from bot.app import App, running
from bot.core.ports import LanguageModel
from bot.health import Asked, endpoints, listening
from bot.llm.scripted import ScriptedModel
from tests.house import SEED
from tests.wire.slack.people import People, until
from tests.wire.slack.server import LocalSlack
from tests.wire.slack.world import Message, User


@dataclass(frozen=True)
class Page:
    """What a browser was answered."""

    status: int
    text: str
    location: str = ""
    cookie: str = ""


@dataclass(frozen=True)
class Many:
    """The house, and browsers that come to it."""

    slack: LocalSlack
    app: App
    url: str

    async def get(self, address: str, *, cookie: str = "", language: str = "en") -> Page:
        """Open an address; a browser sends its cookies over TLS alone, so they are sent by hand."""
        headers = {"Accept-Language": language} | ({"Cookie": cookie} if cookie else {})
        async with (
            aiohttp.ClientSession() as session,
            session.get(address, headers=headers, allow_redirects=False) as answer,
        ):
            told = answer.headers.get("Set-Cookie", "").split(";")[0]
            location = answer.headers.get("Location", "")
            return Page(answer.status, await answer.text(), location, told)

    async def begin(self) -> Page:
        """Ask to add the coach: the way to Slack's page, and a cookie."""
        page = await self.get(f"{self.url}/slack/install")
        assert page.status == 302, page
        return page

    async def install(self, people: People, by: User, **more: str) -> Page:
        """Add the coach to a workspace, as one of its people."""
        begun = await self.begin()
        back = self.slack.oauth.allow(begun.location, people.world, by)
        return await self.get(back, cookie=begun.cookie, **more)


def direct(people: People, person: User) -> list[Message]:
    """What the coach has said to a person alone, the oldest first."""
    channel = people.world.direct(person)
    return [one for one in channel.messages.values() if one.author is people.world.bot]


@asynccontextmanager
async def open_to_all(
    slack: LocalSlack,
    home: Path,
    model: LanguageModel | None = None,
    *,
    bank: Path = SEED,
    sockets: bool = False,
) -> AsyncIterator[Many]:
    """The coach at work until the block ends; with `sockets`, it hears by them."""
    socket = listening("127.0.0.1", 0)
    url = f"http://127.0.0.1:{socket.getsockname()[1]}"
    chosen = settings.read(
        coach_home=home,
        coach_bank=str(bank),
        coach_timezone="Etc/UTC",
        coach_replica="town",
        coach_public_url=url,
        slack_client_id=slack.oauth.client_id,
        slack_client_secret=slack.oauth.client_secret,
        slack_signing_secret=None if sockets else slack.secret,
        slack_app_token=slack.app_token if sockets else None,
        slack_api_base=slack.base_url,
    )
    async with running(chosen, "serve", ["slack"], model or ScriptedModel([])) as app:
        config = uvicorn.Config(
            endpoints(Asked(_well, _none), app.served), log_config=None, lifespan="off"
        )
        server = uvicorn.Server(config)
        ears = app.ears["slack"]
        work = [
            asyncio.create_task(server.serve(sockets=[socket])),
            asyncio.create_task(ears.run(app.recorder.accept, app.coach.ask, app.suggest)),
        ]
        try:
            await until(lambda: server.started)
            if sockets:
                await until(lambda: slack.delivery.sockets)
            else:
                slack.delivery.request_url = f"{url}/slack/events"
            yield Many(slack, app, url)
        finally:
            work[1].cancel()
            server.should_exit = True
            await asyncio.gather(*work, return_exceptions=True)


async def _well() -> dict[str, bool]:
    return {}


async def _none() -> bytes:
    return b""
