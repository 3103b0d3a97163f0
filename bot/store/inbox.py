"""The list of what people asked for and what is still to be done."""

import logging
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, or_, select, update

from bot.core.errors import StoreTrouble
from bot.core.ports import Clock
from bot.core.requests import Request
from bot.store import request_json
from bot.store.database import Database
from bot.store.machine_tables import inbox
from bot.store.schema import Moment
from bot.store.writer import Write

logger = logging.getLogger(__name__)

_PATIENCE = 1.0
_KEY = inbox.c.key == bindparam("of")
_REQUEST = select(inbox.c.request).where(_KEY)
_DONE = select(inbox.c.done_at).where(_KEY)
_RECORDED = (
    select(inbox.c.key)
    .where(
        inbox.c.done_at.is_(None),
        inbox.c.taken_by == bindparam("replica"),
        inbox.c.number.between(bindparam("first"), bindparam("last")),
    )
    .order_by(inbox.c.number)
)
_WAITS = select(inbox.c.key).where(inbox.c.done_at.is_(None), inbox.c.taken_by.is_(None)).limit(1)
_FORGET = update(inbox).where(_KEY).values(request={}, member="")
_FINISH = update(inbox).where(_KEY).values(done_at=bindparam("now", type_=Moment))
_FINISH_AND_FORGET = _FINISH.values(request={}, member="")


@dataclass(frozen=True)
class StoredInbox:
    """The ports `Inbox` and `Requests` over the database."""

    database: Database
    clock: Clock

    async def record(
        self, requests: Sequence[Request], taken_by: str | None = None
    ) -> Collection[str]:
        """Put requests on the list, in their order; a key that is there already is left as it
        is. Returns the keys of those that were not there, where they are taken at once.

        StoreTrouble after a second in which others write: somebody waits for an answer.
        """
        number = time.time_ns()
        statement = self.database.upserting(inbox)
        writes = [
            Write(statement, _row(request, number + place, taken_by) | {"at": self.clock()})
            for place, request in enumerate(requests)
        ]
        if taken_by is not None:
            those = {"replica": taken_by, "first": number, "last": number + len(requests) - 1}
            writes.append(Write(_RECORDED, those, answers=True))
        rows = await self.database.writer.write(*writes, patience=_PATIENCE)
        return {row.key for row in rows}

    async def find(self, key: str) -> Request | None:
        """The request of this key; None where there is none, or what it said was forgotten."""
        for row in await self.database.read(_REQUEST, of=key):
            return request_json.read(row.request) if row.request else None
        return None

    async def forget(self, key: str) -> None:
        """Forget what a request said, once its work is over; that it was done is remembered."""
        await self.database.writer.write(Write(_FORGET, {"of": key}))

    async def take(self, platforms: Collection[str], replica: str, *, most: int) -> list[Request]:
        """Requests of these platforms that nobody has taken, in order; from now on they are
        ours."""
        if not await self.database.read(_WAITS):
            return []
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

    async def finish(self, keys: Collection[str], *, forget: bool = False) -> None:
        """Mark requests as done; with `forget`, what they said is forgotten, too."""
        change, now = _FINISH_AND_FORGET if forget else _FINISH, self.clock()
        await self.database.writer.write(*(Write(change, {"of": key, "now": now}) for key in keys))

    async def is_done(self, key: str) -> bool:
        """Whether the request was acted on (long work may still be under way)."""
        rows = await self.database.read(_DONE, of=key)
        return any(row.done_at is not None for row in rows)

    async def give_back(
        self, replicas: Collection[str], *, keys: Collection[str] | None = None
    ) -> None:
        """What these replicas took and did not finish may be taken again; only these keys."""
        change = (
            update(inbox)
            .where(inbox.c.done_at.is_(None), or_(*(inbox.c.taken_by == one for one in replicas)))
            .values(taken_by=None)
        )
        if keys is not None:
            change = change.where(inbox.c.key.in_(keys))
        if replicas:
            async with self.database.connect() as connection:
                await connection.execute(change)


def _row(request: Request, number: int, taken_by: str | None) -> dict[str, Any]:
    return {
        "key": request.key,
        "number": number,
        "community": str(request.community),
        "platform": request.community.platform,
        "member": request.member.id,
        "request": request_json.written(request),
        "taken_by": taken_by,
    }


def _readable(row: Row[Any]) -> Request | None:
    """The request of a row; None for one that a newer version wrote: it waits for that version."""
    try:
        return request_json.read(row.request)
    except (StoreTrouble, LookupError, TypeError, ValueError):
        logger.warning("the inbox holds a request that this version does not know")
        return None
