"""`coach bank stats`: the bank in numbers, and how complete it is."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from bot.cli.frame import FINE, out, print_json, printable
from bot.cli.reading import fresh
from bot.core.statistics import COVERAGE, Statistics, statistics

_SHOWN = 20


def stats(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders; without any, the bank.")
    ] = None,
    reader: Annotated[
        str | None, typer.Option(help="Read every file so, whatever it looks like.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> int:
    """Count questions by chapter, tag, company, round and language, and say how complete they
    are."""
    counted = statistics(fresh(paths, reader))
    if as_json:
        print_json(asdict(counted))
        return FINE
    out.print(
        f"[bold]{counted.questions}[/] questions in {counted.texts} texts, {counted.files} files"
    )
    out.print(_coverage(counted))
    for heading, counts in (
        ("Tags", counted.tags),
        ("Companies", counted.companies),
        ("Rounds", counted.rounds),
        ("Difficulties", counted.difficulties),
        ("Languages", counted.languages),
        ("Blocks", counted.blocks),
    ):
        if counts:
            out.print(f"[bold]{heading}[/] {_listed(counts)}")
    out.print(
        f"[dim]{counted.errors} errors, {counted.warnings} warnings; coach bank lint has them[/]"
    )
    return FINE


def _coverage(counted: Statistics) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("chapter", overflow="fold")
    for name in ("questions", *COVERAGE):
        table.add_column(name.replace("_", " "), justify="right")
    for chapter, number in counted.chapters.items():
        _row(table, printable(chapter), number, counted.chapter_coverage[chapter])
    _row(table, "[bold]all[/]", counted.questions, counted.coverage)
    return table


def _row(table: Table, name: str, number: int, coverage: Mapping[str, int]) -> None:
    table.add_row(name, str(number), *(str(coverage[one]) for one in COVERAGE))


def _listed(counts: Mapping[str, int]) -> str:
    shown = [f"{printable(name)} ({count})" for name, count in [*counts.items()][:_SHOWN]]
    if len(counts) > _SHOWN:
        shown.append(f"and {len(counts) - _SHOWN} more")
    return ", ".join(shown)
