"""Keeps the checkpoints of questions whose files state none."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.rubric import Checkpoint, KeptRubric
from bot.store.database import Database
from bot.store.machine_tables import rubrics

_KEYS = ("question", "answer_hash")


@dataclass(frozen=True)
class StoredRubrics:
    """The port `Rubrics` over the database."""

    database: Database

    async def get(self, question: str, answer_hash: str) -> KeptRubric | None:
        """The rubric made from the reference answer of this hash."""
        async with self.database.connect() as connection:
            found = await _read(connection, *_is(question, answer_hash))
        return found[0] if found else None

    async def add(self, rubric: KeptRubric) -> KeptRubric:
        """Keep a rubric; where there is one for the same answer, that one is returned unchanged."""
        async with self.database.connect() as connection:
            await self.database.upsert(connection, rubrics, [_row(rubric)])
            found = await _read(connection, *_is(rubric.question, rubric.answer_hash))
        return found[0] if found else rubric

    async def change(self, was: KeptRubric | None, now: KeptRubric) -> bool:
        """Put `now` in place of `was` (None: of nothing); False where it is no longer what it
        was."""
        async with self.database.connect() as connection:
            await self.database.reserve(connection)
            found = await _read(connection, *_is(now.question, now.answer_hash))
            if found != ([was] if was else []):
                return False
            row = _row(now)
            replaced = [name for name in row if name not in _KEYS]
            await self.database.upsert(connection, rubrics, [row], replace=replaced)
        return True

    async def forget(self, question: str) -> int:
        """Drop all that were ever made for a question, and say how many there were."""
        mine = delete(rubrics).where(rubrics.c.question == question)
        async with self.database.connect() as connection:
            return (await connection.execute(mine)).rowcount

    async def of(self, question: str) -> list[KeptRubric]:
        """All that were ever made for a question, the newest first."""
        async with self.database.connect() as connection:
            return await _read(connection, rubrics.c.question == question)

    async def all(self) -> list[KeptRubric]:
        """Every rubric that is kept, the newest first."""
        async with self.database.connect() as connection:
            return await _read(connection)


def _is(question: str, answer_hash: str) -> tuple[ColumnElement[bool], ...]:
    return rubrics.c.question == question, rubrics.c.answer_hash == answer_hash


async def _read(connection: AsyncConnection, *which: ColumnElement[bool]) -> list[KeptRubric]:
    order = rubrics.c.at.desc(), rubrics.c.question, rubrics.c.answer_hash
    rows = await connection.execute(select(rubrics).where(*which).order_by(*order))
    return [_rubric(row) for row in rows]


def _row(one: KeptRubric) -> dict[str, Any]:
    return {
        "question": one.question,
        "answer_hash": one.answer_hash,
        "checkpoints": [asdict(checkpoint) for checkpoint in one.checkpoints],
        "made_by": one.made_by,
        "reviewed": one.reviewed,
        "at": one.at,
    }


def _rubric(row: Row[Any]) -> KeptRubric:
    return KeptRubric(
        question=row.question,
        answer_hash=row.answer_hash,
        checkpoints=tuple(map(_checkpoint, row.checkpoints)),
        made_by=row.made_by,
        reviewed=row.reviewed,
        at=row.at,
    )


def _checkpoint(kept: dict[str, Any]) -> Checkpoint:
    lists = {name: tuple(kept.get(name, ())) for name in ("accept", "reject")}
    texts = tuple((language, text) for language, text in kept.get("texts", ()))
    return Checkpoint(**{**kept, **lists, "texts": texts})
