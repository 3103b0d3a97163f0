"""What a program takes while fifty people read their feedback as it is written: memory, and CPU for
each 1,000 tokens of the model (Linux); the coach grades and keeps, a plain bot only shows."""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.table import Table

from benchmarks.on_discord.figures import ratio, seconds
from bot.core.completion import Message
from bot.llm.scripted import Reply
from tests.judges import Judge
from tests.kills import template
from tests.kills.thinking import Thinking, thinking
from tests.kills.waiting import until
from tests.platforms.discord.program import environment
from tests.platforms.discord.taking import cpu_of, memory_of, peak_of
from tests.platforms.discord.town import register
from tests.wire.discord.server import LocalDiscord
from tests.wire.discord.world import Channel, User

PEOPLE = 50
TOKEN, A_SECOND = 4, 30
"""Characters of a token, and how many come in a second."""
ANSWER = "The cache keeps the keys and values of earlier tokens, so they are not computed again."
SENTENCE = "This is what an interviewer would ask about next, so say why it matters to you. " * 3
_KINDS = ("strengths", "gaps", "misconceptions")


@dataclass(frozen=True)
class Talkative(Judge):
    """Writes whole sentences, and knows how many characters it has written."""

    written: list[int] = field(default_factory=list)

    def reply(self, messages: Sequence[Message]) -> Reply:
        """The same, longer; a page of text for whoever asks without our prompts."""
        reply: Any = super().reply(messages) if "JSON" in str(messages) else {"text": SENTENCE * 5}
        for kind in _KINDS:
            reply[kind] = [one | {"sentence": SENTENCE[:230]} for one in reply.get(kind, ())]
        said = {name: value for name, value in reply.items() if value}
        self.written.append(len(str(said)))
        return said


@dataclass
class Taken:
    """MiB at rest and at most, CPU for 1,000 tokens, tokens and seconds of it all, and how many
    requests came too early for Discord."""

    idle: float = 0.0
    peak: float = 0.0
    cpu: float = 0.0
    tokens: float = 0.0
    took: float = 0.0
    refused: str = ""


@asynccontextmanager
async def measured(pid: int, local: LocalDiscord, judge: Talkative) -> AsyncIterator[Taken]:
    """What a program takes within the block."""
    taken = Taken(idle=memory_of(pid))
    cpu, began, before = cpu_of(pid), time.monotonic(), len(local.requests)
    judge.written.clear()
    yield taken
    taken.took, taken.peak = time.monotonic() - began, peak_of(pid)
    taken.tokens = sum(judge.written) / TOKEN
    taken.cpu = 1000 * (cpu_of(pid) - cpu) / taken.tokens
    sent = local.requests[before:]
    taken.refused = f"{sum(one.status == 429 for one in sent)}/{len(sent)}"


@asynccontextmanager
async def program(
    words: Sequence[str], env: Mapping[str, str]
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A program that is gone after the block."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *words, env=env, stdin=pipe, stdout=pipe
    )
    try:
        yield process
    finally:
        process.kill()
        await process.wait()


async def ours(local: LocalDiscord, model: Thinking, judge: Talkative, home: Path) -> Taken:
    """The coach, in a whole house over SQLite: a question for each, then all answer at once."""
    register(local)
    env = template.environment(home) | environment(local) | {"LLM_BASE_URL": model.url}
    async with program(("bot", "serve"), env) as process:
        await until(lambda: local.gateway.connected, 20, "on line")
        people: dict[User, Channel] = {}
        for number in range(PEOPLE):
            user, channel = local.person(f"p{number}"), local.open_channel(f"c{number}")
            people[user] = channel
            await local.slash("quiz", user=user, channel=channel, wait=False)
        threads = {user: await _thread(local, channel) for user, channel in people.items()}
        await asyncio.sleep(3)
        async with measured(process.pid, local, judge) as taken:
            for user, thread in threads.items():
                local.say(thread, ANSWER, user, mention=True)
            await until(lambda: all(_judged(local, one) for one in threads.values()), 300)
    return taken


async def theirs(local: LocalDiscord, model: Thinking, judge: Talkative) -> Taken:
    """A plain bot, which shows one text in each of as many threads."""
    threads = [str(local.open_channel(f"t{number}").id) for number in range(PEOPLE)]
    words = ("benchmarks.on_discord.plain_program", local.token, local.api, model.url, *threads)
    async with program(words, template.environment(Path())) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        await until(lambda: local.sent("me"), 20, "logged in")
        await asyncio.sleep(2)
        async with measured(process.pid, local, judge) as taken:
            process.stdin.write(b"\n")
            await process.stdout.readline()
    return taken


async def table() -> Table:
    """The table of programs."""
    columns = ("streams", "", "MiB at rest", "MiB at most", "tokens", "seconds")
    shown = Table(*columns, "CPU/1,000 tokens", "429")
    found: list[Taken] = []
    for name in ("coach", "plain bot"):
        judge = Talkative()
        with tempfile.TemporaryDirectory() as folder:
            home = await template.home_in(Path(folder))
            async with LocalDiscord() as local, thinking(judge, 1 / A_SECOND, TOKEN) as model:
                coming = (
                    ours(local, model, judge, home) if not found else theirs(local, model, judge)
                )
                one = await coming
        found.append(one)
        mib = (f"{one.idle:.0f}", f"{one.peak:.0f}")
        rest = (f"{one.tokens:.0f}", f"{one.took:.1f}", seconds(one.cpu), one.refused)
        shown.add_row(str(PEOPLE), name, *mib, *rest)
    coach, bot = found
    ratios = (ratio(coach.idle, bot.idle), ratio(coach.peak, bot.peak))
    shown.add_row("", "coach / bot", *ratios, "", "", ratio(coach.cpu, bot.cpu), "")
    return shown


async def _thread(local: LocalDiscord, channel: Channel) -> Channel:
    def found() -> Channel | None:
        return next((one.thread for one in local.messages(channel) if one.thread), None)

    await until(found, 30, "a thread")
    thread = found()
    assert thread is not None
    return thread


def _judged(local: LocalDiscord, thread: Channel) -> bool:
    buttons = [key for one in local.messages(thread) for key in one.buttons]
    return any(key.startswith("retry") for key in buttons)
