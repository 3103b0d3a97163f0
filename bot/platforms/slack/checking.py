"""Looks for what is wrong between the coach and Slack: keys, scopes, the clock, channels."""

import email.utils
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.core.chat import Community
from bot.core.errors import CannotReach, CoachError, PlatformDown
from bot.core.ports import Say
from bot.platforms.slack import manifest
from bot.platforms.slack.comparing import lacking
from bot.platforms.slack.installing.asking import translating
from bot.platforms.slack.installing.installations import Installations
from bot.platforms.slack.keys import Keys
from bot.platforms.slack.line import code_of
from bot.platforms.slack.premises import SlackPremises

State = Literal["fine", "warning", "wrong", "off"]

_SECRET = re.compile(r"[0-9a-f]{32}")
_APART, _TOO_FAR = 60, 300
"""Seconds between our clock and Slack's: what is signed five minutes ago is refused (S4)."""
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Check:
    """What was found of one part: `key` and `facts` make its sentence, and `mend` that of what to
    do, with the same facts."""

    part: str
    state: State
    key: str
    facts: Mapping[str, str | int] = field(default_factory=dict)
    mend: str = ""


@dataclass(frozen=True)
class Checking:
    """Nothing is said to anybody, and nothing is changed but what a token's renewal is."""

    keys: Keys
    client: AsyncWebClient
    installations: Installations
    premises: SlackPremises
    say: Say
    channels: bool = False
    """Whether words in channels are to be heard."""

    async def every(self) -> AsyncIterator[Check]:
        """All parts, one after the other."""
        async for one in self._workspaces():
            yield one
        yield await self._way_in()
        if self.keys.public_url.startswith("http://"):
            yield Check("tls", "warning", "error.slack_url", {"url": self.keys.public_url})
        if not self.keys.by_socket:
            yield self._signing()
            yield await self._address()

    async def _workspaces(self) -> AsyncIterator[Check]:
        found = await self.installations.every()
        if not found:
            key = "slack_doctor.no_workspace"
            yield Check("workspaces", "warning", key, mend="slack_doctor.no_workspace_mend")
        clocks: list[float] = []
        for one in found:
            part = f"token of {one.name}"
            try:
                token = await self.installations.token(one.team)
                async with translating():
                    said = await self.client.auth_test(token=token)
                    facts = {"user": str(said["user"]), "team": str(said["team"])}
            except PlatformDown:
                yield Check(part, "wrong", "slack_doctor.down", mend="slack_doctor.down_mend")
                continue
            except CoachError as error:
                code = code_of(error) if isinstance(error, CannotReach) else error.key
                facts = {"code": code, "team": one.name}
                mend = "slack_doctor.token_mend"
                yield Check(part, "wrong", "slack_doctor.token_refused", facts, mend)
                continue
            yield Check(part, "fine", "slack_doctor.token", facts)
            yield self._scopes(one.name, said)
            if self.keys.config and one is found[0]:
                yield await self._manifest(token, str(said.get("bot_id") or ""))
            yield await self._spots(one.team, one.name)
            clocks += _apart(said)
        if clocks:
            yield self._clock(min(clocks, key=abs))

    def _scopes(self, name: str, said: AsyncSlackResponse) -> Check:
        part, wanted = f"scopes in {name}", set(manifest.scopes(channels=self.channels))
        told = str(said.headers.get("x-oauth-scopes") or "")
        held = {one.strip() for one in told.split(",") if one.strip()}
        if not held:
            return Check(part, "off", "slack_doctor.scopes_untold")
        missing = sorted(wanted - held)
        if missing and set(missing) <= set(manifest.DISPENSABLE):
            facts, mend = {"missing": ", ".join(missing)}, "slack_doctor.scopes_mend"
            return Check(part, "warning", "slack_doctor.scopes_without", facts, mend)
        if missing:
            facts = {"missing": ", ".join(missing)}
            mend = "slack_doctor.scopes_mend"
            return Check(part, "wrong", "slack_doctor.scopes_missing", facts, mend)
        if more := sorted(held - wanted):
            facts, mend = {"more": ", ".join(more)}, "slack_doctor.scopes_more_mend"
            return Check(part, "warning", "slack_doctor.scopes_more", facts, mend)
        return Check(part, "fine", "slack_doctor.scopes", {"count": len(wanted)})

    async def _manifest(self, token: str, bot: str) -> Check:
        """What the app lacks of our manifest, where the operator lets us see its own."""
        ours = manifest.manifest(
            self.say,
            url=None if self.keys.by_socket else self.keys.public_url,
            install=self.keys.public_url if self.keys.many else None,
            channels=self.channels,
        )
        try:
            async with translating():
                told = await self.client.bots_info(bot=bot, token=token)
                app = str(told["bot"]["app_id"])
                asked = {"app_id": app, "token": self.keys.config}
                said = await self.client.api_call("apps.manifest.export", json=asked)
                lacks = lacking(ours, said["manifest"])
        except CannotReach as error:
            facts, mend = {"code": code_of(error) or "-"}, "slack_doctor.manifest_untold_mend"
            return Check("manifest", "warning", "slack_doctor.manifest_untold", facts, mend)
        if lacks:
            facts, mend = {"lacks": _some(lacks)}, "slack_doctor.scopes_mend"
            return Check("manifest", "wrong", "slack_doctor.manifest_lacks", facts, mend)
        return Check("manifest", "fine", "slack_doctor.manifest")

    async def _spots(self, team: str, name: str) -> Check:
        part = f"channels of {name}"
        try:
            spots = await self.premises.spots(Community("slack", team))
        except CannotReach as error:
            facts = {"code": code_of(error) or "-"}
            return Check(part, "warning", "slack_doctor.channels_untold", facts)
        inside = [f"#{one.name}" for one in spots if not one.outside]
        outside = [f"#{one.name}" for one in spots if one.outside]
        known: dict[str, str | int] = {"inside": len(inside), "outside": _some(outside)}
        if outside and not inside:
            mend = "slack_doctor.channels_mend"
            return Check(part, "warning", "slack_doctor.channels_none", known, mend)
        if outside:
            mend = "slack_doctor.channels_mend"
            return Check(part, "fine", "slack_doctor.channels_some", known, mend)
        return Check(part, "fine", "slack_doctor.channels", known)

    def _clock(self, apart: float) -> Check:
        facts, mend = {"seconds": round(abs(apart))}, "slack_doctor.clock_mend"
        if abs(apart) >= _TOO_FAR:
            return Check("clock", "wrong", "slack_doctor.clock_wrong", facts, mend)
        if abs(apart) >= _APART:
            return Check("clock", "warning", "slack_doctor.clock_wrong", facts, mend)
        return Check("clock", "fine", "slack_doctor.clock", facts)

    async def _way_in(self) -> Check:
        """Whether a socket would be opened, or that Slack is to call on us."""
        if not self.keys.by_socket:
            return Check("way in", "fine", "slack_doctor.by_http")
        try:
            async with translating():
                await self.client.apps_connections_open(app_token=self.keys.app)
        except PlatformDown:
            return Check("way in", "wrong", "slack_doctor.down", mend="slack_doctor.down_mend")
        except CannotReach as error:
            facts = {"code": code_of(error)}
            mend = "slack_doctor.app_token_mend"
            return Check("way in", "wrong", "slack_doctor.app_token_refused", facts, mend)
        return Check("way in", "fine", "slack_doctor.by_socket")

    def _signing(self) -> Check:
        if _SECRET.fullmatch(self.keys.signing):
            return Check("signing secret", "fine", "slack_doctor.signing")
        mend = "slack_doctor.signing_mend"
        return Check("signing secret", "warning", "slack_doctor.signing_odd", mend=mend)

    async def _address(self) -> Check:
        """Whether the coach answers at its public address."""
        url = f"{self.keys.public_url}/slack/events"
        if not self.keys.public_url:
            mend = "slack_doctor.address_mend"
            return Check("address", "warning", "slack_doctor.no_address", mend=mend)
        facts: dict[str, str | int] = {"url": url}
        try:
            timeout = aiohttp.ClientTimeout(total=5)
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(url, data=b"{}") as answer,
            ):
                facts["status"] = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            mend = "slack_doctor.address_mend"
            return Check("address", "warning", "slack_doctor.address_silent", facts, mend)
        if facts["status"] != 401:  # what is not signed is refused, and nothing else refuses it so
            mend = "slack_doctor.address_mend"
            return Check("address", "wrong", "slack_doctor.address_other", facts, mend)
        return Check("address", "fine", "slack_doctor.address", facts)


def _apart(said: AsyncSlackResponse) -> list[float]:
    """How many seconds our clock is ahead of Slack's, where it told the time."""
    headers: Mapping[str, Any] = said.headers
    told = headers.get("Date") or headers.get("date")
    try:
        theirs = email.utils.parsedate_to_datetime(str(told))
    except ValueError:
        return []
    return [(datetime.now(UTC) - theirs).total_seconds()]


def _some(names: Sequence[str]) -> str:
    more = f" … (+{len(names) - _SHOWN})" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
