"""Keeps the one long job that each member may have at a time, and whether it is to stop."""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, case, delete, false, or_, select, update

from bot.core.chat import Member
from bot.store.database import Database
from bot.store.tables import under_way

FRESH = 0.25
"""Seconds for which what another process had stopped is not looked up again, whoever asks."""
STOPPED = select(under_way.c.community, under_way.c.member, under_way.c.job).where(
    under_way.c.stopped.is_(True)
)
"""Which jobs are to stop, in every community: whoever works looks at once for all that it does, and
tells nobody of another's."""


@dataclass(slots=True)
class _Stopped:
    """The jobs that were to stop when it was last looked up."""

    jobs: set[tuple[str, str, str]] = field(default_factory=set)
    at: float = float("-inf")
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(frozen=True)
class StoredUnderWay:
    """The port `UnderWay` over the database: of two processes that begin at once, one does."""

    database: Database
    _stopped: _Stopped = field(default_factory=_Stopped)

    async def begin(self, member: Member, job: str, now: datetime, until: datetime) -> bool:
        """Whether the job is the member's running one now; False while another one's time is not
        over."""
        row = {
            "community": str(member.community),
            "member": member.id,
            "job": job,
            "until": until,
            "stopped": False,
        }
        over = under_way.c.until <= now
        goes_on = and_(under_way.c.job == job, under_way.c.until > now)
        take = (
            update(under_way)
            .where(
                under_way.c.community == str(member.community),
                under_way.c.member == member.id,
                or_(under_way.c.job == job, over),
            )
            .values(
                job=job, until=until, stopped=case((goes_on, under_way.c.stopped), else_=false())
            )
        )
        self._stopped.at = float("-inf")
        async with self.database.connect() as connection:
            await self.database.upsert(connection, under_way, [row])
            return (await connection.execute(take)).rowcount == 1

    async def stop(self, member: Member, job: str | None = None) -> bool:
        """Ask whichever process runs the member's job (or just this job) to stop it; False where
        there is none."""
        which = under_way.c.job == job if job is not None else under_way.c.member == member.id
        change = (
            update(under_way)
            .where(
                under_way.c.community == str(member.community),
                under_way.c.member == member.id,
                which,
            )
            .values(stopped=True)
        )
        async with self.database.connect() as connection:
            found = (await connection.execute(change)).rowcount == 1
        self._stopped.at = float("-inf")
        return found

    async def is_stopped(self, member: Member, job: str) -> bool:
        """Whether the job was asked to stop."""
        looked = self._stopped
        async with looked.lock:
            if time.monotonic() - looked.at >= FRESH:
                rows = await self.database.read(STOPPED)
                looked.jobs = {(row.community, row.member, row.job) for row in rows}
                looked.at = time.monotonic()
        return (str(member.community), member.id, job) in looked.jobs

    async def end(self, member: Member, job: str) -> None:
        """The job is over; another one's place is left alone."""
        gone = delete(under_way).where(
            under_way.c.community == str(member.community),
            under_way.c.member == member.id,
            under_way.c.job == job,
        )
        async with self.database.connect() as connection:
            await connection.execute(gone)
