"""The old program is stopped in mid-feedback and another version is started: all that waited comes,
once."""

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import update

from bot import coaching
from bot.store.daily_tables import dailies
from bot.store.database import Database
from tests.kills import template
from tests.kills.program import ROOT
from tests.kills.thinking import thinking
from tests.platforms.discord.program import environment, on_line
from tests.platforms.discord.test_stopped_mid_stream import (
    _LATEST,
    ANSWER,
    begun,
    local,
    ours,
    whole,
)
from tests.wire.discord.server import LocalDiscord
from tests.wire.discord.world import Message

__all__ = ["local"]


def newer(folder: Path) -> Path:
    """The program in another version: another copy, whose long work has other sources."""
    made = folder / "newer"
    shutil.copytree(ROOT / "bot", made / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    (made / "seeds").symlink_to(ROOT / "seeds")
    for file in ("flows/grading.py", "jobs/workflows.py", "app.py", "__init__.py"):
        with (made / "bot" / file).open("a", encoding="utf-8") as source:
            source.write('\n__version__ = "999.0"\n')
    return made


async def time_passes(home: Path) -> None:
    """While no program runs, a question and the week become due."""
    database = Database(f"sqlite:///{home / 'coach.db'}")
    now = coaching.clock()
    due = now.replace(second=0, microsecond=0)
    async with database.connect() as connection:
        changed = update(dailies).values(
            next_at=due, weekly_at=now, at=f"{due:%H:%M}", zone="Etc/UTC"
        )
        await connection.execute(changed)
    await database.close()


@pytest.mark.soak
async def test_what_the_old_version_left_is_done_by_the_new_one(
    local: LocalDiscord,
    tmp_path: Path,
) -> None:
    home = await template.home_in(tmp_path)
    copy = newer(tmp_path)

    def questions() -> list[Message]:
        shown = local.messages(local.general)
        return [one for one in shown if any(key.startswith("hint") for key in one.buttons)]

    async with thinking() as model:
        program = await begun(local, model, home)
        await local.slash("daily start", user=local.home.owner, tag="KV Cache")
        await local.slash("daily now", user=local.home.owner)
        [question] = await local.until(questions, _LATEST)
        thread = await local.until(lambda: question.thread, _LATEST)
        model.hold()
        await asyncio.sleep(0.5)  # a person reads before they answer
        local.say(thread, ANSWER, mention=True)
        await local.until(lambda: model.stopped == 1, _LATEST)
        await local.until(lambda: ours(local, thread, local.ann), _LATEST)
        growing = ours(local, thread, local.ann)[-1]
        program.terminate()
        assert await program.wait(_LATEST) == 0
        model.release()
        assert not whole(growing)
        await time_passes(home)
        came = on_line(local)
        env = template.environment(home) | environment(local) | {"LLM_BASE_URL": model.url}
        with (tmp_path / "new.err").open("w") as err:
            new = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve"],
                cwd=copy,
                env=env | {"PYTHONPATH": str(copy)},
                stdout=err,
                stderr=err,
            )
        try:
            await local.until(lambda: on_line(local) > came or new.poll() is not None, _LATEST)
            assert new.poll() is None, (tmp_path / "new.err").read_text()
            await local.until(lambda: whole(growing), _LATEST)
            await local.until(lambda: len(questions()) == 2, _LATEST)
            weeks = await local.until(
                lambda: [one for one in local.messages(local.general) if "week in" in one.text],
                _LATEST,
            )
        finally:
            new.terminate()
            status = new.wait(_LATEST)
    assert status == 0, (tmp_path / "new.err").read_text()
    assert len(weeks) == 1
    assert ours(local, thread, local.ann) == [growing]
    assert "Traceback" not in (tmp_path / "new.err").read_text()
