"""What `coach eval grader` says: the document, and the tables made from it."""

import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rich.table import Table

from bot.cli.frame import err, out, printable
from bot.evaluating.intervals import FEW, RESAMPLES
from bot.evaluating.item import DataSet

_MOST_SKIPPED = 10
_AGREEMENT = (
    ("qwk", "QWK"),
    ("pearson", "Pearson"),
    ("partial_given_length", "partial"),
    ("spearman", "Spearman"),
    ("macro_f1", "macro-F1"),
)
_ERRORS = (("mae", "MAE"), ("rmse", "RMSE"), ("ece", "ECE"), ("brier", "Brier"))


def document(
    data: DataSet, results: Sequence[Mapping[str, Any]], notes: Sequence[str], *, limit: int | None
) -> dict[str, Any]:
    """The metrics as scripts rely on them: those of the first grader at the top, `beside` those of
    the others, baselines last."""
    first, *others = results
    return {
        **first,
        "data": {
            "name": data.name,
            "format": data.format,
            "items": len(data.items),
            "questions": len(data.groups),
            "steps": data.steps,
            "classes": list(data.classes),
            "hash": data.hash,
            "skipped": len(data.skipped),
            "skipped_rows": [
                {"file": one.file, "line": one.line, "reason": one.reason} for one in data.skipped
            ],
        },
        "beside": others,
        "notes": list(notes),
        "conditions": {
            "limit": limit,
            "resamples": RESAMPLES,
            "interval": "95 %, bootstrap over questions",
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "python": platform.python_version(),
            "machine": platform.machine(),
        },
    }


def notes_on(
    data: DataSet, graders: Sequence[str], *, limit: int | None, crossed: bool
) -> list[str]:
    """What a reader must know to read the figures; `crossed` says that what is fitted learned from
    the set itself."""
    notes = []
    questions = len(data.groups)
    if questions < FEW:
        plural = "questions are" if questions > 1 else "question is"
        notes.append(f"{questions} {plural} a small n: read the intervals, not the figures.")
    if limit is not None and limit < len(data.items):
        notes.append(f"A sample of {limit} of the {len(data.items)} answers.")
    notes.append(
        "per-question-mean knows how people scored the other answers to the same question; "
        "whatever else is fitted was fitted on other questions."
    )
    if crossed:
        notes.append(
            "So the constant varies from question to question, against the scores: hence its "
            "negative correlation."
        )
    if "lexical-shipped" in graders and "saf" in data.format:
        notes.append("lexical-shipped was fitted on SAF: here it may have seen these questions.")
    if len(data.classes) > 2:
        notes.append("macro-F1 tells correct from everything else.")
    return notes


def tell_skipped(data: DataSet) -> None:
    """Name the rows that could not be read, on standard error."""
    if not data.skipped:
        return
    rows = len(data.skipped)
    err.print(f"[yellow]{rows} row{'s' if rows != 1 else ''} could not be read:[/]")
    for one in data.skipped[:_MOST_SKIPPED]:
        err.print(f"  {printable(one.file)}:{one.line}: {printable(one.reason)}")
    if rows > _MOST_SKIPPED:
        err.print(f"  and {rows - _MOST_SKIPPED} more; --json has them all")


def show(document: Mapping[str, Any]) -> None:
    """Print the tables."""
    data = document["data"]
    out.print(
        f"[bold]{printable(data['name'])}[/]: {data['items']} answers to {data['questions']} "
        f"questions ({data['format']}; {data['steps']} steps)\n"
    )
    results = [document, *document["beside"]]
    out.print(_table(results, _AGREEMENT))
    out.print("\n[bold]Errors[/]")
    out.print(_table(results, _ERRORS))
    out.print("\n[bold]Mean absolute error by band of the human score[/]")
    out.print(_bands(results))
    out.print("\n[bold]Conduct[/]")
    out.print(_conduct(results))
    for one in results:
        if attack := one.get("attacks"):
            out.print(
                f"{one['grader']}: {attack['successes']} of {attack['n']} attempts of "
                f"{attack['attacks']} attacks lifted a score by more than {attack['limit']:g} "
                f"({_share(attack['low'])} to {_share(attack['high'])})"
            )
        reasons = ", ".join(f"{why} {count}" for why, count in one["unscored"].items())
        if reasons:
            out.print(f"{one['grader']} gave no score: {printable(reasons)}")
    out.print()
    for note in document["notes"]:
        out.print(f"[dim]{printable(note)}[/]")


def _table(results: Sequence[Mapping[str, Any]], columns: Sequence[tuple[str, str]]) -> Table:
    table = _empty([title for _, title in columns])
    for one in results:
        table.add_row(one["grader"], *[_cell(one, name) for name, _ in columns])
    return table


def _conduct(results: Sequence[Mapping[str, Any]]) -> Table:
    """What else is to be known of a grader: whether it can be talked into a score, what it cost."""
    table = _empty(["scored", "attacks", "quotes", "form", "tokens", "ms p50", "p99"])
    for one in results:
        attack = one.get("attacks") or {}
        table.add_row(
            one["grader"],
            _share(one["coverage"]),
            _share(attack.get("success")),
            _share(one["evidence_valid"]),
            _share(one["schema_valid"]),
            _number(one["tokens"]["p50"], "{:.0f}"),
            *[_milliseconds(one["seconds"][name]) for name in ("p50", "p99")],
        )
    return table


def _empty(titles: Sequence[str]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("grader", no_wrap=True)
    for title in titles:
        table.add_column(title, justify="right")
    return table


def _bands(results: Sequence[Mapping[str, Any]]) -> Table:
    bands: Sequence[Mapping[str, Any]] = next(
        (one["per_band"] for one in results if one["per_band"]), []
    )
    table = _empty([f"{one['from']:g}–{one['to']:g}\nn = {one['n']}" for one in bands])
    for one in results:
        table.add_row(one["grader"], *[_number(band["mae"]) for band in one["per_band"]])
    return table


def markdown(document: Mapping[str, Any]) -> str:
    """The main figures as a table of Markdown, for a page of documentation."""
    columns = (*_AGREEMENT, *_ERRORS[:1])
    titles = ["grader", *[title for _, title in columns], "attacks that succeed"]
    lines = ["| " + " | ".join(titles) + " |", "|---|" + "--:|" * (len(titles) - 1)]
    for one in (document, *document["beside"]):
        cells = [_cell(one, name, " ({})") for name, _ in columns]
        cells.append(_share((one.get("attacks") or {}).get("success")))
        lines.append(f"| {one['grader']} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(result: Mapping[str, Any], name: str, way: str = "\n[dim]{}[/]") -> str:
    ends = result["intervals"].get(name)
    interval = way.format(f"{_number(ends[0])}…{_number(ends[1])}") if ends else ""
    return _number(result[name]) + interval


def _number(value: float | None, way: str = "{:.2f}") -> str:
    """A figure without its leading zero, as tables of correlations have it."""
    if value is None:
        return "–"
    if way != "{:.2f}":
        return way.format(value)
    return f"{value:.2f}".replace("-0.00", "0.00").replace(
        "0.", ".", 1 if abs(value) < 0.995 else 0
    )


def _milliseconds(seconds: float | None) -> str:
    return "–" if seconds is None else f"{seconds * 1000:.1f}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}".replace("100.0%", "100%")
