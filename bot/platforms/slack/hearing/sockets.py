"""Sockets over which Slack delivers (Socket Mode), opened again whenever one ends."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import SettingsTrouble
from bot.platforms.slack.hearing.bolt import QUIET

logger = logging.getLogger(__name__)

PING = 5.0
"""Seconds from one sign of life to the next; after four without one a socket is opened anew."""
_FINAL = frozenset(
    {"account_inactive", "invalid_auth", "not_allowed_token_type", "not_authed", "token_revoked"}
)
"""What Slack answers where no socket will ever be opened with this token."""
_DISABLED, _SHORT = '"link_disabled"', 300


class Sockets:
    """So many sockets of an application; Slack delivers to any one of them, ten at most (S21)."""

    def __init__(self, app: AsyncApp, token: str, *, api: str, many: int, ping: float) -> None:
        self.refused = asyncio.Event()
        """Set once Slack lets us open none."""
        self._made = [self._handler(app, token, api, ping) for _ in range(many)]

    def _handler(self, app: AsyncApp, token: str, api: str, ping: float) -> AsyncSocketModeHandler:
        client = _Client(self.refused, base_url=api, logger=QUIET, retry_handlers=[])
        made = AsyncSocketModeHandler(
            app, token, logger=QUIET, web_client=client, ping_interval=ping
        )
        made.client.on_message_listeners.append(self._ended)
        return made

    async def _ended(self, message: aiohttp.WSMessage) -> None:
        """Slack has Socket Mode switched off: no other reason to disconnect is final (S21)."""
        if _DISABLED in str(message.data)[:_SHORT]:
            self.refused.set()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Open until the block ends. They come as soon as Slack answers: it may be down."""
        opening = [asyncio.create_task(_opened(one)) for one in self._made]
        try:
            yield
        finally:
            for one in opening:
                one.cancel()
            await asyncio.gather(*opening, return_exceptions=True)
            for handler in self._made:
                await _closed(handler)

    @property
    def is_open(self) -> bool:
        """Whether there is a socket over which Slack can deliver."""
        sessions = [one.client.current_session for one in self._made]
        return any(one is not None and not one.closed for one in sessions)


class _Client(AsyncWebClient):
    """Asks for the addresses of sockets, and tells where none will ever be given."""

    def __init__(self, refused: asyncio.Event, **more: object) -> None:
        super().__init__(**more)  # type: ignore[arg-type]
        self._refused = refused

    async def apps_connections_open(self, *, app_token: str, **more: object):  # type: ignore[no-untyped-def]
        try:
            return await super().apps_connections_open(app_token=app_token, **more)
        except SlackApiError as exc:
            if exc.response.get("error") in _FINAL:
                self._refused.set()
            logger.warning("Slack opens no socket: %s", exc.response.get("error"))
            raise
        except (aiohttp.ClientError, TimeoutError, OSError) as exc:
            logger.warning("Slack opens no socket: %s", type(exc).__name__)
            raise


async def _opened(handler: AsyncSocketModeHandler) -> None:
    await handler.connect_async()  # type: ignore[no-untyped-call]


async def _closed(handler: AsyncSocketModeHandler) -> None:
    try:
        async with asyncio.timeout(2):
            await handler.close_async()  # type: ignore[no-untyped-call]
    except (TimeoutError, aiohttp.ClientError, OSError):
        await handler.client.aiohttp_client_session.close()


def refused() -> SettingsTrouble:
    """What an operator is told whose app token opens no socket."""
    return SettingsTrouble("error.slack_app_token")
