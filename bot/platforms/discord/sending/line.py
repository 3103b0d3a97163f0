"""The line to Discord: one HTTP client, each of whose requests passes the limiter and the breaker,
whoever in the library sends it."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import discord
import yarl
from discord.http import Route

from bot.core.errors import PlatformDown
from bot.platforms.discord.rendering.multipart import parted
from bot.platforms.discord.sending.breaker import Breaker
from bot.platforms.discord.sending.pace import Pace
from bot.platforms.discord.sending.refusals import Refusals

logger = logging.getLogger(__name__)

Payload = dict[str, Any]

_WAITS = (0.3, 1.0, 2.0, 4.0, 8.0)
"""Seconds before a request is sent again whose connection broke."""
_LATE = 0.05
"""Seconds after which a permit is lost."""
_TICKETED = ("/interactions/", "/webhooks/")
"""What Discord exempts from the limit: it is sent with an interaction's token."""

PATIENCE: ContextVar[float] = ContextVar("patience", default=0.0)
"""How long what the library sends by itself lets others pass, in seconds: set by a task for its
own."""


def within(seconds: float) -> aiohttp.ClientTimeout:
    """How long Discord's answer to one request is waited for."""
    return aiohttp.ClientTimeout(total=None, sock_connect=seconds / 2, sock_read=seconds)


def at(api: str | None, gateway: str | None) -> None:
    """Have the library speak to another address than Discord's own."""
    if api is not None:
        Route.BASE = api
    if gateway is not None:
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)


@dataclass
class Permit:
    """A permit of the limiter for one request; those that the library sends again need more."""

    once: bool = False
    used: bool = False


class Unsure(PlatformDown):
    """It is not known whether Discord did what was asked."""

    key = "error.discord_down"


@dataclass(frozen=True)
class Line:
    """Sends what must reach Discord once. `http` is the library's client once it is logged in."""

    pace: Pace
    breaker: Breaker
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    timeout: aiohttp.ClientTimeout = field(default_factory=lambda: within(10))
    refusals: Refusals = field(default_factory=Refusals)

    def trace(self) -> aiohttp.TraceConfig:
        """What the library's client calls before and after each of its requests."""
        trace = aiohttp.TraceConfig()
        trace.on_request_start.append(self._before)
        trace.on_request_end.append(self._after)
        return trace

    async def send(
        self,
        http: discord.http.HTTPClient,
        route: Route,
        payload: Payload | Callable[[], Payload] | None = None,
        *,
        patience: float = 0.0,
        once: bool = False,
        after: Awaitable[None] | None = None,
    ) -> Any:
        """What Discord answers. A payload that is called is asked for at the last moment; nothing
        is sent before `after` is over, which goes on while a permit is waited for.

        Where the connection breaks it is sent again, unless that would do harm: then `once`, and
        Unsure. discord.HTTPException for what Discord refuses; CannotReach where it does not
        answer.
        """
        self.refusals.check(route)
        for wait in (None,) if once else (*_WAITS, None):
            permit = Permit(once)
            try:
                await self.pace.permit(patience)
                if after is not None and await _took(after) > _LATE:
                    await self.pace.permit(patience)  # the one that was had is used at once or lost
                after = None
                more: dict[str, Any] = {"timeout": self.timeout, "trace_request_ctx": permit}
                if payload is not None:
                    said = payload() if callable(payload) else payload
                    body, form = parted(said, route.method)
                    more |= {"form": form} if form else {"json": body}
                return await http.request(route, **more)
            except discord.DiscordServerError as exc:
                raise Unsure from exc
            except discord.Forbidden as exc:
                if "form" not in more:  # without its files it may be let through
                    self.refusals.note(route, exc)
                raise
            except (aiohttp.ClientError, TimeoutError, OSError) as exc:
                if wait is None:
                    raise Unsure from exc
                logger.info("the connection broke at %s (%s)", route.path, type(exc).__name__)
            await self.sleep(wait)
        raise AssertionError("the last try returns or raises")

    async def _before(
        self, _: object, context: Any, params: aiohttp.TraceRequestStartParams
    ) -> None:
        if not str(params.url).startswith(Route.BASE):
            return
        self.breaker.check()
        permit = context.trace_request_ctx
        if isinstance(permit, Permit) and not permit.used:
            permit.used = True
        elif isinstance(permit, Permit) and permit.once:
            raise Unsure
        elif not is_ticketed(params.url):
            await self.pace.permit(PATIENCE.get())

    async def _after(self, _: object, __: Any, params: aiohttp.TraceRequestEndParams) -> None:
        if str(params.url).startswith(Route.BASE):
            shared = params.response.headers.get("X-RateLimit-Scope") == "shared"
            self.breaker.note(params.response.status, shared=shared, ticket=is_ticketed(params.url))


async def _took(work: Awaitable[None]) -> float:
    """Seconds until it was over."""
    began = time.monotonic()
    await work
    return time.monotonic() - began


def is_ticketed(url: yarl.URL) -> bool:
    """Whether an address belongs to an interaction."""
    path = str(url).removeprefix(Route.BASE)
    return path.startswith(_TICKETED)
