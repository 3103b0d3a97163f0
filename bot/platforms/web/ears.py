"""The ears of the playground: they serve its page and hear what is written there."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.chat import Community
from bot.core.keeping import Transcript
from bot.core.ports import Accept, Ask, Clock, Say, Suggest
from bot.platforms.web.playground import Playground, Status


@dataclass(frozen=True)
class WebEars:
    """The playground in a browser of this machine. `on_ready` is told the address once it answers.

    `language` is spoken to browsers that ask for none of ours. Port 0 takes a free one.
    """

    host: str
    port: int
    community: Community
    transcript: Transcript
    say: Say
    clock: Clock
    status: Status
    on_ready: Callable[[str], None]
    language: str = "en"
    channels: tuple[str, ...] = ("general", "daily")

    async def run(self, accept: Accept, ask: Ask, suggest: Suggest) -> None:
        """Serve until cancelled; one at a time in a process.

        SettingsTrouble before anything is imported where the host is not this machine's alone or
        the port is taken.
        """
        from bot.platforms.web import server

        with server.bound(self.host, self.port) as listener:
            from bot.platforms.web.door import Door
            from bot.platforms.web.page import application

            playground = Playground(
                community=self.community,
                channels=self.channels,
                transcript=self.transcript,
                say=self.say,
                clock=self.clock,
                language=self.language,
                status=self.status,
                accept=accept,
                ask=ask,
                suggest=suggest,
            )
            door = Door(application(playground))
            await server.serve(door, listener, lambda: self.on_ready(server.url_of(listener)))
