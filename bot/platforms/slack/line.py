"""The line to Slack's Web API: each call at its pace, sent again only where that does no harm."""

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import CannotReach, PlatformDown
from bot.core.happenings import Tell, TurnedAway, untold
from bot.platforms.slack import trouble
from bot.platforms.slack.rates import Rates
from bot.platforms.slack.trouble import Unsure, code_of, is_down, translated

__all__ = ["Body", "Line", "Tokens", "Unsure", "code_of", "within"]

logger = logging.getLogger(__name__)

Body = dict[str, Any]

Tokens = Callable[[str], Awaitable[str]]
"""The bot's token in a team; CannotReach where the app is not installed there."""

SLACK = "https://slack.com/api/"
"""Where Slack's Web API is."""

_FORMS = frozenset(
    {
        "auth.test", "conversations.history", "conversations.info", "conversations.list",
        "conversations.replies", "files.getUploadURLExternal", "usergroups.list", "users.info",
        "users.list",
    }
)  # fmt: skip
"""Methods that take no JSON."""
_PLACE = re.compile(r"json-pointer:[\w/.-]*", re.ASCII)
_WAITS = (0.3, 1.0, 2.0, 4.0, 8.0)
"""Seconds before a call is sent again that Slack did not answer."""
_LIMITED = 6
"""How often a call is sent again that came too early."""
_LONGEST = 90.0
"""Seconds of a pause that are waited for."""
_REFUSED = 600.0
"""Seconds for which a token that was refused is not tried again: a workspace that was closed, or is
being moved, may come back with it."""


def within(seconds: float) -> aiohttp.ClientTimeout:
    """How long Slack's answer to one call is waited for."""
    return aiohttp.ClientTimeout(total=None, sock_connect=seconds / 2, sock_read=seconds)


