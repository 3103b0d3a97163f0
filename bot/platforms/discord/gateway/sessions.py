"""What is known of each shard's session, so that the next process goes on with it and misses
nothing."""

import json
import logging
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.core.errors import CoachError, where
from bot.core.keeping import Ledger

logger = logging.getLogger(__name__)

FRESH = 10 * 60
"""Seconds after which Discord has surely forgotten a session that nobody was connected with."""
HOLD = 20.0
"""Seconds for which a shard is ours after each sign of life."""
_KEPT = timedelta(days=30)
_EVERYWHERE = "discord:heard"


@dataclass(frozen=True, slots=True)
class Session:
    """`heard`: until when (seconds since 1970) everything that was said is recorded. Without an
    `id` it cannot be resumed."""

    heard: float
    id: str | None = None
    sequence: int = 0
    url: str | None = None


@dataclass(frozen=True)
class Sessions:
    """Sessions in the ledger, by `SHARD/COUNT`; a shard is held by one process at a time."""

    ledger: Ledger
    now: Callable[[], float] = time.time

    async def take(self, shard: str) -> Session | None:
        """What another process, or this one before its restart, left of a shard; None where nobody
        has ever listened. It has no id where somebody still does, or where it is too old."""
        try:
            kept = await self.ledger.get(_row(shard))
            if kept is None:  # there may have been another number of shards
                heard = await self.ledger.get(_EVERYWHERE)
                return Session(float(heard)) if heard else None
            session = Session(**json.loads(kept))
            ours = await self.ledger.lease(_row(shard), HOLD)
        except CoachError as error:
            logger.warning("shard %s begins anew: %s", shard, where(error))
            return None
        if not ours or self.now() - session.heard > FRESH:
            return replace(session, id=None)
        return session

    async def keep(self, shard: str, session: Session) -> None:
        """Leave what is known of a shard, unless somebody else holds it. StoreTrouble where that
        cannot be written."""
        until = datetime.fromtimestamp(self.now(), UTC) + _KEPT
        if await self.ledger.lease(_row(shard), HOLD):
            await self.ledger.put(_row(shard), json.dumps(asdict(session)), until=until)
            await self.ledger.put(_EVERYWHERE, str(session.heard), until=until)

    async def release(self, shard: str) -> None:
        """Let go of a shard."""
        await self.ledger.lease(_row(shard), 0.0)


def _row(shard: str) -> str:
    return f"discord:session:{shard}"
