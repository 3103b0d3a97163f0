"""Reads JSON Lines of scored answers: one object a line, its keys named as columns are."""

import json
from typing import Any

from bot.evaluating.loaders.parts import named
from bot.evaluating.loaders.parts.loaded import How, Loaded
from bot.evaluating.loaders.parts.source import Source

_SAMPLE = 20


def suits(source: Source) -> int:
    """A text that begins with an object."""
    return 90 if source.opening.lstrip().startswith("{") else 0


def read(source: Source, how: How) -> Loaded:
    """The item of every line; a line that is no object is skipped."""
    loaded = Loaded(source.label)
    rows: list[tuple[int, dict[str, Any]]] = []
    for number, line in enumerate(source.text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as exc:
            at = (
                f" (column {exc.colno}: {exc.msg})" if isinstance(exc, json.JSONDecodeError) else ""
            )
            loaded.skip(number, f"the line is no JSON{at}")
            continue
        if not isinstance(row, dict):
            loaded.skip(number, "the line is no JSON object")
            continue
        rows.append((number, row))
    if not rows:
        return loaded
    keys = dict.fromkeys(key for _, row in rows[:_SAMPLE] for key in row)
    columns = named.roles(list(keys), how, source.label, rows[0][0])
    named.items(rows, columns, how, loaded)
    return loaded
