"""Runs graders over a set with a bar, and writes what came of it."""

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.cli import eval_graders
from bot.cli.eval_frame import bars, unwritten, write
from bot.cli.eval_report import document, markdown, notes_on
from bot.evaluating import plot
from bot.evaluating.attack_figures import Attack
from bot.evaluating.attacks import attack_table
from bot.evaluating.grader import Grader
from bot.evaluating.item import DataSet, Item
from bot.evaluating.prediction import Prediction, read_prediction
from bot.evaluating.remembering import Remembering
from bot.evaluating.rows_file import opened
from bot.evaluating.running import InMemory, Keeps, Told, described, run
from bot.evaluating.summing import figures


@dataclass(frozen=True, slots=True)
class Asked:
    """What `coach eval grader` was asked for."""

    graders: Sequence[str]
    data: DataSet
    train: Sequence[Item] | None
    out: Path | None
    limit: int | None
    concurrency: int
    attacks: Sequence[Attack]
    attack_answers: int
    seed: int
    fresh: bool


async def measure(asked: Asked) -> dict[str, Any]:
    """The document of all figures; with `out` it is written, too, with the predictions and a
    picture. What is in `out` of the same run is continued."""
    items = asked.data.sample(asked.limit)
    results = []
    async with eval_graders.made(asked.graders, asked.data, asked.train) as made:
        with bars() as bar:
            for number, grader in enumerate(made.graders):
                told = bar(grader.name, len(items))
                rows = await _graded(asked, grader, items, told, first=not number)
                found = _result(asked, grader, rows, number)
                if asked.attacks:
                    count = len(asked.attacks) * min(asked.attack_answers, len(items))
                    found["attacks"] = await _attacked(
                        asked, grader, items, bar(f"  {grader.name}: attacks", count)
                    )
                results.append(found)
    notes = [
        *made.notes,
        *notes_on(asked.data, asked.graders, limit=asked.limit, crossed=asked.train is None),
    ]
    found = document(asked.data, results, notes, limit=asked.limit)
    if asked.out:
        write(asked.out / "metrics.json", json.dumps(found, ensure_ascii=False, indent=2) + "\n")
        write(asked.out / "table.md", markdown(found))
    return found


async def _graded(
    asked: Asked, grader: Grader, items: Sequence[Item], told: Told, *, first: bool
) -> list[Prediction]:
    name = "predictions.jsonl" if first else f"predictions-{grader.name}.jsonl"
    with _kept(asked, grader, name) as kept:
        return await run(grader, items, kept, concurrency=asked.concurrency, told=told)


async def _attacked(
    asked: Asked, grader: Grader, items: Sequence[Item], told: Told
) -> dict[str, Any]:
    with _kept(asked, grader, f"attacks-{grader.name}.jsonl") as kept:
        table = await attack_table(
            Remembering(grader, kept),
            items,
            asked.attacks,
            answers=asked.attack_answers,
            at_once=asked.concurrency,
            told=told,
        )
    return table.document()


def _kept(asked: Asked, grader: Grader, name: str) -> AbstractContextManager[Keeps]:
    """Where predictions are kept: a file of the run, else memory."""
    if asked.out is None:
        return nullcontext(InMemory())
    return opened(
        asked.out / name, described(grader, asked.data), read_prediction, fresh=asked.fresh
    )


def _result(
    asked: Asked, grader: Grader, rows: Sequence[Prediction], number: int
) -> dict[str, Any]:
    data = asked.data
    found = figures(rows, steps=data.steps, classes=data.classes, seed=asked.seed)
    baseline = grader.name not in asked.graders
    if asked.out and not baseline:
        name = f"plot-{grader.name}.png" if number else "plot.png"
        try:
            plot.draw(rows, f"{grader.name} on {data.name}", asked.out / name)
        except OSError as exc:
            raise unwritten(asked.out / name, exc) from exc
    return {"grader": grader.name, "version": grader.version, "baseline": baseline, **found}
