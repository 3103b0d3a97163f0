"""A whole house on each platform, in which a story is told: the towns of `tests.kills`, the
playground's and terminals."""

import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from bot.core.completion import Message
from bot.core.errors import ModelUnreachable
from bot.llm.scripted import Reply, ScriptedModel
from tests.contract.playground import PlaygroundRoom
from tests.contract.terminal import terminals
from tests.flows.conversation import BANK, FIRST, bank
from tests.house import house
from tests.judges import Judge
from tests.kills import template
from tests.kills.driving import Seen, Where
from tests.kills.thinking import Thinking, thinking
from tests.llm.openai_server import Behaviour, Line
from tests.platforms.discord.rooms import DiscordTown
from tests.platforms.discord.town import town as discord_town
from tests.platforms.slack.at_work import at_work
from tests.platforms.slack.rooms import SlackTown
from tests.wire.discord.server import LocalDiscord
from tests.wire.slack.server import LocalSlack

PLATFORMS = ("discord", "slack", "playground", "terminal")
SECOND = """
### Q. Why is prefill fast?
> **Id**: fast | **Tags**: [Prefill]

All tokens are computed at once, so the arithmetic limits it.

#### Rubric
- (must, weight 2) The arithmetic limits prefill.
- All tokens are computed at once.
"""


class Room(Protocol):
    """What a member does and sees: all that a story needs of `tests.kills.driving.Room`."""

    async def command(self, name: str, /, *, where: Where = "channel", **options: Any) -> None:
        """Use a command."""

    async def press(self, action: str) -> None:
        """Press the newest button of an action."""

    async def opens(self, action: str) -> None:
        """Press the newest button of an action, and see the form that it opens."""

    async def submit(self, **values: str) -> None:
        """Send that form; where it asks for a choice, with the first."""

    async def say(self, text: str, where: Where) -> None:
        """Say something in the newest question's thread, or to the coach in the channel."""

    def seen(self) -> list[Seen]:
        """What the coach said that the member can see."""


@dataclass
class Mind:
    """What judges in a town; while `stopped`, it does not answer."""

    judge: Judge = field(
        default_factory=lambda: Judge(FIRST, followup="What does a batch share, and why?")
    )
    stopped: bool = False

    def model(self) -> ScriptedModel:
        return ScriptedModel(self._reply, weigh=self._weigh)

    def behaviour(self, model: Thinking) -> Behaviour:
        """What a model server does that judges so."""

        async def behave(line: Line, body: Mapping[str, Any]) -> None:
            if self.stopped:
                line.drop()
            else:
                await model.answer(line, body)

        return behave

    def _reply(self, messages: Sequence[Message]) -> Reply:
        return ModelUnreachable() if self.stopped else self.judge.reply(messages)

    def _weigh(self, messages: Sequence[Message]) -> Mapping[str, float]:
        if self.stopped:
            raise ModelUnreachable
        return self.judge.weigh(messages)


@dataclass
class Town:
    """Rooms of a platform, for a member each; all share a house."""

    platform: str
    mind: Mind
    room: Callable[[str], Room]


@asynccontextmanager
async def town_on(platform: str) -> AsyncIterator[Town]:
    """The coach at work on a platform; no rule of that was broken when the block ends."""
    mind = Mind()
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        home, asked = await template.home_in(folder), bank(folder, BANK + SECOND)
        if platform == "discord":
            local = await stack.enter_async_context(LocalDiscord())
            discord = DiscordTown(local)
            await stack.enter_async_context(discord_town(local, home, mind.model(), bank=asked))
            yield Town(platform, mind, discord.room)
            discord.check()
        elif platform == "slack":
            there = await stack.enter_async_context(LocalSlack())
            slack = SlackTown(there)
            await stack.enter_async_context(at_work(there, home, mind.model(), bank=asked))
            yield Town(platform, mind, slack.room)
            slack.check()
        elif platform == "terminal":
            model = await stack.enter_async_context(thinking(mind.judge))
            model.server.behave = mind.behaviour(model)
            seat = await stack.enter_async_context(terminals(folder, asked, model.url))
            yield Town(platform, mind, lambda _: seat())
        else:
            here = await stack.enter_async_context(house(home, mind.model(), bank=asked))
            yield Town(platform, mind, lambda name: PlaygroundRoom(here.app, name))
