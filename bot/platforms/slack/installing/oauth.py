"""Workspaces add the coach by themselves: the two addresses of OAuth."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Installation as Granted
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.core.errors import CoachError, where
from bot.core.ports import Clock
from bot.platforms.slack.installing.installation import Installation
from bot.platforms.slack.installing.pages import HEADERS, Pages
from bot.platforms.slack.installing.states import SECONDS, States
from bot.platforms.slack.keys import Keys

logger = logging.getLogger(__name__)

Installed = Callable[[Installation], Awaitable[None]]
"""Keeps an installation, and greets whoever made it."""

_SILENT = logging.Logger("slack installation", logging.CRITICAL + 1)
"""The library would log the code that Slack gave."""


class _Organisation(BoltError):
    """An installation in a whole organisation, which has no workspace."""


@dataclass(frozen=True)
class _Keeping(AsyncInstallationStore):
    installed: Installed
    client: AsyncWebClient
    clock: Clock

    @property
    def logger(self) -> logging.Logger:
        return _SILENT

    async def async_save(self, installation: Granted) -> None:
        """Keep what was granted. A BoltError becomes a page."""
        token = str(installation.bot_token or "")
        if installation.is_enterprise_install or not installation.team_id or not token:
            if token:
                await _give_back(self.client, token)
            raise _Organisation("an organisation")
        ends = installation.bot_token_expires_at
        one = Installation(
            team=installation.team_id,
            name=installation.team_name or installation.team_id,
            bot=installation.bot_user_id or "",
            token=token,
            app=installation.app_id or "",
            installer=installation.user_id or "",
            scopes=",".join(installation.bot_scopes or ()),
            at=self.clock(),
            refresh=installation.bot_refresh_token or "",
            until=datetime.fromtimestamp(ends, UTC) if ends else None,
        )
        try:
            await self.installed(one)
        except CoachError as exc:
            logger.error("an installation could not be kept: %s", where(exc))
            raise BoltError("not kept") from exc


async def _give_back(client: AsyncWebClient, token: str) -> None:
    """A token that is not used is not to be left lying about."""
    try:
        await client.auth_revoke(token=token)
    except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError) as exc:
        logger.warning("a token could not be given back: %s", where(exc))


def routes(
    keys: Keys,
    scopes: Sequence[str],
    client: AsyncWebClient,
    states: States,
    installed: Installed,
    pages: Pages,
    clock: Clock,
) -> list[Route]:
    """`/install`, which leads to Slack, and `/oauth_redirect`, to which Slack leads back.

    Neither tells anything of a workspace to whoever did not come from Slack's own page of it.
    """
    flow = AsyncOAuthFlow(
        client=client,
        logger=_SILENT,
        settings=AsyncOAuthSettings(
            client_id=keys.client_id,
            client_secret=keys.client_secret,
            scopes=list(scopes),
            user_scopes=[],
            redirect_uri=f"{keys.public_url}/slack/oauth_redirect",
            install_page_rendering_enabled=False,
            authorization_url=_authorize(client),
            installation_store=_Keeping(installed, client, clock),
            state_store=states,
            state_expiration_seconds=SECONDS,
            callback_options=AsyncCallbackOptions(success=_success(pages), failure=_failure(pages)),
            logger=_SILENT,
        ),
    )

    async def install(request: Request) -> Response:
        return _response(await flow.handle_installation(_asked(request)))

    async def come_back(request: Request) -> Response:
        asked = _asked(request)
        try:
            return _response(await flow.handle_callback(asked))
        except Exception as exc:  # whatever it is, a person waits for a page
            logger.warning("an installation failed: %s", where(exc))
            return _response(_page(pages, asked, "slack.failed_down", 503))

    return [Route("/install", install), Route("/oauth_redirect", come_back)]


def _authorize(client: AsyncWebClient) -> str:
    """Where Slack asks a person whether they want the app: beside its API."""
    return client.base_url.rstrip("/").removesuffix("/api") + "/oauth/v2/authorize"


def _success(pages: Pages) -> Callable[[AsyncSuccessArgs], Awaitable[BoltResponse]]:
    async def shown(args: AsyncSuccessArgs) -> BoltResponse:
        made = args.installation
        address = f"https://slack.com/app_redirect?app={made.app_id}&team={made.team_id}"
        accepted = _accepted(args.request)
        page = pages.installed(accepted, made.team_name or "Slack", address)
        return _answer(page, 200, args.settings)

    return shown


_WHY = {
    "access_denied": "slack.failed_denied",
    "invalid_browser": "slack.failed_state",
    "invalid_state": "slack.failed_state",
    "storage_error": "slack.failed_down",
}
"""What the page says, by the library's word; for others that the code was not taken."""


def _failure(pages: Pages) -> Callable[[AsyncFailureArgs], Awaitable[BoltResponse]]:
    async def shown(args: AsyncFailureArgs) -> BoltResponse:
        key = _WHY.get(args.reason, "slack.failed_code")
        status = args.suggested_status_code
        if isinstance(args.error, _Organisation):
            key, status = "slack.failed_organisation", 403
        return _page(pages, args.request, key, status, args.settings)

    return shown


def _page(
    pages: Pages, asked: AsyncBoltRequest, key: str, status: int, settings: Any = None
) -> BoltResponse:
    return _answer(pages.failed(_accepted(asked), key), status, settings)


def _answer(page: str, status: int, settings: Any) -> BoltResponse:
    headers: dict[str, Any] = dict(HEADERS)
    if settings is not None:
        headers["Set-Cookie"] = settings.state_utils.build_set_cookie_for_deletion()
    return BoltResponse(status=status, body=page, headers=headers)


def _accepted(asked: AsyncBoltRequest) -> str:
    return ",".join(asked.headers.get("accept-language", ()))


def _asked(request: Request) -> AsyncBoltRequest:
    return AsyncBoltRequest(body="", query=request.url.query, headers=dict(request.headers))


def _response(told: BoltResponse) -> Response:
    response = Response(told.body, told.status)
    for name, values in told.headers.items():
        for value in values:
            response.headers.append(name, value)
    return response
