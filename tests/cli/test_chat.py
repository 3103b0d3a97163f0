"""`coach chat` in a pipe, with the real embedded model."""

from pathlib import Path

from tests.cli.test_commands import coach
from tests.e2e.playing import with_weights


def test_the_journey_of_the_readme_runs_in_a_pipe(tmp_path: Path) -> None:
    with_weights(tmp_path / "coach")
    done = coach("chat", home=tmp_path, stdin="/quiz tag:KV Cache\nkeys and values are cached\n")
    assert done.returncode == 0, done.stderr
    assert "KV Cache" in done.stdout
    assert "not fit to judge" in done.stdout
    assert "☐" in done.stdout
    assert "\x1b" not in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_a_second_run_still_takes_answers_in_the_first_ones_thread(tmp_path: Path) -> None:
    model_away = {"LLM_BASE_URL": "http://127.0.0.1:9"}
    coach("chat", home=tmp_path, stdin="/quiz tag:KV Cache\n", **model_away)
    again = coach("chat", home=tmp_path, stdin="/threads\n/open 1\nmy answer\n", **model_away)
    assert again.returncode == 0
    assert "Not graded" in again.stdout


def test_typos_and_chinese_in_a_pipe_get_sentences(tmp_path: Path) -> None:
    done = coach(
        "chat",
        home=tmp_path,
        stdin="/quizz\n/quiz tag:KV Cash\n/settings language:中文\n/quiz 思维\n",
        LLM_BASE_URL="http://127.0.0.1:9",
    )
    assert done.returncode == 0
    assert "Did you mean /quiz?" in done.stdout
    assert "Did you mean: KV Cache" in done.stdout
    assert "你想找的是" in done.stdout
