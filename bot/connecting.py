"""Connects the chat platforms that the settings name: a mouth, what is known there, and ears."""

import importlib.util
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import SecretStr
from starlette.types import ASGIApp

from bot import words
from bot.core.chat import Community, Place
from bot.core.errors import SettingsTrouble
from bot.core.happenings import Pulse, Tell, untold
from bot.core.keeping import Ledger
from bot.core.pictures import Draw, draws_nothing
from bot.core.ports import Accept, Ask, Ears, Mouth, Suggest
from bot.core.premises import Premises
from bot.settings import Settings
from bot.store.postings import StoredPostings

if TYPE_CHECKING:
    from bot.platforms.discord.connection import Discord
    from bot.platforms.discord.gateway.reconciling import Postings
    from bot.platforms.discord.gateway.shards import Shards
    from bot.platforms.slack.connection import Slack


Serve = Callable[[Accept, Ask, Suggest], Mapping[str, ASGIApp]]
Beats = Callable[[], Pulse]
"""How a connection is now."""


def _nothing(accept: Accept, ask: Ask, suggest: Suggest) -> Mapping[str, ASGIApp]:
    return {}


@dataclass(frozen=True)
class Connected:
    """One platform: `serve` gives what it answers over HTTP, by path; `heard_there` says that its
    ears hear by that alone."""

    mouth: Mouth
    premises: Premises
    ears: Ears
    pulse: Beats
    serve: Serve = _nothing
    heard_there: bool = False

    def hears(self, roles: Collection[str]) -> bool:
        """Whether a process of these roles listens to this platform."""
        return ("web" if self.heard_there else "ears") in roles


@dataclass(frozen=True)
class Connecting:
    """What every platform is given. `shards` are those that the ears on Discord hear."""

    settings: Settings
    ledger: Ledger
    postings: StoredPostings
    draw: Draw = draws_nothing
    shards: "Shards | None" = None
    tell: Tell = untold

    def to(self, platform: str) -> "AbstractAsyncContextManager[Connected]":
        """A platform, connected until the block ends; KeyError for one of which nobody knows."""
        ways: Mapping[str, Callable[[], AbstractAsyncContextManager[Connected]]] = {
            "discord": self._discord,
            "slack": self._slack,
        }
        return ways[platform]()

    @asynccontextmanager
    async def _discord(self) -> AsyncIterator[Connected]:
        async def places(most: int) -> Sequence[Place]:
            return await self.postings.open_on("discord", most=most)

        asked = on_discord(self.settings, self.ledger, places, self.shards, self.draw, self.tell)
        async with asked as discord:
            yield Connected(discord.mouth, discord.premises, discord.ears, discord.pulse)

    @asynccontextmanager
    async def _slack(self) -> AsyncIterator[Connected]:
        async def places(team: str, most: int) -> Sequence[Place]:
            return await self.postings.open_in(Community("slack", team), most=most)

        async with on_slack(self.settings, self.ledger, self.draw, places, self.tell) as slack:
            yield Connected(
                slack.mouth,
                slack.premises,
                slack.ears,
                slack.pulse,
                slack.serve,
                slack.heard_there,
            )


async def _none(most: int) -> Sequence[Place]:
    return ()


async def _none_there(team: str, most: int) -> Sequence[Place]:
    return ()


def on_discord(
    settings: Settings,
    ledger: Ledger,
    postings: "Postings" = _none,
    shards: "Shards | None" = None,
    draw: Draw = draws_nothing,
    tell: Tell = untold,
) -> "AbstractAsyncContextManager[Discord]":
    """What hears (these shards; None: all) and speaks on Discord, with what it shows as pictures
    made by `draw`, logged in until the block ends; what happens is told.

    SettingsTrouble where there is no token, or Discord refuses it.
    """
    if settings.discord_token is None:
        raise SettingsTrouble("error.discord_no_token")
    if importlib.util.find_spec("discord") is None:
        raise SettingsTrouble("error.discord_not_installed")
    from bot.platforms.discord.connection import connected

    return connected(
        settings.discord_token.get_secret_value(),
        ledger,
        words.say,
        content=settings.discord_message_content == "on",
        api=settings.discord_api_base,
        gateway=settings.discord_gateway,
        patience=settings.discord_patience,
        postings=postings,
        shards=shards,
        draw=draw,
        tell=tell,
    )


def on_slack(
    settings: Settings,
    ledger: Ledger,
    draw: Draw = draws_nothing,
    postings: "Callable[[str, int], Awaitable[Sequence[Place]]]" = _none_there,
    tell: Tell = untold,
) -> "AbstractAsyncContextManager[Slack]":
    """What hears and speaks on Slack, in one workspace or in many, until the block ends.

    SettingsTrouble where what it needs is not set, or Slack refuses it.
    """
    if not settings.on_slack:
        raise SettingsTrouble("error.slack_no_token")
    if importlib.util.find_spec("slack_bolt") is None:
        raise SettingsTrouble("error.slack_not_installed")
    from bot.platforms.slack import manifest
    from bot.platforms.slack.connection import connected
    from bot.platforms.slack.keys import Keys

    keys = Keys(
        bot=_secret(settings.slack_bot_token),
        app=_secret(settings.slack_app_token),
        signing=_secret(settings.slack_signing_secret),
        client_id=settings.slack_client_id or "",
        client_secret=_secret(settings.slack_client_secret),
        public_url=settings.coach_public_url or "",
        config=_secret(settings.slack_config_token),
    )
    return connected(
        keys,
        ledger,
        words.say,
        scopes=manifest.scopes(channels=settings.slack_channel_messages == "on"),
        language=settings.coach_language,
        api=settings.slack_api_base,
        patience=settings.slack_patience,
        draw=draw,
        postings=postings,
        tell=tell,
    )


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value() if value is not None else ""
