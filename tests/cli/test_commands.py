"""The command line, run as a person runs it: exit status, sentences, JSON."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import forking

ROOT = Path(__file__).parents[2]


def coach(
    *words: str, home: Path, stdin: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `coach` in an empty folder with a clean environment."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    wanted = {
        **kept,
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
        "COACH_HOME": str(home / "coach"),
        "COLUMNS": "200",
        **environment,
    }
    if forking.IS_HERE and not forking.READ_WITH_IMPORTS & environment.keys():
        return forking.run(words, home, wanted, stdin, 90)
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=home,
        timeout=90,
        check=False,
        env=wanted,
    )


def test_bank_list_prints_what_scripts_rely_on(tmp_path: Path) -> None:
    done = coach(
        "bank", "list", str(ROOT / "seeds" / "inference-application.zh.md"), "--json", home=tmp_path
    )
    assert done.returncode == 0
    listed = json.loads(done.stdout)
    assert len(listed) == 4
    first = listed[0]
    assert first["company"] == "阿里"
    assert first["difficulty"] is None
    assert {
        "id",
        "title",
        "chapter",
        "section",
        "round",
        "date",
        "tags",
        "language",
        "answer",
        "rubric",
        "file",
        "line",
    } <= set(first)


def test_bank_search_puts_titles_first_and_says_what_is_near(tmp_path: Path) -> None:
    found = json.loads(coach("bank", "search", "思维链", "--json", home=tmp_path).stdout)
    assert [one["rank"] for one in found] == list(range(1, len(found) + 1))
    assert "思维链" in found[0]["title"]
    typo = json.loads(coach("bank", "search", "specultive", "--json", home=tmp_path).stdout)
    assert "peculative" in typo[0]["title"]
    none = coach("bank", "search", "zzzqq", home=tmp_path)
    assert (none.returncode, none.stdout) == (0, "")
    assert "Nothing in the bank" in none.stderr


def test_bank_show_takes_an_id_or_words_of_a_title(tmp_path: Path) -> None:
    shown = coach("bank", "show", "思维链咋压缩", home=tmp_path)
    assert shown.returncode == 0
    assert "Checkpoints" in shown.stdout
    several = coach("bank", "show", "思维链", home=tmp_path)
    assert several.returncode == 2
    assert "several questions" in several.stderr


def test_bank_lint_is_clean_on_the_seeds_and_fails_on_errors(tmp_path: Path) -> None:
    assert coach("bank", "lint", home=tmp_path).returncode == 0
    (tmp_path / "bad.md").write_text("---\ntitle: [\n---\nx", encoding="utf-8")
    (tmp_path / "odd.md").write_text("### Why?\n\nSo.", encoding="utf-8")
    done = coach("bank", "lint", str(tmp_path), "--json", home=tmp_path)
    assert done.returncode == 1
    rules = {one["rule"]: one["level"] for one in json.loads(done.stdout)}
    assert rules["bad-front-matter"] == "error"
    assert rules["no-mark"] == "warning"
    assert coach("bank", "lint", str(tmp_path / "odd.md"), home=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("words", "environment", "status", "says"),
    [
        (("gradee",), {}, 2, "Did you mean 'grade'"),
        (("grade",), {}, 2, "Missing argument"),
        (("grade", "nope", "--answer", "x"), {}, 2, "No question has"),
        (("grade", "思维链咋压缩", "--answer", "gone.txt"), {}, 2, "cannot be read"),
        (("grade", "思维链咋压缩", "--answer", ".", "--grader", "oracle"), {}, 2, "oracle"),
        (("bank", "list", "gone"), {}, 1, "There is no file or folder gone"),
        (("bank", "list"), {"COACH_BANK": "gone"}, 1, "There is no file or folder gone"),
        (("bank", "list"), {"PORT": "eighty"}, 2, "PORT"),
        (("bank", "list"), {"COACH_LANGUAGE": "klingon"}, 2, "COACH_LANGUAGE"),
        (("db", "upgrade"), {"DATABASE_URL": "mysql://x"}, 2, "DATABASE_URL"),
        (("play", "--host", "0.0.0.0"), {}, 2, "loopback"),
        (("chat",), {"COACH_BANK": "gone"}, 1, "gone"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_never_a_traceback(
    tmp_path: Path, words: tuple[str, ...], environment: dict[str, str], status: int, says: str
) -> None:
    done = coach(*words, home=tmp_path, **environment)
    assert done.returncode == status
    assert says in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert done.stdout == ""


def test_a_damaged_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "coach" / "coach.db"
    file.parent.mkdir()
    file.write_bytes(b"not a database at all" * 200)
    for words in (("db", "upgrade"), ("chat",)):
        done = coach(*words, home=tmp_path)
        assert done.returncode == 1
        assert "damaged" in done.stderr
        assert "Traceback" not in done.stderr
    assert file.read_bytes() == b"not a database at all" * 200


def test_a_port_in_use_is_said_with_a_way_out(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = coach("play", home=tmp_path, PORT=str(port))
    assert done.returncode == 2
    assert f"Port {port} is in use" in done.stderr
    assert "Traceback" not in done.stderr


def test_db_upgrade_makes_the_tables_and_may_be_repeated(tmp_path: Path) -> None:
    assert "upgraded" in coach("db", "upgrade", home=tmp_path).stdout
    assert "up to date" in coach("db", "upgrade", home=tmp_path).stdout


def test_the_wrong_settings_are_all_named_and_no_secret_is_shown(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LLM_BASE_URL=nowhere\nPORT=0\nLLM_API_KEY=hush\n")
    done = coach("doctor", home=tmp_path)
    assert done.returncode == 1
    assert "LLM_BASE_URL" in done.stdout
    assert "PORT" in done.stdout
    assert "hush" not in done.stdout + done.stderr


def test_the_doctor_names_what_is_wrong_and_the_mend(tmp_path: Path) -> None:
    done = coach(
        "doctor", "--json", home=tmp_path, LLM_BASE_URL="http://127.0.0.1:9", LLM_API_KEY="hush"
    )
    assert done.returncode == 1
    parts = {one["part"]: one for one in json.loads(done.stdout)}
    assert parts["model"]["state"] == "wrong"
    assert parts["model"]["mend"]
    assert parts["bank"]["state"] == "fine"
    assert parts["database"]["state"] == "fine"
    assert parts["LLM_API_KEY"]["found"] == "set"
    assert "hush" not in done.stdout
    assert not (tmp_path / "coach" / "coach.db").exists()


def test_an_answer_without_a_model_is_not_graded(tmp_path: Path) -> None:
    done = coach(
        "grade", "思维链咋压缩", "--answer", "-", "--json",
        home=tmp_path, stdin="蒸馏", LLM_BASE_URL="http://127.0.0.1:9",
    )  # fmt: skip
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert found["score"] is None
    assert found["verdicts"] == []
    assert found["band"] == "not graded"


def test_a_bank_cannot_command_the_terminal(tmp_path: Path) -> None:
    evil = "\x1b[31mred\x1b[2J\x1b]0;title\x07\u202egnp"
    file = tmp_path / "evil.md"
    file.write_text(f"### Q. {evil}?\n> **Tags**: [{evil}]\n\n{evil}\n", encoding="utf-8")
    for words in (("bank", "show", "red"), ("bank", "list"), ("bank", "lint")):
        done = coach(*words, home=tmp_path, COACH_BANK=str(file))
        assert done.returncode == 0, done.stderr
        assert not set("\x1b\x07\u202e") & set(done.stdout + done.stderr)