@dataclass
class Line:
    """Calls methods as the bot of a team. The library sends nothing again by itself.

    `api` is where the Web API is. A token is in no log and no repr; once Slack refuses one, nothing
    is sent with it for ten minutes, unless `tokens` gives another.
    """

    tokens: Tokens = field(repr=False)
    api: str = SLACK
    timeout: aiohttp.ClientTimeout = field(default_factory=lambda: within(10), repr=False)
    rates: Rates = field(default_factory=Rates, repr=False)
    now: Callable[[], float] = field(default=time.monotonic, repr=False)
    sleep: Callable[[float], Awaitable[None]] = field(default=asyncio.sleep, repr=False)
    tell: Tell = field(default=untold, repr=False)
    _refused: dict[str, tuple[str, float]] = field(default_factory=dict, repr=False)
    _session: aiohttp.ClientSession | None = field(default=None, repr=False)
    _client: AsyncWebClient | None = field(default=None, repr=False)

    @property
    def is_refused(self) -> bool:
        """Whether Slack refused the token of a team within the last ten minutes."""
        return any(self.now() < at + _REFUSED for _, at in self._refused.values())

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()

    async def call(
        self,
        team: str,
        method: str,
        body: Body | Callable[[], Body],
        *,
        once: bool = False,
        patience: float = 0.0,
        channel: str = "",
    ) -> Body:
        """What Slack answers. A body that is called is asked for at the last moment; then `channel`
        tells whose budget it takes.

        Where the connection breaks or Slack has trouble of its own, it is sent again, unless that
        would do harm: then `once`, and Unsure. With `patience`, PlatformDown where its turn does
        not come within so many seconds. CannotReach for what Slack refuses (`code_of` is its word).
        """
        unanswered = limited = 0
        if not callable(body):
            channel = str(body.get("channel", ""))
        if method not in Rates.BY_CHANNEL:
            channel = ""
        while True:
            token = await self._token(team)
            await self._turn(team, method, channel, patience)
            try:
                return await self._send(method, token, body() if callable(body) else body)
            except SlackApiError as exc:
                status, code = _status(exc), _code(exc)
                if status == 429 or code == "ratelimited":
                    wait = _retry_after(exc)
                    limited += 1
                    self.tell(TurnedAway("slack"))
                    self.rates.pause(method, team, channel, self.now() + wait)
                    if limited > _LIMITED or wait > (patience or _LONGEST):
                        raise PlatformDown("error.slack_down", code="ratelimited") from exc
                    logger.info("%s came too early: %.1f s", method, wait)
                    continue
                if not is_down(code, status):
                    raise self._refusal(team, method, token, code, status, exc) from exc
                met: Exception = exc
            except aiohttp.ClientConnectorError as exc:  # then nothing has been sent
                if once and unanswered >= len(_WAITS):
                    raise PlatformDown("error.slack_down") from exc
                met = exc
            except (aiohttp.ClientError, TimeoutError, OSError) as exc:
                met = exc
            if unanswered >= len(_WAITS):
                raise Unsure from met
            if once and not isinstance(met, aiohttp.ClientConnectorError):
                raise Unsure from met
            logger.info("no answer to %s (%s)", method, type(met).__name__)
            await self.sleep(_WAITS[unanswered])
            unanswered += 1

    async def answer(self, url: str, body: Body) -> None:
        """Send what answers a command or a button to its response_url, which is a secret.

        CannotReach where it is used up or too old; Unsure where it is not known whether it is said.
        """
        for wait in (*_WAITS[:2], None):
            try:
                async with self._connected().post(url, json=body, timeout=self.timeout) as response:
                    status = response.status
                    after = response.headers.get("Retry-After", "")
            except aiohttp.ClientConnectorError as exc:
                if wait is None:
                    raise PlatformDown("error.slack_down") from exc
                await self.sleep(wait)
                continue
            except (aiohttp.ClientError, TimeoutError, OSError):
                raise Unsure from None  # its text would show the address
            if status < 300:
                return
            if status >= 500:
                raise Unsure
            if status != 429 or wait is None:
                raise translated("expired_url" if status == 404 else "", status)
            await self.sleep(_seconds(after, wait))

    async def bring(self, url: str, data: bytes) -> None:
        """Send a file's bytes to where Slack wants them, an address that is a secret."""
        try:
            async with self._connected().post(url, data=data, timeout=self.timeout) as response:
                status = response.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise Unsure from None  # its text would show the address
        if status >= 300:
            raise translated("", status)

    async def _token(self, team: str) -> str:
        token = await self.tokens(team)
        refused, at = self._refused.get(team, ("", 0.0))
        if refused == token and self.now() < at + _REFUSED:
            raise CannotReach("error.slack_token")
        return token

    async def _turn(self, team: str, method: str, channel: str, patience: float) -> None:
        turn = self.rates.take(method, team, channel)
        if not patience:
            await turn
            return
        try:
            async with asyncio.timeout(patience):
                await turn
        except TimeoutError as exc:
            raise PlatformDown("error.slack_down", code="ratelimited") from exc

    async def _send(self, method: str, token: str, body: Body) -> Body:
        if self._client is None:
            self._client = AsyncWebClient(
                base_url=self.api, session=self._connected(), retry_handlers=[], logger=_QUIET
            )
        sent = {name: value for name, value in body.items() if value is not None}
        sent["token"] = token
        if method in _FORMS:
            said = await self._client.api_call(method, http_verb="GET", params=sent)
        else:
            said = await self._client.api_call(method, json=sent)
        return said.data if isinstance(said.data, dict) else {}

    def _refusal(
        self, team: str, method: str, token: str, code: str, status: int, exc: SlackApiError
    ) -> CannotReach:
        if code in trouble.TOKEN:
            self._refused[team] = (token, self.now())
            logger.error("Slack refuses the token of %s (%s): nothing is sent with it", team, code)
        elif code in trouble.BLOCKS or code.startswith("invalid_"):
            logger.warning("Slack does not take %s: %s %s", method, code, _told(exc))
        else:
            logger.info("Slack refuses %s: %s (HTTP %d)", method, code, status)
        return translated(code, status)

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self.timeout)
        return self._session


def _quiet() -> logging.Logger:
    """The library's log: at its lowest level it holds what members wrote."""
    made = logging.getLogger(f"{__name__}.library")
    made.setLevel(logging.WARNING)
    return made


_QUIET = _quiet()


def _status(exc: SlackApiError) -> int:
    found = getattr(exc.response, "status_code", None) or getattr(exc.response, "status", None)
    return int(found) if isinstance(found, int) else 503


def _data(exc: SlackApiError) -> Mapping[str, Any]:
    found = getattr(exc.response, "data", None)
    return found if isinstance(found, dict) else {}


def _code(exc: SlackApiError) -> str:
    return str(_data(exc).get("error") or "")


def _told(exc: SlackApiError) -> str:
    """Where in our blocks the fault is: places, and none of the words that stand there."""
    messages = (_data(exc).get("response_metadata") or {}).get("messages") or ()
    return ", ".join(found[0] for one in messages[:3] if (found := _PLACE.search(str(one))))


def _retry_after(exc: SlackApiError) -> float:
    headers = getattr(exc.response, "headers", None) or {}
    return _seconds(str(headers.get("Retry-After") or headers.get("retry-after") or ""), 1.0)


def _seconds(text: str, other: float) -> float:
    try:
        return max(0.05, float(text))
    except ValueError:
        return other
