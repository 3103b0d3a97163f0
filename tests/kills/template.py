"""Homes for programs under test: copies of one whose tables stand, whose bank is read and whose
grader is found fit."""

import os
import shutil
import socket
import tempfile
from functools import cache
from pathlib import Path

from bot import app, checkups, coaching, settings
from bot.core.checkup import Checkup, Finding
from bot.flows.assessing import PROMPT_HASH
from bot.jobs.workflows import Workflows
from bot.store.checkups import StoredCheckups
from bot.store.database import Database
from bot.store.upgrade import upgrade
from tests.house import SEED
from tests.kills.thinking import MODEL


async def home_in(folder: Path) -> Path:
    """A new home in a folder."""
    kept = _template()
    if not (kept / "coach.db").exists():
        await prepare(settings.read(coach_home=kept, coach_bank=str(SEED)))
    return shutil.copytree(kept, folder / "home")


@cache
def _template() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="coach-kills-")
    _kept.append(folder)
    return Path(folder.name)


_kept: list["tempfile.TemporaryDirectory[str]"] = []


async def prepare(chosen: settings.Settings) -> None:
    """Have the tables stand, the bank read, the grader found fit."""
    app.load_bank(chosen)
    database = Database(chosen.database)
    await upgrade(database)
    found = StoredCheckups(database)
    for language, one in checkups.sets().items():
        fine = (Finding("no_verdict", 0.0, most=0.05),)
        await found.put(
            Checkup(MODEL, PROMPT_HASH, one.hash, language, coaching.clock(), fine, answers=1)
        )
    await database.close()
    jobs = Workflows(chosen.jobs_database, "template", {}, _nobody, ())
    await jobs.launch()
    await jobs.close()


async def _nobody(_key: str, _exc: Exception) -> None:
    """No work fails where there is none."""


def environment(home: Path) -> dict[str, str]:
    """What a program is told of itself: where it lives, what it asks, where it says how it is."""
    return os.environ | {
        "COACH_HOME": str(home),
        "COACH_BANK": str(SEED),
        "COACH_TIMEZONE": "Etc/UTC",
        "COACH_REPLICA": "town",
        "PORT": str(free_port()),
    }


def free_port() -> int:
    """A port that nobody had just now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
