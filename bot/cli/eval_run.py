"""Runs graders over a set with a bar, and writes what came of it."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.cli import eval_graders
from bot.cli.eval_report import document, markdown, notes_on
from bot.cli.frame import err
from bot.core.errors import BadInput
from bot.evaluating import plot
from bot.evaluating.grader import Grader
from bot.evaluating.item import DataSet, Item
from bot.evaluating.prediction import Prediction
from bot.evaluating.predictions_file import opened
from bot.evaluating.running import InMemory, Told, described, run
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
    attacks: int | None
    seed: int
    fresh: bool


async def measure(asked: Asked) -> dict[str, Any]:
    """The document of all figures; with `out` it is written, too, with the predictions and a
    picture. What is in `out` of the same run is continued."""
    items = asked.data.sample(asked.limit)
    results = []
    async with eval_graders.made(asked.graders, asked.data, asked.train) as made:
        with _bar(len(items)) as bar:
            for number, grader in enumerate(made.graders):
                rows = await _graded(asked, grader, items, bar(grader.name), first=not number)
                results.append(_result(asked, grader, rows, number))
    notes = [*made.notes, *notes_on(asked.data, asked.graders, limit=asked.limit)]
    found = document(asked.data, results, notes, limit=asked.limit)
    if asked.out:
        _write(asked.out / "metrics.json", json.dumps(found, ensure_ascii=False, indent=2) + "\n")
        _write(asked.out / "table.md", markdown(found))
    return found


async def _graded(
    asked: Asked, grader: Grader, items: Sequence[Item], told: Told, *, first: bool
) -> list[Prediction]:
    if asked.out is None:
        return await run(grader, items, InMemory(), concurrency=asked.concurrency, told=told)
    name = "predictions.jsonl" if first else f"predictions-{grader.name}.jsonl"
    with opened(asked.out / name, described(grader, asked.data), fresh=asked.fresh) as kept:
        return await run(grader, items, kept, concurrency=asked.concurrency, told=told)


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
            raise _unwritten(asked.out / name, exc) from exc
    return {"grader": grader.name, "version": grader.version, "baseline": baseline, **found}


@contextmanager
def _bar(total: int) -> Iterator[Callable[[str], Told]]:
    """Begins a bar of that many for each name, on standard error."""
    columns = (
        TextColumn("{task.description:18}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err) as shown:

        def begun(name: str) -> Told:
            task = shown.add_task(name, total=total)
            return lambda done: shown.update(task, completed=done)

        yield begun


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as exc:
        raise _unwritten(path, exc) from exc


def _unwritten(path: Path, exc: OSError) -> BadInput:
    reason = exc.strerror or "it cannot be written"
    return BadInput("error.eval_out", path=str(path), reason=reason)
