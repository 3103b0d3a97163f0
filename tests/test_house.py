"""The house itself: what importing it costs, and that its own descriptions are true."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.core.commands import COMMANDS

ROOT = Path(__file__).parents[1]
VENDORS = (
    "nicegui",
    "dbos",
    "openai",
    "sqlalchemy",
    "xllamacpp",
    "prompt_toolkit",
    "alembic",
    "typer",
    "pydantic",
)


def loaded_by(statement: str) -> set[str]:
    script = f"import sys\n{statement}\nprint(*{{one.split('.')[0] for one in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "module", ["bot", "bot.core.ports", "bot.core.commands", "bot.flows.coach"]
)
def test_nouns_and_verbs_import_no_vendor(module: str) -> None:
    assert loaded_by(f"import {module}") & set(VENDORS) == set()


def test_a_command_imports_no_platform_and_no_model_that_it_does_not_use() -> None:
    loaded = loaded_by("import bot.cli.commands, bot.settings")
    assert (
        loaded & {"nicegui", "openai", "xllamacpp", "prompt_toolkit", "dbos", "sqlalchemy"} == set()
    )


def test_the_readmes_tables_are_what_the_code_declares() -> None:
    sys.path.insert(0, str(ROOT))
    from tools.readme_commands import README, filled

    text = README.read_text(encoding="utf-8")
    assert filled(text) == text, "run: .venv/bin/python tools/readme_commands.py"
    assert all(f"`/{command.name}`" in text for command in COMMANDS)


def test_no_lock_file_names_an_index() -> None:
    for file in (ROOT / "requirements").iterdir():
        assert "://" not in file.read_text(encoding="utf-8")
