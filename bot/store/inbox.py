"""The list of what people asked for and what is still to be done."""

import logging
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, or_, select, update

from bot.core.errors import StoreTrouble
from bot.core.ports import Clock
from bot.core.requests import Request
from bot.store import request_json
from bot.store.database import Database
from bot.store.machine_tables import inbox

logger = logging.getLogger(__name__)

_PATIENCE = 1.0


@dataclass(frozen=True)
class StoredInbox:
    """The ports `Inbox` and `Requests` over the database."""

    database: Database
    clock: Clock

    async def record(self, requests: Sequence[Request]) -> None:
        """Put requests on the list, in their order; a key that is there already is left as it
        is. StoreTrouble after a second in which others write: somebody waits for an answer."""
        number = time.time_ns()
        rows = [
            {
                "key": request.key,
                "number": number + place,
                "community": str(request.community),
                "platform": request.community.platform,
                "member": request.member.id,
                "request": request_json.written(request),
                "at": self.clock(),
            }
            for place, request in enumerate(requests)
        ]
        async with self.database.connect(patience=_PATIENCE) as connection:
            await self.database.upsert(connection, inbox, rows)

    async def find(self, key: str) -> Request | None:
        """The request of this key; None where there is none, or what it said was forgotten."""
        query = select(inbox.c.request).where(inbox.c.key == key)
        async with self.database.connect() as connection:
            kept = await connection.scalar(query)
        return request_json.read(kept) if kept else None

    async def forget(self, key: str) -> None:
        """Forget what a request said, once its work is over; that it was done is remembered."""
        change = update(inbox).where(inbox.c.key == key).values(request={}, member="")
        async with self.database.connect() as connection:
            await connection.execute(change)

    async def take(self, platforms: Collection[str], replica: str, *, most: int) -> list[Request]:
        """Requests of these platforms that nobody has taken, in order; from now on they are
        ours."""
        waiting = (
            select(inbox.c.key)
            .where(
                inbox.c.done_at.is_(None),
                inbox.c.taken_by.is_(None),
                inbox.c.platform.in_(platforms),
            )
            .order_by(inbox.c.number)
            .limit(most)
        )
        claim = (
            update(inbox)
            .where(inbox.c.key.in_(waiting.scalar_subquery()), inbox.c.taken_by.is_(None))
            .values(taken_by=replica)
            .returning(inbox.c.number, inbox.c.request)
        )
        async with self.database.connect() as connection:
            rows = (await connection.execute(claim)).all()
        return list(filter(None, map(_readable, sorted(rows, key=lambda row: row.number))))

    async def finish(self, keys: Collection[str]) -> None:
        """Mark requests as done."""
        change = update(inbox).where(inbox.c.key.in_(keys)).values(done_at=self.clock())
        async with self.database.connect() as connection:
            await connection.execute(change)

    async def is_done(self, key: str) -> bool:
        """Whether the request was acted on (long work may still be under way)."""
        query = select(inbox.c.done_at).where(inbox.c.key == key)
        async with self.database.connect() as connection:
            return await connection.scalar(query) is not None

    async def give_back(self, replicas: Collection[str]) -> None:
        """What these replicas took and did not finish may be taken again."""
        change = (
            update(inbox)
            .where(inbox.c.done_at.is_(None), or_(*(inbox.c.taken_by == one for one in replicas)))
            .values(taken_by=None)
        )
        if replicas:
            async with self.database.connect() as connection:
                await connection.execute(change)


def _readable(row: Row[Any]) -> Request | None:
    """The request of a row; None for one that a newer version wrote: it waits for that version."""
    try:
        return request_json.read(row.request)
    except (StoreTrouble, LookupError, TypeError, ValueError):
        logger.warning("the inbox holds a request that this version does not know")
        return None
