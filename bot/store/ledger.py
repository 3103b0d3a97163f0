"""What platforms must remember, and leases on what only one process may do."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from bot.core.ports import Clock
from bot.store.database import Database
from bot.store.machine_tables import leases, ledger

_MOST = 500
"""Values that are put in one transaction."""


@dataclass
class _Puts:
    """Values that are still to be put, in their order, and who waits for it."""

    waiting: list[tuple[dict[str, Any], "asyncio.Future[None]"]] = field(default_factory=list)
    writer: "asyncio.Task[None] | None" = None


@dataclass(frozen=True)
class StoredLedger:
    """The port `Ledger` over the database. `owner` names this process in its leases. What is put at
    once is written in one transaction."""

    database: Database
    clock: Clock
    owner: str
    _puts: _Puts = field(default_factory=_Puts, compare=False, repr=False)

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
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._puts.waiting.append((row, done))
        if self._puts.writer is None or self._puts.writer.done():
            self._puts.writer = asyncio.create_task(self._write())
        await done

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

    async def _write(self) -> None:
        puts = self._puts
        while puts.waiting:
            batch, puts.waiting = puts.waiting[:_MOST], puts.waiting[_MOST:]
            rows, trouble = [row for row, _ in batch], None
            try:
                async with self.database.connect() as connection:
                    await self.database.upsert(connection, ledger, rows, replace=("value", "until"))
            except Exception as exc:
                trouble = exc
            for _, done in batch:
                if done.done():  # whoever waited has left
                    continue
                if trouble is not None:
                    done.set_exception(trouble)
                else:
                    done.set_result(None)

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
