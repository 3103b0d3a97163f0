"""Changes a token that ends for a new one: once, whichever process comes first."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import CannotReach, PlatformDown, StoreTrouble
from bot.core.keeping import Ledger
from bot.core.ports import Clock
from bot.platforms.slack.installing.asking import translating
from bot.platforms.slack.installing.installation import Installation
from bot.platforms.slack.trouble import code_of

logger = logging.getLogger(__name__)

Read = Callable[[str], Awaitable[Installation | None]]
Keep = Callable[[Installation], Awaitable[None]]

_LEASE = 30.0
"""Seconds that one process has for a change."""
_LOOK = 0.2
_PAUSE = timedelta(minutes=5)
"""After a change that failed, how long the old token is used while it still works."""
_BRIEF = timedelta(seconds=10)
"""After a change that failed, how long Slack is not asked again where the old token is over: all
that happens in the workspace would ask it, one after the other."""
_TRIES = (0.2, 1.0, 3.0)


@dataclass(frozen=True)
class Rotation:
    """A refresh token works once (S22), so a lease of the ledger keeps other processes from using
    it at the same time; they read what the first was given."""

    client: AsyncWebClient
    client_id: str
    client_secret: str = field(repr=False)
    ledger: Ledger
    clock: Clock
    _failed: dict[str, tuple[datetime, CannotReach]] = field(default_factory=dict, repr=False)

    async def renewed(self, team: str, read: Read, keep: Keep) -> Installation | None:
        """The installation with a token that lasts, as far as one can be had: while the old one
        works, that is good enough. None where the app is no longer installed.

        CannotReach where Slack gives no other, PlatformDown where it does not answer.
        """
        ends = asyncio.get_running_loop().time() + _LEASE
        while True:
            mine = await self.ledger.lease(f"slack:rotation:{team}", _LEASE)
            one = await read(team)  # after the lease: who had it before us may have changed it
            now = self.clock()
            if one is None or not one.is_due(now):
                return one
            failed, error = self._failed.get(team, (None, None))
            if failed is not None and now - failed < _PAUSE and not one.is_over(now):
                return one
            if failed is not None and error is not None and now - failed < _BRIEF:
                raise error.with_traceback(None)
            if mine:
                return await self._change(one, now, keep)
            if not one.is_over(now):
                return one
            if asyncio.get_running_loop().time() > ends:
                raise PlatformDown("error.slack_down")
            await asyncio.sleep(_LOOK)

    async def _change(self, one: Installation, now: datetime, keep: Keep) -> Installation:
        try:
            async with translating():
                said = await self.client.oauth_v2_access(
                    client_id=self.client_id,
                    client_secret=self.client_secret,
                    grant_type="refresh_token",
                    refresh_token=one.refresh,
                )
                lasts = timedelta(seconds=int(said["expires_in"]))
                token, refresh = str(said["access_token"]), str(said["refresh_token"])
        except CannotReach as error:
            self._failed[one.team] = (now, error)
            logger.error("Slack does not renew the token of %s: %s", one.team, code_of(error))
            if one.is_over(now):
                raise
            return one
        new = one.renewed(token, refresh, now + lasts)
        await asyncio.shield(_kept(new, keep))
        return new


async def _kept(new: Installation, keep: Keep) -> None:
    """Keep what Slack gives only once."""
    for wait in _TRIES:
        try:
            await keep(new)
        except StoreTrouble:
            await asyncio.sleep(wait)
        else:
            return
    await keep(new)
