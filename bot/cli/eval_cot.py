"""Measures strategies on a set of problems, with a bar, and writes what came of it."""

import asyncio
import json
import platform
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.table import Table

from bot import app as house
from bot import cot, settings
from bot.cli.eval_frame import bars, unwritten, write
from bot.cli.frame import out
from bot.core.completion import ModelFacts
from bot.core.errors import BadInput
from bot.core.strategy import Strategy
from bot.core.worksheet import Allowance
from bot.evaluating import cot_plot
from bot.evaluating.problem_sets import ProblemSet
from bot.evaluating.rows_file import opened
from bot.evaluating.solved import figures, read_solved
from bot.evaluating.solving import KeepsSolved, SolvedInMemory, solve

_COLUMNS = (
    ("of", "right"),
    ("accuracy", "share"),
    ("interval", "95 %"),
    ("calls", "calls"),
    ("tokens", "tokens"),
    ("tokens_per_correct", "a right one"),
    ("seconds", "s"),
)


@dataclass(frozen=True, slots=True)
class AskedCot:
    """What `coach eval cot` was asked for; `limits` has how many problems each strategy gets."""

    strategies: tuple[Strategy, ...]
    data: ProblemSet
    limits: tuple[int, ...]
    out: Path | None
    seed: int
    at_once: int
    fresh: bool


async def measure_cot(asked: AskedCot) -> dict[str, Any]:
    """The document; with `out` it is written, too, with the rows, a table and a picture. What is in
    `out` of the same run is continued."""
    chosen = settings.read()
    bank = await asyncio.to_thread(house.load_bank, chosen)
    model = house.make_model(chosen)
    allowance, tools = cot.allowance(chosen), cot.tools_of(lambda: bank)
    try:
        facts = await model.facts()
        rows = []
        with bars() as bar:
            for strategy, limit in zip(asked.strategies, asked.limits, strict=True):
                problems = asked.data.problems[:limit]
                told = bar(strategy.name, len(problems))
                with _kept(asked, strategy, facts, allowance) as kept:
                    solved = await solve(
                        strategy,
                        problems,
                        model,
                        kept,
                        tools=tools,
                        allowance=allowance,
                        seed=asked.seed,
                        at_once=asked.at_once,
                        told=told,
                    )
                rows.append(figures(strategy.name, solved))
    finally:
        await model.close()
    found = _document(asked, facts, allowance, rows)
    if asked.out:
        write(asked.out / "strategies.json", json.dumps(found, ensure_ascii=False, indent=2) + "\n")
        write(asked.out / "strategies.md", markdown(found))
        title = f"{facts.name} on {asked.data.name}"
        try:
            cot_plot.draw(rows, title, asked.out / "strategies.png")
        except OSError as exc:
            raise unwritten(asked.out / "strategies.png", exc) from exc
    return found


def _kept(
    asked: AskedCot, strategy: Strategy, facts: ModelFacts, allowance: Allowance
) -> AbstractContextManager[KeepsSolved]:
    if asked.out is None:
        return nullcontext(SolvedInMemory())
    run = {
        "data": asked.data.name,
        "problems": asked.data.hash,
        "strategy": strategy.name,
        "model": facts.name,
        "seed": asked.seed,
        "tokens": allowance.tokens,
        "at_once": asked.at_once,
    }
    path = asked.out / f"cot-{strategy.name}.jsonl"
    return opened(path, run, read_solved, fresh=asked.fresh)


def _document(
    asked: AskedCot, facts: ModelFacts, allowance: Allowance, rows: list[dict[str, Any]]
) -> dict[str, Any]:
    notes = []
    if not facts.proven:
        notes.append(
            f"{facts.name} is too small to reason: these figures show that everything works and "
            "what it costs, not which strategy is better."
        )
    if min(asked.limits) < 100:
        notes.append("Few problems: read the intervals, not the accuracies.")
    if asked.at_once > 1:
        notes.append(f"Seconds are those of {asked.at_once} problems at once.")
    return {
        "strategies": rows,
        "data": {
            "name": asked.data.name,
            "format": asked.data.format,
            "problems": len(asked.data.problems),
            "hash": asked.data.hash,
        },
        "model": facts.name,
        "notes": notes,
        "conditions": {
            "seed": asked.seed,
            "tokens": allowance.tokens,
            "deadline_seconds": allowance.seconds,
            "at_once": asked.at_once,
            "interval": "95 %, Wilson (1927)",
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": platform.machine(),
        },
    }


def show_cot(document: dict[str, Any]) -> None:
    """Print the table."""
    table = Table("strategy", *(head for _, head in _COLUMNS))
    for row in document["strategies"]:
        table.add_row(row["strategy"], *_cells(row))
    out.print(table)
    for note in document["notes"]:
        out.print(f"[dim]{note}[/]")


def markdown(document: dict[str, Any]) -> str:
    """The table as Markdown."""
    lines = [
        "| strategy | " + " | ".join(head for _, head in _COLUMNS) + " |",
        "| --- |" + " ---: |" * len(_COLUMNS),
    ]
    lines += [
        f"| {row['strategy']} | " + " | ".join(_cells(row)) + " |" for row in document["strategies"]
    ]
    return "\n".join([*lines, "", *document["notes"]]) + "\n"


def _cells(row: dict[str, Any]) -> list[str]:
    right = f"{row['correct']}/{row['n']}"
    row = {**row, "of": right, "interval": f"{row['low']:.2f} to {row['high']:.2f}"}
    return [_cell(row[key]) for key, _ in _COLUMNS]


def _cell(value: Any) -> str:
    match value:
        case None:
            return "–"
        case float():
            return f"{value:.2f}" if value < 10 else f"{value:,.0f}"
    return str(value)


def limits_of(count: int, limit: int | None, several: int | None, calls: str) -> int:
    """How many of `count` problems a strategy gets: `several` is the limit of those that make
    more than two calls."""
    many = any(one.isdigit() and int(one) > 2 for one in calls.replace("to", " ").split())
    most = several if several is not None and many else limit
    if most is not None and most < 1:
        raise BadInput("error.unknown_choice", option="--limit", value=str(most), known="1 …")
    return min(count, most) if most is not None else count
