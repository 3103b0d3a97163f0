"""Reads tables of questions as spreadsheets save them: CSV and TSV, with any header or none."""

import re
from collections.abc import Sequence

from bot.readers.parts import columns, json_shapes, table_rows
from bot.readers.parts.found import Found
from bot.readers.parts.records import Record, Records
from bot.readers.parts.source import Source
from bot.readers.parts.table_rows import Row

_ENDINGS = (".csv", ".tsv", ".tab")
_RULE = re.compile(r"[|\s:-]*-[|\s:-]*$")
_GUARD = re.compile(r"^'(?=[=+\-@'\t])")
_SAMPLE = 40


def suits(source: Source) -> int:
    """A text whose first row names columns that we know, with rows below it; without them, a file
    that is called a table."""
    named = source.name.casefold().endswith(_ENDINGS)
    if not source.text[:2000].strip():
        return 0
    sample = source.lines[:_SAMPLE]
    start, mark = _opening(source, sample)
    rows = list(table_rows.rows(sample, mark, start))
    if not named and len(rows) > 1 and _RULE.match(sample[rows[1].first - 1]):
        return 0  # a table of Markdown
    if len(rows) > 1 and json_shapes.is_header(_cells(rows[0])):
        return 100 if named else 80
    return 60 if named else 0


def read(source: Source) -> Found:
    """The question of every row below the header."""
    found = Found()
    start, mark = _opening(source, source.lines)
    rows = list(table_rows.rows(source.lines, mark, start))
    if start:
        found.span(1, 1, "intro")
    if not rows:
        return found
    names = _cells(rows[0])
    roles = columns.roles(names)
    if "title" in roles:
        found.span(rows[0].first, rows[0].last, "intro")
        rows = rows[1:]
    elif sum(one is not None for one in roles) > 1:
        return _no_question(source, found, names)
    else:
        names = _guessed(source, found, rows)
    made = Records(source.label, found, "row")
    made.read([_record(made, row, names, mark, source.lines[row.first - 1]) for row in rows])
    return found


def _opening(source: Source, lines: Sequence[str]) -> tuple[int, str]:
    """On which line (from 0) the table begins, and what stands between its cells."""
    declared = table_rows.declared(lines)
    if declared:
        return 1, declared
    tabbed = source.name.casefold().endswith(_ENDINGS[1:])
    return 0, table_rows.mark(lines) or ("\t" if tabbed else ",")


def _cells(row: Row) -> list[str]:
    return [one.strip() for one in row.cells]


def _guessed(source: Source, found: Found, rows: Sequence[Row]) -> list[str]:
    """Names for the columns of a table that names none: the first two that are no numbers."""
    width = max(len(row.cells) for row in rows[:_SAMPLE])
    worded = [
        at
        for at in range(width)
        if not all(
            row.cells[at].strip().isdecimal() for row in rows[:_SAMPLE] if at < len(row.cells)
        )
    ]
    asked, answered = [*worded, -1, -1][:2]
    names = [f"column {at + 1}" for at in range(width)]
    for at, name in ((asked, "question"), (answered, "answer")):
        if at >= 0:
            names[at] = name
    where = f"; column {answered + 1} as its answer" if answered >= 0 else ""
    message = f"no column is named: column {asked + 1} was read as the question{where}"
    fix = "write a first line that names the columns, such as question,answer"
    found.say(source.label, rows[0].first, "no-header", message, fix)
    return names


def _is_number(at: int, rows: Sequence[Row]) -> bool:
    return all(row.cells[at].strip().isdecimal() for row in rows if at < len(row.cells))


def _record(made: Records, row: Row, names: Sequence[str], mark: str, line: str) -> Record:
    cells = [_GUARD.sub("", one) for one in row.cells]
    fix = "put quotes around cells that hold the separator, and close each quote"
    if len(cells) > len(names):
        last = len(names) - 1
        whole = line.split(mark, last) if '"' not in line else row.cells
        cells[last:] = [mark.join(whole[last:])]
        message = f"the row has {len(row.cells)} cells for {len(names)} columns: the last took all"
        made.say(row.first, "ragged-row", message, fix)
    if row.is_open:
        message = "a quote is opened here and never closed: the line was read as it stands"
        made.say(row.first, "open-quote", message, fix)
    return Record(json_shapes.row(names, cells), row.first, row.last)


def _no_question(source: Source, found: Found, names: Sequence[str]) -> Found:
    named = ", ".join(names[:12])
    message = f"none of the columns ({named}) is the question"
    fix = "name that column `question` (docs/moving-a-bank.md has other names)"
    found.say(source.label, 1, "no-question", message, fix)
    found.read.clear()
    found.span(1, len(source.lines), "not_understood")
    return found
