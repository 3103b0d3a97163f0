"""`coach bank import` and `coach bank export`: questions from and to files of any format."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot import readers, writers
from bot.cli import target as targets
from bot.cli.frame import FINE, WRONG, err, print_json
from bot.cli.moving_report import Exported, Imported
from bot.cli.putting import Change, put
from bot.cli.reading import fresh
from bot.cli.target import Target
from bot.core import filters
from bot.core.errors import BadInput
from bot.core.merging import Merge, merge
from bot.core.question import Question
from bot.writers.parts.files import Told
from bot.writers.parts.kept import differing

Format = Annotated[
    str | None,
    typer.Option("--to", help=f"{', '.join(writers.names())}; else the name's ending says it."),
]
Reader = Annotated[str | None, typer.Option(help="Read every file so: markdown-chapters, csv, …")]
JSON = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def export(
    destination: Annotated[
        Path, typer.Argument(metavar="OUT", help="A new file; for front-matter a folder.")
    ],
    paths: Annotated[
        list[Path] | None, typer.Argument(help="What to export; without any, COACH_BANK.")
    ] = None,
    to: Format = None,
    where: Annotated[
        str, typer.Option("--filter", help="tag:… company:… since:2025-08 and so on.")
    ] = "",
    reader: Reader = None,
    force: Annotated[bool, typer.Option("--force", help="Write over what is there.")] = False,
    as_json: JSON = False,
) -> int:
    """Write the bank, or what a filter lets through, to a file of another format."""
    targets.place(destination, to)
    questions = _chosen(paths, where, reader)
    target = targets.opened(destination, to, is_kept=False)
    found = merge(questions, target.there, _differ(target))
    planned: list[Change] = []
    if len(found.same) < max(len(questions), len(target.there)):
        if not target.is_free and not force:
            raise BadInput("error.out_exists", path=str(destination))
        with _progress("Writing") as told:
            planned = _whole(target, found, questions, told)
        _put(target, planned)
    wanted = questions
    if target.is_folder and target.there:
        wanted = [*found.new, *(one.question for one in found.differing)]
    odd = targets.otherwise(target, planned, wanted) if planned else []
    report = Exported(target, questions, odd, bool(planned))
    return _said(report, report.is_fine, as_json=as_json)


def import_(
    sources: Annotated[list[Path], typer.Argument(help="Files, folders or archives.")],
    into: Annotated[Path, typer.Option(help="A file to add to, or a folder for front-matter.")],
    to: Format = None,
    reader: Reader = None,
    take: Annotated[
        bool, typer.Option("--replace", help="Take the new one where two differ.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done.")] = False,
    as_json: JSON = False,
) -> int:
    """Add the questions that are not there yet to a file; what is there stays as it is."""
    targets.place(into, to)
    bank = fresh(sources, reader)
    target = targets.opened(into, to)
    found = merge(list(bank.questions), target.there, _differ(target))
    replaced = {
        one.there.id: replace(one.question, id=one.there.id, explicit_id=one.there.explicit_id)
        for one in (found.differing if take else ())
    }
    with _progress("Writing") as told:
        planned = targets.changes(target, found.new, replaced, told)
    if not dry_run:
        _put(target, planned)
    report = Imported(target, bank, found, replaced, is_dry=dry_run)
    is_fine = bool(bank.questions) and not readers.diagnostics(bank, "error")
    return _said(report, is_fine, as_json=as_json)


def _chosen(paths: Sequence[Path] | None, where: str, reader: str | None) -> list[Question]:
    query = filters.read(where)
    if query.words:
        raise BadInput("error.filter_words", words=query.words)
    bank = fresh(paths, reader)
    questions = list(bank.matching(query.filters) if query.filters else bank.questions)
    if not questions:
        raise BadInput("error.nothing_to_export")
    return questions


def _whole(target: Target, found: Merge, questions: Sequence[Question], told: Told) -> list[Change]:
    """What makes the target hold the questions: a file anew, a folder by the files that differ."""
    if not target.is_folder or not target.there:
        return targets.whole(target, questions, told)
    return targets.changes(
        target, found.new, {one.there.id: one.question for one in found.differing}, told
    )


def _put(target: Target, planned: Sequence[Change]) -> None:
    if target.is_folder and planned:
        targets.make_folder(target)
    with _progress("Keeping") as told:
        for done, one in enumerate(planned, 1):
            put(one)
            told(done, len(planned))


def _differ(target: Target) -> Callable[[Question, Question], list[str]]:
    """In which fields a question, as the target would keep it, is not the one that is there."""
    carried = target.writer.carried

    def differ(one: Question, there: Question) -> list[str]:
        names = differing(carried(one), carried(there))
        return [name for name in names if name != "id"]

    return differ


def _said(report: Exported | Imported, is_fine: bool, *, as_json: bool) -> int:
    if as_json:
        print_json(report.document())
    else:
        report.print()
    return FINE if is_fine else WRONG


@contextmanager
def _progress(what: str) -> Iterator[Told]:
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as shown:
        task = shown.add_task("", total=None)

        def told(done: int, total: int) -> None:
            shown.update(task, completed=done, total=total)

        yield told
