"""Builds what speaks with Slack, out of its keys: installations, a line, a mouth, and ears."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from starlette.types import ASGIApp

from bot.core.chat import Card, Channel, Community, Member, MessageRef, Place, Thread
from bot.core.errors import CannotReach, SettingsTrouble
from bot.core.keeping import Ledger
from bot.core.pictures import Draw, draws_nothing
from bot.core.ports import Accept, Ask, Ears, Mouth, Say, Suggest
from bot.core.premises import Premises, Spot
from bot.platforms.slack.installations import Installation, Installations
from bot.platforms.slack.keys import Keys

API = "https://slack.com/api"

Serve = Callable[[Accept, Ask, Suggest], Mapping[str, ASGIApp]]
"""What is answered over HTTP, by path."""


@dataclass(frozen=True)
class Slack:
    """A mouth that may speak at once, and ears that may `run` once; `heard_there` says that they
    hear by what is served, and not over sockets."""

    mouth: Mouth
    ears: Ears
    premises: Premises
    installations: Installations
    serve: Serve
    heard_there: bool


@asynccontextmanager
async def connected(
    keys: Keys,
    ledger: Ledger,
    say: Say,
    *,
    language: str = "en",
    api: str | None = None,
    patience: float = 10.0,
    draw: Draw = draws_nothing,
) -> AsyncIterator[Slack]:
    """At work until the block ends.

    `api` is another address than Slack's own; `patience` the seconds for which an answer is waited
    for; `draw` makes the pictures; `language` is that of pages for people who are no members yet.
    SettingsTrouble where keys are missing or Slack refuses them, CannotReach where it does not
    answer.
    """
    if not (keys.app or keys.signing):
        raise SettingsTrouble("error.slack_no_way_in")
    client = AsyncWebClient(
        base_url=f"{api or API}/",
        timeout=int(patience) or 1,
        retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=2)],
    )
    own = await _own(client, keys.bot) if keys.bot else None
    installations = Installations(own)
    yield Slack(_Mute(), _Deaf(), _Unknown(), installations, _serve, not keys.by_socket)


async def _own(client: AsyncWebClient, token: str) -> Installation:
    """The workspace of the token that the operator has set."""
    try:
        said = await client.auth_test(token=token)
    except SlackApiError as exc:
        raise SettingsTrouble("error.slack_token") from exc
    except (aiohttp.ClientError, TimeoutError, OSError) as exc:
        raise CannotReach("error.slack_down") from exc
    return Installation(str(said["team_id"]), str(said["team"]), str(said["user_id"]), token)


def _serve(accept: Accept, ask: Ask, suggest: Suggest) -> Mapping[str, ASGIApp]:
    return {}


class _Mute(Mouth):
    async def open_thread(self, channel: Channel, card: Card, *, key: str) -> Thread:
        raise CannotReach

    async def reply(self, place: Place, card: Card, **_: object) -> MessageRef:
        raise CannotReach

    async def stream(self, place: Place, updates: object, **_: object) -> MessageRef:
        raise CannotReach

    async def update(self, message: MessageRef, card: Card) -> None:
        raise CannotReach


class _Deaf(Ears):
    async def run(self, accept: Accept, ask: Ask, suggest: Suggest) -> None:
        await asyncio.Event().wait()


class _Unknown(Premises):
    async def spots(self, community: Community) -> Sequence[Spot]:
        return ()

    async def manages(self, member: Member) -> bool:
        return False

    async def find(self, community: Community, text: str) -> Sequence[Member]:
        return ()

    async def known(self, member: Member) -> Member:
        return member
