"""What ids the bank's questions have had, so that history survives a changed title."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from bot.core.bank import Bank
from bot.store.database import Database
from bot.store.machine_tables import former_ids, questions_seen


@dataclass(frozen=True)
class StoredQuestions:
    """The ids that the bank had last, with their answers' hashes, and what became of
    them."""

    database: Database

    async def seen(self) -> dict[str, str]:
        """Id to answer hash, of every question that the bank had when it was loaded last."""
        async with self.database.connect() as connection:
            rows = await connection.execute(select(questions_seen))
            return {row.id: row.answer_hash for row in rows}

    async def former(self) -> dict[str, str]:
        """Former id to present id."""
        async with self.database.connect() as connection:
            rows = await connection.execute(select(former_ids))
            return {row.former: row.current for row in rows}

    async def remember(self, bank: Bank, renamed: Mapping[str, str]) -> None:
        """Keep the bank's ids as seen, and the renamed ones as former."""
        known = zip(bank.index.ids, bank.index.answers, strict=True)
        seen = [{"id": name, "answer_hash": answer} for name, answer in known]
        moved = [{"former": old, "current": new} for old, new in renamed.items()]
        async with self.database.connect() as connection:
            await connection.execute(delete(questions_seen))
            await self.database.upsert(connection, questions_seen, seen)
            for old, new in renamed.items():
                again = update(former_ids).where(former_ids.c.current == old).values(current=new)
                await connection.execute(again)
            await self.database.upsert(connection, former_ids, moved, replace=("current",))
