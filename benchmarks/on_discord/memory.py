"""What the program itself takes while fifty people read their feedback as it is written: memory,
and CPU for each 1,000 tokens of the model (Linux)."""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.table import Table

from benchmarks.on_discord.figures import seconds
from bot.core.completion import Message
from bot.llm.scripted import Reply
from tests.judges import Judge
from tests.kills import template
from tests.kills.thinking import thinking
from tests.kills.waiting import until
from tests.platforms.discord.program import environment
from tests.platforms.discord.taking import cpu_of, memory_of, peak_of
from tests.platforms.discord.town import register
from tests.wire.discord.server import LocalDiscord
from tests.wire.discord.world import Channel, User
from tests.wire.discord.world import Message as Said

PEOPLE = 50
TOKEN, A_SECOND = 4, 30
"""Characters of a token, and how many come in a second."""
ANSWER = "The cache keeps the keys and values of earlier tokens, so they are not computed again."


@dataclass(frozen=True)
class Counting(Judge):
    """Knows how many characters it has written."""

    written: list[int] = field(default_factory=list)

    def reply(self, messages: Sequence[Message]) -> Reply:
        """The same, counted."""
        reply = super().reply(messages)
        self.written.append(len(str(reply)))
        return reply


@asynccontextmanager
async def program(local: LocalDiscord, home: Path, model: str) -> AsyncIterator[int]:
    """The pid of the program, once it is on line."""
    env = template.environment(home) | environment(local) | {"LLM_BASE_URL": model}
    words = (sys.executable, "-m", "bot", "serve")
    process = await asyncio.create_subprocess_exec(*words, env=env)
    try:
        await until(lambda: local.gateway.connected, 20, "on line")
        yield process.pid
    finally:
        process.kill()
        await process.wait()


@dataclass
class Evening:
    """People who ask for a question, each in a channel of her own, and answer it at once."""

    local: LocalDiscord
    people: dict[User, Channel] = field(default_factory=dict)

    async def asks(self) -> None:
        """Have a question asked for each."""
        for number in range(PEOPLE):
            user = self.local.person(f"p{number}")
            self.people[user] = self.local.open_channel(f"c{number}")
            await self.local.slash("quiz", user=user, channel=self.people[user], wait=False)
        await until(lambda: all(map(self._thread, self.people.values())), 30, "threads")

    async def answers(self) -> None:
        """Have each answer, and wait until all have their feedback."""
        for user, channel in self.people.items():
            thread = self._thread(channel)
            assert thread is not None
            self.local.say(thread, ANSWER, user, mention=True)
        await until(lambda: all(map(self._judged, self.people.values())), 120, "feedback")

    def seen(self) -> list[Said]:
        """The messages of the threads."""
        threads = [one for one in map(self._thread, self.people.values()) if one is not None]
        return [said for one in threads for said in self.local.messages(one)]

    def _thread(self, channel: Channel) -> Channel | None:
        return next((one.thread for one in self.local.messages(channel) if one.thread), None)

    def _judged(self, channel: Channel) -> bool:
        thread = self._thread(channel)
        assert thread is not None
        said = self.local.messages(thread)
        return any(key.startswith("retry") for one in said for key in one.buttons)


async def table() -> Table:
    """The table of the program alone."""
    judge = Counting()
    with tempfile.TemporaryDirectory() as folder:
        home = await template.home_in(Path(folder))
        async with (
            LocalDiscord() as local,
            thinking(judge, 1 / A_SECOND, TOKEN) as model,
        ):
            register(local)
            async with program(local, home, model.url) as pid:
                evening = Evening(local)
                await asyncio.sleep(2)
                idle = memory_of(pid)
                await evening.asks()
                await asyncio.sleep(3)
                cpu, began, before = cpu_of(pid), time.monotonic(), len(local.requests)
                await evening.answers()
                cpu, took = cpu_of(pid) - cpu, time.monotonic() - began
                peak = peak_of(pid)
        sent = local.requests[before:]
    tokens = sum(judge.written) / TOKEN
    shown = Table(
        "streams", "MiB idle", "MiB at most", "seconds", "tokens", "CPU/1,000 tokens", "429"
    )
    shown.add_row(
        str(PEOPLE),
        f"{idle:.0f}",
        f"{peak:.0f}",
        f"{took:.1f}",
        f"{tokens:.0f}",
        seconds(1000 * cpu / tokens),
        f"{sum(one.status == 429 for one in sent)}/{len(sent)}",
    )
    return shown
