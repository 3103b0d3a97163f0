"""The ears on Slack: what it delivers, over sockets or over HTTP, becomes requests."""

import asyncio
import time
from collections.abc import Callable

from starlette.types import ASGIApp

from bot.core.happenings import Acknowledged, Tell, untold
from bot.core.ports import Accept, Ask, Suggest
from bot.platforms.slack.hearing.answers import Answers
from bot.platforms.slack.hearing.bolt import Ack, application
from bot.platforms.slack.hearing.endpoint import endpoint
from bot.platforms.slack.hearing.events import Events
from bot.platforms.slack.hearing.home import Homes
from bot.platforms.slack.hearing.listener import Gone, Listener
from bot.platforms.slack.hearing.looking import Looking
from bot.platforms.slack.hearing.payloads import Body
from bot.platforms.slack.hearing.recording import WORDS, Recording
from bot.platforms.slack.hearing.sockets import PING, Sockets, refused
from bot.platforms.slack.hearing.whose import Installed
from bot.platforms.slack.people import People


async def _nobody(body: Body, team: str) -> None:
    return None


def _kept_nowhere(team: str, at: float) -> None:
    return None


class SlackEars:
    """`app_token` opens sockets; without one Slack calls at `endpoint`, signed with the `signing`
    secret. `api` is where the Web API is; `gone` hears of teams that leave; `installed` tells by
    whose installation something is heard; `looking` looks for what was said while nobody listened.
    `finish` are the seconds in which what was heard is recorded and answered before we leave,
    `patience` those in which words are recorded before Slack is asked to bring them again."""

    def __init__(
        self,
        events: Events,
        people: People,
        answering: Answers,
        homes: Homes,
        *,
        api: str,
        app_token: str = "",
        signing: str = "",
        gone: Gone = _nobody,
        looking: Looking | None = None,
        installed: Installed | None = None,
        sockets: int = 1,
        ping: float = PING,
        finish: float = 5.0,
        patience: float = WORDS,
        tell: Tell = untold,
    ) -> None:
        self.people, self.answers, self.finish = people, answering, finish
        self.looking, self.patience = looking, patience
        missed = looking.gaps.missed if looking else _kept_nowhere
        self._made_of = (events, people, answering, homes, gone, missed)
        self._installed = installed
        self._app = application(self._delivered, api=api, signing=signing)
        self._by = (app_token, api, sockets, ping)
        self._hearing: Listener | None = None
        self._sockets: Sockets | None = None
        self._tell = tell
        self.endpoint: ASGIApp = endpoint(self._app)

    async def run(self, accept: Accept, ask: Ask, suggest: Suggest) -> None:
        """Listen until cancelled: then what was heard is recorded and answered. SettingsTrouble
        where Slack opens no socket for us."""
        hearing = self._hearing = Listener(
            *self._made_of,
            accept,
            Recording(accept, self.patience),
            ask,
            suggest,
            installed=self._installed,
        )
        token, api, many, ping = self._by
        try:
            if not token:
                await self._look_back(lambda: True)
                await asyncio.Event().wait()
            sockets = self._sockets = Sockets(self._app, token, api=api, many=many, ping=ping)
            async with sockets.open():
                looking = asyncio.create_task(self._look_back(lambda: sockets.is_open))
                try:
                    await sockets.refused.wait()
                    raise refused()
                finally:
                    looking.cancel()
                    await hearing.settled(self.finish)
        finally:
            await hearing.settled(self.finish)
            self._hearing = self._sockets = None
            hearing.close()
            self.people.close()

    @property
    def hears(self) -> bool:
        """Whether Slack can deliver to us: over a socket that is open, or over HTTP."""
        by_http = not self._by[0] and self._hearing is not None
        return by_http or (self._sockets is not None and self._sockets.is_open)

    async def _look_back(self, is_open: Callable[[], bool]) -> None:
        if self.looking is not None:
            await self.looking.keep_up(is_open, self._hear)

    async def _delivered(self, body: Body, team: str, before: int = 0) -> Ack:
        began = time.monotonic()
        ack = await self._hear(body, team, before)
        if ack.taken:
            self._tell(Acknowledged("slack", time.monotonic() - began))
        return ack

    async def _hear(self, body: Body, team: str, before: int = 0) -> Ack:
        if self._hearing is None:
            return Ack(taken=False)
        return await self._hearing.hear(body, team, before)
