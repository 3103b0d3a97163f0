"""The `state` of an installation: ours, for ten minutes, and good once."""

import asyncio
import base64
import hashlib
import hmac
import logging
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.core.keeping import Ledger
from bot.core.ports import Clock

SECONDS = 600
"""How long a state is good."""

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class States(AsyncOAuthStateStore):
    """Signed with `secret`, so that nothing is kept for whoever only looks at the page; which ones
    were used is kept, for every process."""

    ledger: Ledger
    secret: str = field(repr=False)
    clock: Clock
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    @property
    def logger(self) -> logging.Logger:
        """The library asks for one."""
        return _logger

    async def async_issue(self, *_: Any, **__: Any) -> str:
        """A new state."""
        ends = self.clock() + timedelta(seconds=SECONDS)
        told = f"{int(ends.timestamp())}.{secrets.token_urlsafe(18)}"
        return f"{told}.{self._sign(told)}"

    async def async_consume(self, state: str) -> bool:
        """Whether a state is ours, not over, and was never used before."""
        told, _, sign = state.rpartition(".")
        if not hmac.compare_digest(sign.encode(), self._sign(told).encode()):
            return False
        moment, _, name = told.partition(".")
        ends = datetime.fromtimestamp(int(moment), UTC)
        if ends <= self.clock():
            return False
        key = f"slack:state:{name}"
        async with self._lock:  # a lease parts processes, and not two requests to one
            if not await self.ledger.lease(key, SECONDS) or await self.ledger.get(key):
                return False
            await self.ledger.put(key, "used", until=ends)
            return True

    def _sign(self, told: str) -> str:
        made = hmac.new(self.secret.encode(), f"state:{told}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(made.digest()).decode().rstrip("=")
