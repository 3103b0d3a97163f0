"""Strategies are measured on problems with answers: read in three shapes, counted exactly, gone on
with after a stop."""

import math
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from bot.core.completion import Message
from bot.core.errors import BadInput, ModelUnreachable
from bot.core.worksheet import Allowance, Tools
from bot.evaluating.problem_sets import load
from bot.evaluating.rows_file import opened as opened_for
from bot.evaluating.solved import figures, read_solved
from bot.evaluating.solving import SolvedInMemory, solve
from bot.evaluating.wilson import wilson
from bot.llm.scripted import Reply, ScriptedModel
from bot.strategies import strategy

opened = partial(opened_for, read=read_solved)
solves = partial(solve, tools=Tools(), allowance=Allowance())
GSM8K = (
    '{"question": "Two and two?", "answer": "2+2=<<2+2=4>>4\\n#### 4"}\n'
    '{"question": "A thousand twice?", "answer": "so\\n#### 2,000"}\n'
)


def test_the_three_shapes_are_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "set"
    file.write_text(GSM8K)
    found = load(file)
    assert found.format == "gsm8k"
    assert [(one.text, one.answer) for one in found.problems] == [
        ("Two and two?", "4"),
        ("A thousand twice?", "2000"),
    ]
    file.write_text("一加一等于多少？\t2\n一个半是多少？\t1.5\n")
    found = load(file)
    assert (found.format, [one.language for one in found.problems]) == ("mgsm", ["zh", "zh"])
    assert found.problems[1].answer == "1.5"
    file.write_text('{"problem": "Which is a colour? (A) red (B) two", "answer": "A"}\n')
    assert (load(file).format, load(file).problems[0].kind) == ("jsonl", "choice")


@pytest.mark.parametrize(
    "text",
    ["", "one\ttwo\tthree\n", '{"problem": "x"}\n', '{"question": "x", "answer": "#### "'],
)
def test_a_file_of_another_shape_is_a_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "set"
    file.write_text(text)
    with pytest.raises(BadInput) as told:
        load(file)
    assert told.value.key == "error.eval_file"


async def test_accuracy_tokens_and_cost_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "set"
    file.write_text(GSM8K)

    def reply(asked: Sequence[Message]) -> Reply:
        return {"answer": "4"}

    model = ScriptedModel(reply)
    rows = await solves(strategy("direct"), load(file).problems, model, SolvedInMemory())
    row = figures("direct", rows)
    assert (row["n"], row["correct"], row["accuracy"], row["answered"]) == (2, 1, 0.5, 2)
    assert row["tokens_per_correct"] == 2 * row["tokens"]
    assert (row["low"], row["high"]) == wilson(1, 2)


async def test_a_run_that_was_broken_off_goes_on(tmp_path: Path) -> None:
    file, path = tmp_path / "set", tmp_path / "rows.jsonl"
    file.write_text(GSM8K)
    problems = load(file).problems
    with opened(path, {}) as kept:
        model = ScriptedModel([{"answer": "4"}])
        with pytest.raises(ModelUnreachable):
            await solves(strategy("direct"), problems, model, kept)
    with opened(path, {}) as kept:
        model = ScriptedModel([{"answer": "2000"}])
        rows = await solves(strategy("direct"), problems, model, kept)
    assert [one.correct for one in rows] == [True, True]
    assert len(model.asked) == 1


def test_the_interval_is_wilsons() -> None:
    # 1 of 10, worked by hand with z = 1.96: 0.0179 to 0.4042; none of 10: 0 to 0.2775.
    assert wilson(1, 10) == pytest.approx((0.0179, 0.4042), abs=1e-4)
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(700, 1000)
    assert math.isclose(high - low, 2 * 1.96 * math.sqrt(0.7 * 0.3 / 1000), rel_tol=0.01)
    with pytest.raises(ValueError, match="more can be right"):
        wilson(3, 2)
