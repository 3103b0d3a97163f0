"""`coach bank lint`: what is odd in the bank's files, and mending it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot import readers, settings
from bot.cli.frame import FINE, MISUSED, WRONG, err, out, print_json, printable
from bot.cli.reading import fresh
from bot.core.account import Diagnostic
from bot.core.duplicates import duplicates
from bot.core.rubric_lint import odd_rubrics
from bot.readers.parts import places, writing
from bot.readers.parts.mending import Mended, mend
from bot.readers.parts.source import Source


def lint(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files, folders, archives; without any, the bank.")
    ] = None,
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend what needs no judgement, and those bytes alone.")
    ] = False,
    reader: Annotated[
        str | None, typer.Option(help="Read every file with this reader, whatever it holds.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> int:
    """Say what is odd in the files, and how to mend it. Errors give exit status 1, warnings 0."""
    chosen = paths or settings.read().bank_paths
    if fix and not paths and settings.SEEDS in chosen:
        err.print(
            "The questions that come with the coach stay as they are. Name what is to be mended: "
            "coach bank lint --fix PATH"
        )
        return MISUSED
    is_mended = not fix or _mend(chosen, reader, err if as_json else out)
    bank = fresh(chosen, reader)
    odd = (*bank.diagnostics, *duplicates(bank), *odd_rubrics(bank))
    said = sorted(odd, key=lambda one: (one.file, one.line))
    if as_json:
        print_json([_document(one) for one in said])
    else:
        _print(said, len(bank))
    is_fine = is_mended and not any(one.level == "error" for one in said)
    return FINE if is_fine else WRONG


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one file: a sentence, and whether its oddities are mended."""

    said: str
    is_mended: bool


def _mend(paths: Iterable[Path], reader: str | None, console: Console) -> bool:
    """Mend the files, and say what was done to each; whether all that could be mended is."""
    whole = True
    for file in readers.files(paths):
        for source in places.opened(file):
            if isinstance(source, Diagnostic) or not (outcome := _mend_one(file, source, reader)):
                continue
            whole = whole and outcome.is_mended
            (console if outcome.is_mended else err).print(outcome.said, soft_wrap=True)
            if not outcome.is_mended:
                break  # one sentence for an archive
    return whole


def _mend_one(file: Path, source: Source, reader: str | None) -> _Outcome | None:
    """Mend one file; None where nothing in it can be."""
    result = mend(source, lambda one: readers.read(one, reader=reader)[0])
    name, count = printable(_short(source.label)), _counted(result.done)
    if places.is_readme(source) and not result.questions:
        return None
    if not result.done:
        return _Outcome(f"{name} stays as it is: {_left(result)}", True) if result.left else None
    if source.label != _printable_path(file):
        return _Outcome(f"{name} is in an archive: unpack it to mend {count} in it", False)
    try:
        if not writing.is_writable(file):
            return _Outcome(f"{name} is read-only and stays as it is: {count} in it", False)
        writing.rewrite(file, source.data, result.data)
    except writing.Changed:
        return _Outcome(f"{name} was changed meanwhile: run this again", False)
    except OSError as exc:
        why = exc.strerror or "it cannot be opened"
        return _Outcome(
            f"{name} could not be written ({printable(why)}) and stays as it was", False
        )
    more = f"; {_left(result)}" if result.left else ""
    return _Outcome(f"[green]mended[/] {name}: {count}{more}", True)


def _left(result: Mended) -> str:
    return f"to mend {_counted(result.left)} would change which question is which"


def _printable_path(file: Path) -> str:
    """The path as a source's label has it, whatever bytes the file system has for it."""
    return str(file).encode("utf-8", errors="surrogateescape").decode("utf-8", errors="replace")


def _print(said: Sequence[Diagnostic], questions: int) -> None:
    for one in said:
        colour = "red" if one.level == "error" else "yellow"
        out.print(
            f"[{colour}]{one.level}[/] {printable(_short(one.file))}:{one.line} "
            f"[bold]{one.rule}[/] {printable(one.message)} [dim]→ {printable(one.fix)}[/]",
            soft_wrap=True,
        )
    fixable = sum(bool(one.edits) for one in said)
    more = f"; --fix mends {fixable} of them" if fixable else ""
    err.print(f"{questions} questions, {len(said)} oddities{more}")


def _document(one: Diagnostic) -> dict[str, str | int | bool]:
    return {
        "file": one.file,
        "line": one.line,
        "rule": one.rule,
        "level": one.level,
        "message": one.message,
        "fix": one.fix,
        "fixable": bool(one.edits),
    }


def _counted(done: Iterable[Diagnostic]) -> str:
    """How many of each rule, the most frequent first: `3 wide-bar, 1 no-mark`."""
    return ", ".join(f"{n} {rule}" for rule, n in Counter(one.rule for one in done).most_common())


def _short(file: str) -> str:
    path, here = Path(file), Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else file
