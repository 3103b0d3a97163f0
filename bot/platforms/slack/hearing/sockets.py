"""Sockets over which Slack delivers (Socket Mode), opened again whenever one ends."""

import asyncio
import logging
import time
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
_DISABLED, _CROWDED, _SHORT = '"link_disabled"', '"too_many_websockets"', 300
_PAUSE = 60.0
"""Seconds before another socket is asked for where ten are open: the library would ask at once,
again and again, until Slack opens none for those who have lost theirs."""


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

        async def ended(message: aiohttp.WSMessage) -> None:
            told = str(message.data)[:_SHORT]
            if _DISABLED in told:  # no other reason to disconnect is final (S21)
                self.refused.set()
            elif _CROWDED in told:
                client.pause(_PAUSE)

        made.client.on_message_listeners.append(ended)
        return made

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
        self._until = 0.0

    def pause(self, seconds: float) -> None:
        """Ask for no address for so long."""
        logger.warning("Slack has ten sockets of this app open, and takes no more of ours")
        self._until = time.monotonic() + seconds

    async def apps_connections_open(self, *, app_token: str, **more: object):  # type: ignore[no-untyped-def]
        await asyncio.sleep(max(0.0, self._until - time.monotonic()))
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
