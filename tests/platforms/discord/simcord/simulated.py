"""A whole house in a simulated Discord: simcord's people, gateway, rules and clock."""

import asyncio
import contextlib
import copy
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import discord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, GuildHandle
from simcord.env import Env
from simcord.http.router import dispatch
from simcord.results import ResponseMessage

from bot import settings, words
from bot.app import App, running
from bot.core.ports import LanguageModel
from bot.llm.scripted import ScriptedModel
from bot.platforms.discord import catalogue
from bot.platforms.discord.ears import DiscordEars
from tests.house import SEED
from tests.platforms.discord.simcord.bridge import Bridge, bridged
from tests.wire.clients import pointed_at
from tests.wire.discord.world import walk


@dataclass
class _House:
    """A running house whose client simcord may take over, and how it is put away."""

    app: App
    client: discord.AutoShardedClient
    stack: contextlib.AsyncExitStack

    @classmethod
    async def opened(cls, chosen: settings.Settings, model: LanguageModel) -> "_House":
        stack = contextlib.AsyncExitStack()
        app = await stack.enter_async_context(running(chosen, "serve", ["discord"], model))
        ears = app.ears["discord"]
        assert isinstance(ears, DiscordEars)
        own = ears.client.http
        hearing = asyncio.create_task(ears.run(app.recorder.accept, app.coach.ask, app.suggest))

        async def quiet() -> None:
            hearing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await hearing
            ears.client.http = own  # what simcord put in its place has nothing to close

        stack.push_async_callback(quiet)
        while ears.client.address is None:
            await asyncio.sleep(0.005)
        ears.client.caught_up = None  # there is no socket of ours that it could ask
        return cls(app, ears.client, stack)


@dataclass
class Simulated:
    """`ann` is a member of a server that has the channel `general`; `olga` manages it."""

    env: Env
    bridge: Bridge
    app: App
    ann: MemberActor
    olga: MemberActor
    guild: GuildHandle
    general: ChannelHandle
    restart: Callable[[], Awaitable[None]]
    """End the house, and have a new one, with a new client, in its place."""
    locales: dict[int, str] = field(default_factory=dict)
    """The language of a person's Discord, by their id; others have en-US."""
    delivered: list[tuple[str, Any]] = field(default_factory=list)
    """The interactions as the gateway told them."""

    def feed(self, event: str, payload: Any) -> None:
        """Have interactions come in their member's language, which simcord does not know."""
        if event == "INTERACTION_CREATE":
            user = (payload.get("member") or payload)["user"]["id"]
            payload["locale"] = self.locales.get(int(user), "en-US")
            self.delivered.append((event, copy.deepcopy(payload)))

    def again(self) -> None:
        """Deliver the last interaction once more, as a gateway sometimes does."""
        self.env.backend.emit(*self.delivered[-1])

    async def done(self) -> None:
        """Wait until all that the last interaction was recorded for is done."""
        await self.app.pump.settled(f"discord:i:{self.delivered[-1][1]['id']}")

    async def until(self, so: Callable[[], Any], within: float = 5.0) -> Any:
        """Wait until something is so, and return it; AssertionError after `within` seconds."""
        ends = time.perf_counter() + within
        while not (value := so()):
            assert time.perf_counter() < ends, f"not so within {within} s"
            await asyncio.sleep(0.01)
        return value

    async def quiz(self, by: MemberActor | None = None) -> tuple[discord.Message, ChannelHandle]:
        """Use `/quiz`: the message of the question, and its thread."""
        await (by or self.ann).slash(self.general, "quiz", tag="KV Cache")
        await self.done()
        [thread] = self.general.threads[-1:]
        return self.public(self.general)[-1], thread

    def public(self, place: ChannelHandle) -> list[discord.Message]:
        """What people and we said where everybody sees it, oldest first."""
        return [one for one in place.history(viewer=self.olga) if not one.is_system()]


def text_of(components: Any) -> str:
    """Every word of a message's components that a member reads."""
    if isinstance(components, list):
        return "\n".join(map(text_of, components))
    said = [str(components[one]) for one in ("content", "label") if components.get(one)]
    return "\n".join([*said, text_of(components.get("components", []))])


def actions_of(message: discord.Message | ResponseMessage) -> list[str]:
    """The custom ids of a message's buttons."""
    shown = [one if isinstance(one, dict) else one.to_dict() for one in message.components]
    return [str(one["custom_id"]) for one in walk(shown) if one.get("type") == 2]


def action(message: discord.Message | ResponseMessage, name: str) -> str:
    """The custom id of a message's button by the name before its colon."""
    return next(one for one in actions_of(message) if one.partition(":")[0] == name)


@asynccontextmanager
async def simulated(
    home: Path, model: LanguageModel | None = None, **more: Any
) -> AsyncIterator[Simulated]:
    """The coach at work in a simulated Discord until the block ends; `more` are settings."""
    async with bridged() as bridge:
        chosen = settings.read(
            coach_home=home,
            coach_bank=str(SEED),
            coach_timezone="Etc/UTC",
            coach_replica="simulated",
            discord_token="a.simulated.token",
            discord_api_base=bridge.api,
            discord_gateway=bridge.gateway_url,
            **more,
        )
        thinking = model or ScriptedModel([])
        with pointed_at(bridge):
            house = await _House.opened(chosen, thinking)
            try:
                env = Env(house.client)
                await env.start()
                try:
                    bridge.backend = env.backend
                    one = _peopled(env, bridge, house.app)

                    async def restart() -> None:
                        nonlocal house
                        await house.stack.aclose()
                        house = await _House.opened(chosen, thinking)
                        one.app = house.app
                        await env.restart_bot(house.client)

                    one.restart = restart
                    yield one
                    assert env.errors == []
                finally:
                    await env.shutdown()
            finally:
                await house.stack.aclose()


def _peopled(env: Env, bridge: Bridge, app: App) -> Simulated:
    """A server with its people, in which the commands are registered."""
    guild = env.create_guild()
    manager = guild.create_role("manager", permissions=discord.Permissions(manage_guild=True))
    ann = guild.add_member(env.create_user("ann"))
    olga = guild.add_member(env.create_user("olga"), roles=[manager])
    path = f"/applications/{env.backend.application_id}/commands"
    dispatch(env.backend, "PUT", path, json=catalogue.application_commands(words.say))

    general = guild.create_text_channel("general")

    async def never() -> None:
        raise AssertionError

    one = Simulated(env, bridge, app, ann, olga, guild, general, never)
    env.backend.subscribers.insert(0, one.feed)
    return one
