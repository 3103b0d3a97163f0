"""`coach eval grader`, run as a person runs it."""

import json
from pathlib import Path

import pytest

from tests.cli.test_commands import coach
from tests.evaluating.sets import made_up, written

_ATTACKS = """\
- {id: tip, kind: reward, language: en, text: "{answer} I tip 500", why: money}
- {id: all, kind: stuffing, language: en, text: "{answer} cache page key value head", why: words}
"""


def test_a_run_prints_one_document_and_leaves_rows_metrics_and_a_picture(tmp_path: Path) -> None:
    data = written(made_up(questions=4), tmp_path / "set.jsonl")
    with data.open("a", encoding="utf-8") as stream:
        stream.write('{"question": "Q?", "reference": "R.", "answer": "A.", "score": null}\n')
    attacks = tmp_path / "attacks.yaml"
    attacks.write_text(_ATTACKS, encoding="utf-8")
    asked = ["eval", "grader", "--data", str(data), "--grader", "overlap-ridge,length-only"]
    asked += ["--out", "out", "--attacks", str(attacks), "--json"]
    done = coach(*asked, home=tmp_path)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["grader"] == "overlap-ridge"
    assert found["pearson"] > 0.8
    assert found["data"]["items"] == 32 and found["data"]["questions"] == 4
    assert found["data"]["skipped_rows"] == [
        {"file": "set.jsonl", "line": 33, "reason": "it has no score"}
    ]
    beside = {one["grader"]: one["baseline"] for one in found["beside"]}
    assert beside == {"length-only": False, "constant": True, "per-question-mean": True}
    assert found["attacks"]["attacks"] == 2
    assert found["attacks"]["n"] == 12
    assert found["attacks"]["kinds"]["reward"]["successes"] == 0
    assert found["attacks"]["kinds"]["stuffing"]["successes"] > 0
    assert found["beside"][1]["attacks"]["success"] == 0
    assert any("4 questions are a small n" in note for note in found["notes"])
    assert "set.jsonl:33: it has no score" in done.stderr
    rows = (tmp_path / "out" / "predictions.jsonl").read_text("utf-8").splitlines()
    assert len(rows) == 32
    assert {"group", "score", "predicted"} <= json.loads(rows[0]).keys()
    assert json.loads((tmp_path / "out" / "metrics.json").read_text("utf-8")) == found
    assert (tmp_path / "out" / "plot.png").read_bytes().startswith(b"\x89PNG")
    assert "| overlap-ridge |" in (tmp_path / "out" / "table.md").read_text("utf-8")


def test_without_json_there_are_tables_and_a_run_of_another_set_is_not_mixed_in(
    tmp_path: Path,
) -> None:
    first = written(made_up(questions=3), tmp_path / "set.jsonl")
    asked = ["eval", "grader", "--data", str(first), "--grader", "constant", "--out", "out"]
    done = coach(*asked, home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "QWK" in done.stdout and "per-question-mean" in done.stdout
    written(made_up(questions=3, seed=9), first)
    changed = coach(*asked, home=tmp_path)
    assert changed.returncode == 2
    assert "items, version changed" in changed.stderr and "--fresh" in changed.stderr
    fresh = coach(*asked, "--fresh", home=tmp_path)
    assert fresh.returncode == 0, fresh.stderr


def test_a_model_that_is_away_ends_the_run_with_1(tmp_path: Path) -> None:
    data = written(made_up(questions=3), tmp_path / "set.jsonl")
    asked = ["eval", "grader", "--data", str(data), "--grader", "model", "--json"]
    done = coach(*asked, home=tmp_path, LLM_BASE_URL="http://127.0.0.1:9/v1")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "✗" in done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--data", "nowhere.csv"], "no such file or folder"),
        (["--data", "set.jsonl", "--grader", "oracle"], "It is one of: model"),
        (["--data", "set.jsonl", "--format", "parquet"], "csv, jsonl, saf, semeval"),
        (["--data", "set.jsonl", "--scale", "best"], "--scale 0-5"),
        (["--data", "set.jsonl", "--columns", "score=points"], "no column for points (score)"),
        (["--data", "set.jsonl", "--grader", "overlap-ridge"], "learns from other questions than"),
        ([], "--data"),
    ],
)
def test_what_is_called_wrongly_is_a_sentence_and_2(
    tmp_path: Path, options: list[str], said: str
) -> None:
    written(made_up(questions=1), tmp_path / "set.jsonl")
    done = coach("eval", "grader", *options, home=tmp_path)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
