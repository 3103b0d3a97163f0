"""Writes a table for spreadsheets: one row a question, with a header, as Excel reads UTF-8."""

import csv
import io
import json
import re
from collections.abc import Sequence
from typing import Any

from bot.core import rubric_lines
from bot.core.question import Question
from bot.core.rubric import Checkpoint
from bot.core.rubric_list import numbered, read
from bot.writers.parts.files import File, Told, untold
from bot.writers.parts.kept import FIELDS, kept, normal

ENDINGS = (".csv",)

_COMPUTED = re.compile(r"[=+\-@\t']")
_PARTING = re.compile(r"[,，、;；|｜()（）\[【［#]")


def carried(question: Question) -> Question:
    """The question as this format gives it back: as it is."""
    return normal(question)


def write(questions: Sequence[Question], told: Told = untold) -> list[File]:
    """One file. Tags stand between semicolons; checkpoints and sources on a line each of their
    cell. What a spreadsheet would take for a formula has an apostrophe before it."""
    table = io.StringIO(newline="")
    rows = csv.writer(table, lineterminator="\r\n")
    rows.writerow(FIELDS)
    for done, question in enumerate(questions, 1):
        plain = carried(question)
        values = kept(plain)
        values["rubric"] = _rubric(plain.rubric, values["rubric"])
        rows.writerow([_cell(name, values[name]) for name in FIELDS])
        told(done, len(questions))
    return [File("", table.getvalue().encode("utf-8-sig"))]


def _cell(name: str, value: Any) -> str:
    match name:
        case "tags":
            text = _tags(value)
        case "sources":
            text = _lines(value)
        case _:
            text = value or ""
    return f"'{text}" if _COMPUTED.match(text) else text


def _tags(tags: list[str]) -> str:
    if any(_PARTING.search(tag) for tag in tags):
        return json.dumps(tags, ensure_ascii=False)
    return "; ".join(tags)


def _lines(texts: list[str]) -> str:
    """The texts on a line each; as JSON where the cell would be taken for that anyway."""
    if texts and texts[0].startswith("["):
        return json.dumps(texts, ensure_ascii=False)
    return "\n".join(texts)


def _rubric(checkpoints: Sequence[Checkpoint], kept_as: list[dict[str, Any]]) -> str:
    """The checkpoints as a list without bullets; as JSON where that would not give them back."""
    listed = list(rubric_lines.lines(checkpoints))
    read_back = numbered(read(listed).checkpoints)
    if read_back != tuple(checkpoints) or (checkpoints and checkpoints[0].text.startswith("[")):
        return json.dumps(kept_as, ensure_ascii=False)
    return "\n".join(line.removeprefix("- ") for line in listed)
