"""Bolt's application around one function that hears every payload: signatures, Slack's handshakes
and our own events are its own."""

import json
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Ack:
    """How a payload is acknowledged: with nothing, or with an answer of its own. One that is not
    `taken` is delivered again, where Slack does that."""

    payload: Mapping[str, Any] | None = None
    taken: bool = True


class Hear(Protocol):
    """Hears a payload and the team it came from, which Slack has brought so many times before;
    never raises."""

    async def __call__(self, body: Mapping[str, Any], team: str, before: int = 0) -> Ack:
        """How it is acknowledged."""
        ...


def application(hear: Hear, *, api: str, signing: str = "") -> AsyncApp:
    """The application. Without a `signing` secret nothing is taken that comes over HTTP.

    It has no listeners, so it acknowledges nothing before it is heard, and leaves nothing without.
    Tokens are the line's: it holds none, and calls nothing.
    """
    made = AsyncApp(
        name="coach",
        logger=QUIET,
        client=AsyncWebClient(base_url=api, logger=QUIET),
        signing_secret=signing or secrets.token_hex(),
        authorize=_Known(),  # type: ignore[no-untyped-call]
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    made.use(_Hearing(hear))
    return made


class _Known(AsyncAuthorize):
    """Tells our own events from those of people: Slack says whom an event was sent to."""

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        **_: str | None,
    ) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)


class _Hearing(AsyncMiddleware):
    """The last of Bolt's chain: all that comes as far is heard, and goes no further."""

    def __init__(self, hear: Hear) -> None:
        self._hear = hear

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002
    ) -> BoltResponse:
        ack = await self._hear(req.body, str(req.context.team_id or ""), _before(req))
        if not ack.taken:
            return BoltResponse(status=503, body="")
        if ack.payload is None:
            return BoltResponse(status=200, body="")
        told = json.dumps(ack.payload, ensure_ascii=False)
        return BoltResponse(
            status=200, body=told, headers={"content-type": "application/json; charset=utf-8"}
        )


def _before(req: AsyncBoltRequest) -> int:
    """How often Slack has brought this before (S5), over sockets, too."""
    told = next(iter(req.headers.get("x-slack-retry-num") or ()), "")
    return int(told) if told.isdecimal() and len(told) < _DIGITS else 0


def _quiet() -> logging.Logger:
    """The library's log: it holds what members wrote, addresses with tickets in them, warnings of
    settings that are ours, and tracebacks. What matters of it we say ourselves."""
    made = logging.getLogger(f"{__name__}.library")
    made.setLevel(logging.CRITICAL)
    return made


QUIET = _quiet()
