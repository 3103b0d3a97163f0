"""Keeps the one long job that each member may have at a time, and whether it is to stop."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, delete, false, or_, select, update

from bot.core.chat import Member
from bot.store.database import Database
from bot.store.tables import under_way


@dataclass(frozen=True)
class StoredUnderWay:
    """The port `UnderWay` over the database: of two processes that begin at once, one does."""

    database: Database

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
            return (await connection.execute(change)).rowcount == 1

    async def is_stopped(self, member: Member, job: str) -> bool:
        """Whether the job was asked to stop."""
        query = select(under_way.c.stopped).where(
            under_way.c.community == str(member.community),
            under_way.c.member == member.id,
            under_way.c.job == job,
        )
        async with self.database.connect() as connection:
            return bool((await connection.execute(query)).scalar())

    async def end(self, member: Member, job: str) -> None:
        """The job is over; another one's place is left alone."""
        gone = delete(under_way).where(
            under_way.c.community == str(member.community),
            under_way.c.member == member.id,
            under_way.c.job == job,
        )
        async with self.database.connect() as connection:
            await connection.execute(gone)
