"""What platforms must remember, and leases on what only one process may do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Executable, bindparam, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.core.ports import Clock
from bot.store.database import Database
from bot.store.machine_tables import leases, ledger
from bot.store.schema import Moment
from bot.store.writer import Write

_OF_KEY = select(ledger.c.value, ledger.c.until).where(ledger.c.key == bindparam("of"))


@dataclass(frozen=True)
class StoredLedger:
    """The port `Ledger` over the database. `owner` names this process in its leases. What is put at
    once is written in one transaction."""

    database: Database
    clock: Clock
    owner: str

    async def get(self, key: str) -> str | None:
        """The value put under the key, unless its time is over."""
        for row in await self.database.read(_OF_KEY, of=key):
            if row.until is None or row.until > self.clock():
                return str(row.value)
        return None

    async def put(self, key: str, value: str, *, until: datetime | None = None) -> None:
        """Remember a value under the key, in place of an older one."""
        await self.database.writer.write(self._kept(key, value, until))

    def put_later(self, key: str, value: str, *, until: datetime | None = None) -> None:
        """The same, written with whatever is written next: a crash before that loses it."""
        self.database.writer.write_later(self._kept(key, value, until))

    async def lasting(self, prefix: str, *, most: int) -> list[str]:
        """The values under the keys that begin so and whose time is not over, those that last
        longest first; none that last for ever."""
        query = (
            select(ledger.c.value)
            .where(ledger.c.key.startswith(prefix, autoescape=True), ledger.c.until > self.clock())
            .order_by(ledger.c.until.desc())
            .limit(most)
        )
        async with self.database.connect() as connection:
            return list((await connection.execute(query)).scalars())

    async def lease(self, name: str, seconds: float) -> bool:
        """Whether the named thing is ours alone for so long; False while somebody else has it."""
        now = self.clock()
        wish = {
            "name": name,
            "owner": self.owner,
            "until": now + timedelta(seconds=seconds),
            "now": now,
        }
        taking = _TAKING[self.database.is_sqlite]
        return bool(await self.database.writer.write(Write(taking, wish, answers=True)))

    def _kept(self, key: str, value: str, until: datetime | None) -> Write:
        row = {"key": key, "value": value, "until": until}
        return Write(self.database.upserting(ledger, "value", "until"), row)


def _taking(insert: Any) -> Executable:
    """Takes a lease, and answers its owner; nothing where it is somebody else's."""
    free = or_(
        leases.c.until <= bindparam("now", type_=Moment), leases.c.owner == insert.excluded.owner
    )
    statement: Executable = insert.on_conflict_do_update(
        index_elements=["name"],
        set_={"owner": insert.excluded.owner, "until": insert.excluded.until},
        where=free,
    ).returning(leases.c.owner)
    return statement


_TAKING = {True: _taking(sqlite.insert(leases)), False: _taking(postgresql.insert(leases))}
