"""What stands in the store for who watches over the machine: no words of members."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from bot.core.chat import Community
from bot.core.errors import StoreTrouble
from bot.core.overview import Heard, Waiting
from bot.core.queueing import Kind
from bot.store.database import Database
from bot.store.machine_tables import inbox, replicas
from bot.store.turn_tables import turns
from bot.store.upgrade import pending

_KIND = inbox.c.request["kind"].as_string()
_HEARD = select(_KIND.label("kind"), inbox.c.community, inbox.c.at).where(
    inbox.c.key == bindparam("of")
)
_TAKEN = inbox.c.taken_by.is_not(None)
_WAITING = (
    select(
        _KIND.label("kind"),
        _TAKEN.label("taken"),
        func.count().label("many"),
        func.min(inbox.c.at).label("oldest"),
    )
    .where(inbox.c.done_at.is_(None))
    .group_by(_KIND, _TAKEN)
)
_LINE = select(turns.c.kind, turns.c.runs, func.count().label("many")).group_by(
    turns.c.kind, turns.c.runs
)
_BEATS = select(replicas.c.name, replicas.c.beat)


@dataclass(frozen=True)
class StoredOverview:
    """The port `Overview` over the database."""

    database: Database

    async def heard(self, key: str) -> Heard | None:
        """The request of this key; None where there is none."""
        for row in await self.database.read(_HEARD, of=key):
            return Heard(row.kind or "", Community.of(row.community), row.at)
        return None

    async def waiting(self) -> Sequence[Waiting]:
        """What is not done, by kind, of what nobody has taken and of what somebody has."""
        rows = await self.database.read(_WAITING)
        return [Waiting(row.kind or "", bool(row.taken), row.many, row.oldest) for row in rows]

    async def line(self) -> Mapping[tuple[str, bool], int]:
        """How many jobs stand in the line for the model's turns, by kind, and whether they have
        one."""
        rows = await self.database.read(_LINE)
        return {(Kind(row.kind).name.lower(), bool(row.runs)): row.many for row in rows}

    async def beats(self) -> Mapping[str, datetime]:
        """The last sign of life of each process that shares the work."""
        return {row.name: row.beat for row in await self.database.read(_BEATS)}

    async def is_current(self) -> bool:
        """Whether the tables are those of this version; False where a newer one made them."""
        try:
            return not await pending(self.database)
        except StoreTrouble as trouble:
            if trouble.key == "error.store_newer":
                return False
            raise
