"""`coach bank stats`, run as a person runs it."""

import json
from pathlib import Path

from tests.cli.test_commands import coach
from tests.flows.test_bank import written


def test_stats_print_what_scripts_rely_on(tmp_path: Path) -> None:
    done = coach("bank", "stats", str(written(tmp_path)), "--json", home=tmp_path)
    assert done.returncode == 0
    counted = json.loads(done.stdout)
    assert (counted["questions"], counted["texts"], counted["files"]) == (4, 5, 2)
    assert counted["chapters"] == {"Serving": 4}
    assert counted["sections"] == {"Serving · Memory": 4}
    assert counted["tags"]["KV Cache"] == 2
    assert counted["companies"] == {"腾讯": 1, "阿里": 1}
    assert counted["languages"] == {"en": 4, "zh": 1}
    assert counted["coverage"]["answer"] == 3
    blocks = counted["blocks"]
    assert set(blocks) == {"question", "intro", "not_understood"}
    assert (blocks["question"], blocks["not_understood"]) == (5, 0)


def test_stats_show_how_complete_each_chapter_is(tmp_path: Path) -> None:
    done = coach("bank", "stats", str(written(tmp_path)), home=tmp_path)
    assert done.returncode == 0
    assert "4 questions in 5 texts, 2 files" in done.stdout
    lines = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines() if line}
    assert " ".join(lines["chapter"]) == "questions answer rubric hint sources both languages"
    assert lines["Serving"] == lines["all"] == ["4", "3", "1", "1", "1", "1"]
    assert "KV Cache (2)" in done.stdout


def test_stats_without_a_path_are_those_of_the_bank_that_is_served(tmp_path: Path) -> None:
    folder = written(tmp_path)
    approved = tmp_path / "approved.md"
    approved.write_text("### Q. What was suggested?\n\nThis.\n", encoding="utf-8")
    environment = {"COACH_BANK": str(folder), "COACH_APPROVED": str(approved)}
    counted = json.loads(coach("bank", "stats", "--json", home=tmp_path, **environment).stdout)
    assert (counted["questions"], counted["files"]) == (5, 3)
    inside = {**environment, "COACH_APPROVED": str(folder / "serving.md")}
    counted = json.loads(coach("bank", "stats", "--json", home=tmp_path, **inside).stdout)
    assert counted["questions"] == 4, "a file within the bank's folder is read once"


def test_stats_of_what_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    done = coach("bank", "stats", "gone", home=tmp_path)
    assert done.returncode == 1
    assert "There is no file or folder gone" in done.stderr
