"""Which processes share this database, and which of them are dead."""

import os
import socket
from dataclasses import dataclass

from sqlalchemy import delete, select

from bot.core.keeping_work import SILENT
from bot.core.ports import Clock
from bot.store.database import Database
from bot.store.machine_tables import replicas


@dataclass(frozen=True)
class StoredReplicas:
    """The port `Replicas` over the database."""

    database: Database
    clock: Clock

    async def name(self, wanted: str) -> str:
        """A name that no living process has: the wanted one, or that with our process id."""
        query = select(replicas.c.host, replicas.c.process).where(replicas.c.name == wanted)
        async with self.database.connect() as connection:
            row = (await connection.execute(query)).first()
        taken = row is not None and row.host == socket.gethostname() and _runs(row.process)
        return f"{wanted}-{os.getpid()}" if taken else wanted

    async def beat(self, name: str) -> None:
        """Say that the process of this name is alive."""
        row = {
            "name": name,
            "host": socket.gethostname(),
            "process": os.getpid(),
            "beat": self.clock(),
        }
        async with self.database.connect() as connection:
            await self.database.upsert(
                connection, replicas, [row], replace=("host", "process", "beat")
            )

    async def dead(self, us: str) -> list[str]:
        """The names of other processes that are gone: silent for too long, or ended on this
        host."""
        async with self.database.connect() as connection:
            rows = (await connection.execute(select(replicas).where(replicas.c.name != us))).all()
        here = socket.gethostname()
        return [
            row.name
            for row in rows
            if self.clock() - row.beat > SILENT or (row.host == here and not _runs(row.process))
        ]

    async def living(self) -> list[str]:
        """The names of the processes that are at work on this database now, or may wake to be."""
        async with self.database.connect() as connection:
            rows = (await connection.execute(select(replicas))).all()
        here = socket.gethostname()
        return sorted(
            row.name
            for row in rows
            if (_runs(row.process) if row.host == here else self.clock() - row.beat <= SILENT)
        )

    async def forget(self, names: list[str]) -> None:
        """Strike processes off the list, once their work is given back."""
        async with self.database.connect() as connection:
            await connection.execute(delete(replicas).where(replicas.c.name.in_(names)))


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return process != os.getpid()
