"""Keeps the runs of the chain-of-thought lab."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select

from bot.core.chat import Community, Member
from bot.core.keeping_traces import KeptTrace
from bot.core.trace import Trace
from bot.store.database import Database
from bot.store.lab_tables import traces


@dataclass(frozen=True)
class StoredTraces:
    """The port `Traces` over the database."""

    database: Database

    async def keep(self, kept: KeptTrace) -> None:
        """Keep a run; one of this id is replaced."""
        community = str(kept.member.community)
        async with self.database.connect() as connection:
            await connection.execute(
                delete(traces).where(traces.c.community == community, traces.c.id == kept.id)
            )
            await connection.execute(
                insert(traces).values(
                    community=community,
                    id=kept.id,
                    member=kept.member.id,
                    strategy=kept.trace.strategy,
                    at=kept.at,
                    document=kept.trace.document(),
                )
            )

    async def get(self, community: Community, name: str) -> KeptTrace | None:
        """The run of this id."""
        query = select(traces).where(traces.c.community == str(community), traces.c.id == name)
        async with self.database.connect() as connection:
            row = (await connection.execute(query)).first()
        return _read(row) if row else None

    async def of(self, member: Member, *, most: int) -> Sequence[KeptTrace]:
        """A member's own runs, the newest first."""
        query = (
            select(traces)
            .where(traces.c.community == str(member.community), traces.c.member == member.id)
            .order_by(traces.c.at.desc(), traces.c.id)
            .limit(most)
        )
        async with self.database.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [_read(row) for row in rows]


def _read(row: Any) -> KeptTrace:
    member = Member(Community.of(row.community), row.member)
    return KeptTrace(row.id, member, row.at, Trace.of(row.document))
