"""Keeps what graders were found fit for."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row, select

from bot.core.checkup import Checkup, Finding
from bot.store.database import Database
from bot.store.machine_tables import checkups


@dataclass(frozen=True)
class StoredCheckups:
    """The port `Checkups` over the database."""

    database: Database

    async def put(self, checkup: Checkup) -> None:
        """Keep a checkup in place of an earlier one of the same model, prompts, set, language."""
        async with self.database.connect() as connection:
            await self.database.upsert(
                connection, checkups, [_row(checkup)], replace=("at", "fit", "report")
            )

    async def get(
        self, model: str, prompt_hash: str, set_hash: str, language: str
    ) -> Checkup | None:
        """The last checkup of just this."""
        query = select(checkups).where(
            checkups.c.model == model,
            checkups.c.prompt_hash == prompt_hash,
            checkups.c.set_hash == set_hash,
            checkups.c.language == language,
        )
        async with self.database.connect() as connection:
            row = (await connection.execute(query)).first()
        return _checkup(row) if row else None

    async def all(self) -> list[Checkup]:
        """Every checkup that is kept, the newest first."""
        query = select(checkups).order_by(checkups.c.at.desc(), checkups.c.language)
        async with self.database.connect() as connection:
            return [_checkup(row) for row in await connection.execute(query)]


def _row(one: Checkup) -> dict[str, Any]:
    return {
        "model": one.model,
        "prompt_hash": one.prompt_hash,
        "set_hash": one.set_hash,
        "language": one.language,
        "at": one.at,
        "fit": one.fit,
        "report": {
            "findings": [asdict(finding) for finding in one.findings],
            "scores": one.scores,
            "answers": one.answers,
            "seconds": one.seconds,
            "tokens": one.tokens,
        },
    }


def _checkup(row: Row[Any]) -> Checkup:
    report = row.report
    return Checkup(
        model=row.model,
        prompt_hash=row.prompt_hash,
        set_hash=row.set_hash,
        language=row.language,
        at=row.at,
        findings=tuple(Finding(**one) for one in report["findings"]),
        scores=tuple((kind, score) for kind, score in report["scores"]),
        answers=report["answers"],
        seconds=report["seconds"],
        tokens=report["tokens"],
    )
