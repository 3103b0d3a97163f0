"""Tables for a place that has none: columns of equal width where they fit, else a list."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

WIDEST = 46
"""Columns of a table that a telephone shows without breaking lines."""

_GAP = "  "


def drawn(rows: Sequence[Sequence[str]], right: Sequence[bool]) -> str | None:
    """The rows below each other, the first above a line; None where they are too wide.

    A Chinese character is as wide as two others. `right` says which columns stand to the right.
    """
    cells = [[" ".join(one.split()) for one in row] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=False)]
    if not widths or sum(widths) + len(_GAP) * (len(widths) - 1) > WIDEST:
        return None
    lines = [
        _GAP.join(
            " " * (width - cell_len(one)) + one if is_right else one + " " * (width - cell_len(one))
            for one, width, is_right in zip(row, widths, right, strict=False)
        ).rstrip()
        for row in cells
    ]
    rule = _GAP.join("─" * width for width in widths)
    return "\n".join([lines[0], rule, *lines[1:]])


def lines_up(rows: Sequence[Sequence[str]]) -> bool:
    """Whether columns below each other would be so wherever the table is read: few fonts draw a
    Chinese character just as wide as two others, which moves all that stands behind it."""
    return not any(cell_len(one) > len(one) for row in rows for one in row[:-1])


def spoken(rows: Sequence[Sequence[str]]) -> str:
    """The words of a table, for whoever does not see it: a line for each row."""
    return "\n".join(" | ".join(" ".join(one.split()) for one in row) for row in rows)


def listed(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A line for each row: its cells behind the heads of their columns."""
    heads = [" ".join(one.split()) for one in rows[0]]
    for row in rows[1:] or rows[:1]:
        first, *others = [" ".join(one.split()) for one in row]
        cells = [f"**{first}**" if first and "**" not in first else first, *others]
        named = zip(heads if rows[1:] else [""] * len(heads), cells, strict=False)
        yield " · ".join(f"{head}: {one}" if head else one for head, one in named if one)
