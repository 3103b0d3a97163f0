"""`coach db` backs up, restores and moves; where it cannot, it says why and what to do."""

import asyncio
import json
import subprocess
from pathlib import Path

from tests import postgres
from tests.cli.test_commands import coach
from tests.house import house


def said(done: subprocess.CompletedProcess[str]) -> str:
    return " ".join(done.stderr.split())


def test_an_evening_is_backed_up_restored_and_moved(tmp_path: Path) -> None:
    backup = tmp_path / "evening.db"
    assert coach("chat", home=tmp_path, stdin="/quiz\n").returncode == 0
    done = coach("db", "backup", str(backup), home=tmp_path)
    assert done.returncode == 0, done.stderr
    restored = coach("db", "restore", "--yes", "--json", str(backup), home=tmp_path)
    assert restored.returncode == 0, restored.stderr
    assert Path(json.loads(restored.stdout)["aside"]).exists()
    target = postgres.new_database()
    moved = coach("db", "move", "--to", target, "--json", home=tmp_path)
    assert moved.returncode == 0, moved.stderr
    tables = {one["table"]: one["rows"] for one in json.loads(moved.stdout)["tables"]}
    assert tables["postings"] == 1
    again = coach("db", "move", "--to", target, home=tmp_path)
    assert again.returncode == 1
    assert "Name one that is empty" in said(again)


async def test_while_the_coach_is_at_work_it_is_backed_up_and_not_replaced(tmp_path: Path) -> None:
    backup = tmp_path / "evening.db"
    async with house(tmp_path / "coach") as you:
        await you.quiz()
        done = await asyncio.to_thread(coach, "db", "backup", str(backup), home=tmp_path)
        assert done.returncode == 0, done.stderr
        for words in (["restore", "--yes", str(backup)], ["move", "--to", "sqlite:///other.db"]):
            refused = await asyncio.to_thread(coach, "db", *words, home=tmp_path)
            assert refused.returncode == 1
            assert "Stop it first" in said(refused)
