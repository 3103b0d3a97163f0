"""What platforms must remember, and leases on what only one process may do."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from bot.core.ports import Clock
from bot.store.database import Database
from bot.store.machine_tables import leases, ledger


@dataclass(frozen=True)
class StoredLedger:
    """The port `Ledger` over the database. `owner` names this process in its leases."""

    database: Database
    clock: Clock
    owner: str

    async def get(self, key: str) -> str | None:
        """The value put under the key, unless its time is over."""
        query = select(ledger.c.value, ledger.c.until).where(ledger.c.key == key)
        async with self.database.connect() as connection:
            row = (await connection.execute(query)).first()
        if row is None or (row.until is not None and row.until <= self.clock()):
            return None
        return str(row.value)

    async def put(self, key: str, value: str, *, until: datetime | None = None) -> None:
        """Remember a value under the key, in place of an older one."""
        row = {"key": key, "value": value, "until": until}
        async with self.database.connect() as connection:
            await self.database.upsert(connection, ledger, [row], replace=("value", "until"))

    async def lease(self, name: str, seconds: float) -> bool:
        """Whether the named thing is ours alone for so long; False while somebody else has it."""
        now = self.clock()
        row = {"name": name, "owner": self.owner, "until": now + timedelta(seconds=seconds)}
        over = delete(leases).where(
            leases.c.name == name, (leases.c.until <= now) | (leases.c.owner == self.owner)
        )
        holder = select(leases.c.owner).where(leases.c.name == name)
        async with self.database.connect() as connection:
            await connection.execute(over)
            await self.database.upsert(connection, leases, [row])
            return await connection.scalar(holder) == self.owner
