"""A database from before feedback had points, bands and raw verdicts."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from bot.core.chat import Community
from bot.core.feedback import Feedback, Judgement, Verdict
from bot.store.attempts import StoredAttempts
from bot.store.database import Database
from bot.store.upgrade import _SCRIPTS as SCRIPTS
from bot.store.upgrade import upgrade

HERE = Community("web", "x")


async def test_old_feedback_keeps_its_verdicts_and_its_advice(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.db'}")

    def second_version(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        connection.execute(
            text(
                "INSERT INTO feedback VALUES ('web:x', 'a1', '2026-11-01 10:00:00', :judgements,"
                " 0.5, 1, 1, :advice, 'Qwen3-8B', 'abc', '', '[]')"
            ),
            {
                "judgements": '[{"checkpoint": "core", "verdict": "covered", "evidence": "更久",'
                ' "unsupported": false}]',
                "advice": "说得不错。再讲讲带宽。",
            },
        )

    async with database.connect() as connection:
        await connection.run_sync(second_version)
    assert await upgrade(database)
    found = await StoredAttempts(database).feedback(HERE, "a1")
    await database.close()
    assert found is not None
    assert found.judgements == (Judgement("core", Verdict.COVERED, "更久"),)
    assert found.score == 0.5
    assert found.advice.strengths == (("", "说得不错。再讲讲带宽。"),)
    assert (found.low, found.raw, found.tokens) == (None, (), 0)
    assert isinstance(found, Feedback)
