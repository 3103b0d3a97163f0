"""A run goes on where it was broken off, keeps each answer once, and mixes no two runs."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.core.errors import BadInput, ModelUnreachable
from bot.evaluating.grader import Graded, Tokens
from bot.evaluating.item import Item
from bot.evaluating.prediction import Prediction
from bot.evaluating.running import InMemory, described, run
from tests.evaluating.sets import made_up, opened

ROOT = Path(__file__).parents[2]


@dataclass
class Counting:
    """Gives every answer its score, slowly; fails on the calls of these numbers."""

    failing: frozenset[int] = frozenset()
    pause: float = 0.0
    name: str = "counting"
    version: str = "1"
    asked: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    async def grade(self, item: Item) -> Graded:
        self.asked.append(item.id)
        if len(self.asked) in self.failing:
            raise ModelUnreachable
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.pause)
        self.at_once -= 1
        return Graded(item.score, band=(0.1, 0.9), evidence=(1, 2), tokens=Tokens(30, 20, 5))


def ids(path: Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_text("utf-8").splitlines()]


async def test_predictions_come_in_the_order_of_the_items_whatever_ended_first() -> None:
    data = made_up()
    told: list[int] = []
    grader = Counting(pause=0.001)
    rows = await run(grader, data.items, InMemory(), concurrency=7, told=told.append)
    assert [one.id for one in rows] == [one.id for one in data.items]
    assert told == list(range(len(data.items) + 1))
    assert grader.most_at_once == 7


async def test_each_row_says_what_scripts_rely_on_and_none_of_the_words(tmp_path: Path) -> None:
    data, path = made_up(), tmp_path / "predictions.jsonl"
    with opened(path, {}) as kept:
        await run(Counting(), data.items, kept)
    text = path.read_text("utf-8")
    row = json.loads(text.splitlines()[0])
    assert row["group"] == "q0"
    assert row["score"] == row["predicted"] == data.items[0].score
    assert (row["prompt_tokens"], row["cached_tokens"], row["completion_tokens"]) == (30, 20, 5)
    assert (row["low"], row["high"]) == (0.1, 0.9)
    assert (row["evidence_valid"], row["evidence_all"]) == (1, 2)
    assert row["seconds"] > 0
    assert "filler" not in text and "matter" not in text


async def test_a_stopped_run_is_continued_and_no_answer_is_asked_twice(tmp_path: Path) -> None:
    data, path = made_up(), tmp_path / "predictions.jsonl"
    stopped, again = Counting(failing=frozenset(range(20, 99))), Counting()
    with (
        pytest.raises(ModelUnreachable),
        opened(path, described(stopped, data)) as kept,
    ):
        await run(stopped, data.items, kept, concurrency=1, wait=0)
    assert len(ids(path)) == 19
    with opened(path, described(again, data)) as kept:
        rows = await run(again, data.items, kept, concurrency=3)
    assert len(again.asked) == len(data.items) - 19
    assert sorted(ids(path)) == sorted(one.id for one in data.items)
    assert [one.predicted for one in rows] == [one.score for one in data.items]


async def test_a_short_trouble_of_the_model_is_waited_out() -> None:
    grader = Counting(failing=frozenset({3, 4}))
    rows = await run(grader, made_up().items, InMemory(), concurrency=1, wait=0)
    assert len(rows) == len(made_up().items)
    assert len(grader.asked) == len(rows) + 2


async def test_a_row_that_was_cut_off_is_taken_away_and_asked_again(tmp_path: Path) -> None:
    data, path = made_up(), tmp_path / "predictions.jsonl"
    with opened(path, {}) as kept:
        await run(Counting(), data.items, kept)
    whole = path.read_bytes()
    path.write_bytes(whole[:-30])
    again = Counting()
    with opened(path, {}) as kept:
        await run(again, data.items, kept)
    assert again.asked == [data.items[-1].id]
    assert sorted(ids(path)) == sorted(one.id for one in data.items)


_RUN = """
import asyncio, signal, sys
from pathlib import Path
from bot.evaluating.running import described, run
from tests.evaluating.sets import made_up, opened
from tests.evaluating.test_running import Counting

signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever began us may ignore it

async def main():
    grader, data = Counting(pause=0.1), made_up(questions=20)
    with opened(Path(sys.argv[1]), described(grader, data)) as kept:
        await run(grader, data.items, kept, concurrency=2)

asyncio.run(main())
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
async def test_a_killed_process_loses_nothing_that_was_written(
    tmp_path: Path, how: signal.Signals
) -> None:
    path = tmp_path / "predictions.jsonl"
    process = subprocess.Popen(
        [sys.executable, "-c", _RUN, str(path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 60
    while time.monotonic() < until and not (path.exists() and path.stat().st_size > 3000):
        await asyncio.sleep(0.02)
    process.send_signal(how)
    process.wait(timeout=30)
    before = ids(path)
    data, again = made_up(questions=20), Counting()
    assert 5 < len(before) < len(data.items)
    with opened(path, described(again, data)) as kept:
        await run(again, data.items, kept)
    assert len(again.asked) == len(data.items) - len(before)
    assert ids(path)[: len(before)] == before
    assert sorted(ids(path)) == sorted(one.id for one in data.items)


async def test_rows_of_another_run_are_told_and_replaced_only_when_wanted(tmp_path: Path) -> None:
    data, path = made_up(), tmp_path / "predictions.jsonl"
    with opened(path, described(Counting(), data)) as kept:
        await run(Counting(), data.items, kept)
    newer, other = Counting(version="2"), made_up(seed=5)
    for grader, items, changed in (
        (newer, data, "version"),
        (Counting(), other, "items"),
        (Counting(name="x"), other, "items, grader"),
    ):
        with (
            pytest.raises(BadInput) as told,
            opened(path, described(grader, items)),
        ):
            pass
        assert told.value.key == "error.eval_changed"
        assert told.value.facts["what"] == changed
    assert len(ids(path)) == len(data.items)
    with opened(path, described(newer, data), fresh=True) as kept:
        assert not kept.kept
    assert ids(path) == []


def test_two_runs_do_not_write_one_file(tmp_path: Path) -> None:
    path = tmp_path / "predictions.jsonl"
    with (
        opened(path, {}),
        pytest.raises(BadInput) as told,
        opened(path, {}),
    ):
        pass
    assert told.value.key == "error.eval_busy"


def test_a_row_is_written_once(tmp_path: Path) -> None:
    path, row = tmp_path / "predictions.jsonl", Prediction("a", "g", 1.0, 0.5, 3)
    with opened(path, {}) as kept:
        kept.add(row)
        kept.add(row)
    assert ids(path) == ["a"]


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(BadInput) as told,
        opened(tmp_path / "file" / "x.jsonl", {}),
    ):
        pass
    assert told.value.key == "error.eval_out"
