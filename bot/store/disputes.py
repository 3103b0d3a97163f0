"""Keeps contested verdicts, and what became of them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, select, update

from bot.core.chat import Community, Member
from bot.core.dispute import JUDGED_AGAIN, Dispute, DisputeState
from bot.core.feedback import Verdict
from bot.store.attempts import judgement, written
from bot.store.database import Database
from bot.store.tables import disputes

_SETTLED = ("community", "id", "attempt", "member", "checkpoint", "argument", "at", "before")


@dataclass(frozen=True)
class StoredDisputes:
    """The port `Disputes` over the database."""

    database: Database

    async def add(self, dispute: Dispute) -> Dispute:
        """Keep a dispute; where one of its id is there already, that one is returned unchanged."""
        async with self.database.connect() as connection:
            await self.database.upsert(connection, disputes, [_row(dispute)])
        return await self.get(dispute.member.community, dispute.id) or dispute

    async def get(self, community: Community, dispute: str) -> Dispute | None:
        """The dispute of this id."""
        found = await self._read(community, disputes.c.id == dispute, most=1)
        return found[0] if found else None

    async def of(self, community: Community, attempt: str) -> list[Dispute]:
        """Those about an attempt, the oldest first."""
        return await self._read(community, disputes.c.attempt == attempt)

    async def change(self, was: Dispute, now: Dispute) -> bool:
        """Put `now` in place of `was`; False where it is no longer in the state that it was in."""
        row = _row(now)
        change = (
            update(disputes)
            .where(
                disputes.c.community == row["community"],
                disputes.c.id == was.id,
                disputes.c.state == was.state.value,
            )
            .values({name: value for name, value in row.items() if name not in _SETTLED})
        )
        async with self.database.connect() as connection:
            return (await connection.execute(change)).rowcount == 1

    async def waiting(self, community: Community, *, most: int = 100) -> list[Dispute]:
        """Those that were judged again and that no maintainer has looked at, the oldest first."""
        judged = disputes.c.state.in_([one.value for one in JUDGED_AGAIN])
        return await self._read(community, judged, most=most)

    async def _read(
        self, community: Community, which: ColumnElement[bool], *, most: int = 1000
    ) -> list[Dispute]:
        query = (
            select(disputes)
            .where(disputes.c.community == str(community), which)
            .order_by(disputes.c.at, disputes.c.id)
            .limit(most)
        )
        async with self.database.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [_dispute(community, row) for row in rows]


def _row(one: Dispute) -> dict[str, Any]:
    return {
        "community": str(one.member.community),
        "id": one.id,
        "attempt": one.attempt,
        "member": one.member.id,
        "checkpoint": one.checkpoint,
        "argument": one.argument,
        "at": one.at,
        "before": written(one.before),
        "after": written(one.after) if one.after else None,
        "model": one.model,
        "prompt_hash": one.prompt_hash,
        "state": one.state.value,
        "trouble": one.trouble,
        "ruled_by": one.ruled_by,
        "ruling": one.ruling.value if one.ruling else None,
        "reason": one.reason,
    }


def _dispute(community: Community, row: Row[Any]) -> Dispute:
    return Dispute(
        id=row.id,
        attempt=row.attempt,
        member=Member(community, row.member),
        checkpoint=row.checkpoint,
        argument=row.argument,
        at=row.at,
        before=judgement(row.before),
        after=judgement(row.after) if row.after else None,
        model=row.model,
        prompt_hash=row.prompt_hash,
        state=DisputeState(row.state),
        trouble=row.trouble,
        ruled_by=row.ruled_by,
        ruling=Verdict(row.ruling) if row.ruling else None,
        reason=row.reason,
    )
