"""Reads tables of scored answers as spreadsheets save them: CSV and TSV, with a header."""

import csv
import io
from collections.abc import Iterator

from bot.core.errors import BadInput
from bot.evaluating.loaders.parts import named
from bot.evaluating.loaders.parts.loaded import How, Loaded
from bot.evaluating.loaders.parts.source import Source

_ENDINGS = (".csv", ".tsv", ".tab")
_MARKS = ",\t;|，"
_LONGEST = 10_000_000


def suits(source: Source) -> int:
    """A file that is called a table, or whose first line names the columns that are needed."""
    opening = source.opening.lstrip()
    if not opening or opening[0] in "{<[":
        return 0
    if source.label.casefold().endswith(_ENDINGS):
        return 80
    header = next(csv.reader(io.StringIO(opening), delimiter=_mark(opening)), [])
    try:
        named.roles([one.strip() for one in header], How(), source.label, 1)
    except BadInput:
        return 0
    return 60


def read(source: Source, how: How) -> Loaded:
    """The item of every row below the header."""
    loaded = Loaded(source.label)
    csv.field_size_limit(_LONGEST)
    text = source.text
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_mark(text), strict=True)
    rows = _rows(reader, loaded)
    line, header = next(((line, row) for line, row in rows if any(row)), (1, []))
    columns = [one.strip() for one in header]
    roles = named.roles(columns, how, source.label, line)
    named.items(_whole(rows, columns, loaded), roles, how, loaded)
    return loaded


def _rows(reader: Iterator[list[str]], loaded: Loaded) -> Iterator[tuple[int, list[str]]]:
    """The rows with the lines where they begin, as far as quotes are closed."""
    while True:
        begins = reader.line_num + 1  # type: ignore[attr-defined]
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as exc:
            below = reader.line_num - begins  # type: ignore[attr-defined]
            took = f"; with it the {below} lines below" if below > 0 else ""
            loaded.skip(begins, f"the row is no CSV ({exc}){took}")
            continue
        yield begins, row


def _whole(
    rows: Iterator[tuple[int, list[str]]], columns: list[str], loaded: Loaded
) -> Iterator[tuple[int, dict[str, str]]]:
    for line, row in rows:
        if not any(map(str.strip, row)):
            continue
        if len(row) != len(columns):
            loaded.skip(line, f"the row has {len(row)} cells for {len(columns)} columns")
            continue
        yield line, dict(zip(columns, row, strict=True))


def _mark(text: str) -> str:
    """What stands between the cells: the sign that the first line has most of."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    return max(_MARKS, key=first.count)
