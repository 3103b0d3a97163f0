"""Text in rows and columns: which mark stands between its cells, and its rows with their lines."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MARKS = ",;\t|"
"""What may stand between two cells."""

_SEP = re.compile(r"sep=(.)$", re.IGNORECASE)
_LONGEST = 1 << 30
_SAMPLE = 60
_PATIENCE = 2


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, and the lines (from 1, both included) that it stands on.

    `is_open` says that a quote in it was not closed where a cell ends.
    """

    cells: list[str]
    first: int
    last: int
    is_open: bool = False


def declared(lines: Sequence[str]) -> str | None:
    """The mark that the first line names for a spreadsheet, as in `sep=;`."""
    match = _SEP.match(lines[0].strip()) if lines else None
    return match[1] if match else None


def rows(lines: Sequence[str], mark: str, start: int = 0) -> Iterator[Row]:
    """The rows of the lines from `start` (from 0), without blank ones.

    A quote that is not closed where a cell ends would take the rows behind it into one cell: its
    line is read as it stands, and the next is a row again. Where that has cost many readings of
    the lines, quotes mean nothing in the rest.
    """
    csv.field_size_limit(_LONGEST)
    wasted = 0
    while start < len(lines) and wasted <= _PATIENCE * len(lines):
        restart = len(lines)
        for row in _strict(lines, mark, start):
            if row.is_open:
                yield _lenient(lines, mark, row)
                restart = row.first
                wasted += row.last - row.first
                break
            if any(cell.strip() for cell in row.cells):
                yield row
        start = restart
    for number in range(start + 1, len(lines) + 1):
        if lines[number - 1].strip():
            yield Row(lines[number - 1].split(mark), number, number, is_open=True)


def mark(lines: Sequence[str]) -> str | None:
    """The mark that parts the first rows most evenly into two columns or more; None for none."""
    found: list[tuple[float, int, str]] = []
    for order, one in enumerate(MARKS):
        widths = [len(row.cells) for row in _first(lines, one)]
        if not widths or max(widths) < 2:
            continue
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        if usual > 1 and widths[0] == usual:
            found.append((widths.count(usual) / len(widths), -order, one))
    return max(found)[2] if found else None


def _first(lines: Sequence[str], mark: str) -> list[Row]:
    found: list[Row] = []
    for row in rows(lines[:2000], mark):
        if len(found) == _SAMPLE:
            break
        found.append(row)
    return found


def _strict(lines: Sequence[str], mark: str, start: int) -> Iterator[Row]:
    """The rows up to one with a quote that is not closed where a cell ends."""
    fed = (lines[number] + "\n" for number in range(start, len(lines)))
    reader = csv.reader(fed, delimiter=mark, skipinitialspace=True, strict=True)
    first = start + 1
    try:
        for cells in reader:
            yield Row(cells, first, start + reader.line_num)
            first = start + reader.line_num + 1
    except csv.Error:
        yield Row([], first, start + reader.line_num, is_open=True)


def _lenient(lines: Sequence[str], mark: str, row: Row) -> Row:
    """The first line of a row alone: with its quotes where they are closed in it."""
    line = lines[row.first - 1]
    if row.last > row.first:
        return Row(line.split(mark), row.first, row.first, is_open=True)
    cells = next(csv.reader([line], delimiter=mark, skipinitialspace=True), [])
    return Row(cells, row.first, row.first)
