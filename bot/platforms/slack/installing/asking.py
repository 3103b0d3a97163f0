"""Calls of Slack's that belong to no workspace yet: about a token itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import CannotReach, PlatformDown, SettingsTrouble
from bot.platforms.slack.installing.installation import Installation
from bot.platforms.slack.trouble import TOKEN, is_down, translated


def client_at(api: str, patience: float) -> AsyncWebClient:
    """A client without a token. The library sends nothing again but what came too early."""
    return AsyncWebClient(
        base_url=f"{api.rstrip('/')}/",
        timeout=max(1, round(patience)),
        retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=2)],
    )


@asynccontextmanager
async def translating() -> AsyncIterator[None]:
    """CannotReach (PlatformDown where it may pass) for whatever goes wrong inside."""
    try:
        yield
    except SlackApiError as exc:
        code, status = refusal(exc)
        if is_down(code, status):
            raise PlatformDown("error.slack_down", code=code) from exc
        raise translated(code, status) from exc
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, KeyError) as exc:
        raise PlatformDown("error.slack_down") from exc


def refusal(exc: SlackApiError) -> tuple[str, int]:
    """Slack's word for what it refuses, and the HTTP status."""
    data: Any = getattr(exc.response, "data", None)
    status: Any = getattr(exc.response, "status_code", getattr(exc.response, "status", 503))
    return str(data.get("error") or "") if isinstance(data, dict) else "", int(status)


async def own(client: AsyncWebClient, token: str) -> Installation:
    """The workspace of the token that the operator has set: SettingsTrouble where Slack refuses it,
    CannotReach where it does not answer."""
    try:
        async with translating():
            said = await client.auth_test(token=token)
            if said.get("is_enterprise_install"):
                raise SettingsTrouble("error.slack_organisation")
            return Installation(
                team=str(said["team_id"]),
                name=str(said["team"]),
                bot=str(said["user_id"]),
                token=token,
                scopes=str(said.headers.get("x-oauth-scopes") or "").replace(" ", ""),
            )
    except CannotReach as error:
        if error.facts.get("code") in TOKEN:
            raise SettingsTrouble("error.slack_token") from error
        raise
