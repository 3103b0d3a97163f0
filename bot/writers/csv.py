"""Writes a table for spreadsheets: one row a question, with a header, as Excel reads UTF-8."""

import csv
import io
import json
import re
from collections.abc import Sequence
from typing import Any

from bot.core.question import Question
from bot.writers.parts.files import File, Told, untold
from bot.writers.parts.kept import FIELDS, kept, normal

ENDINGS = (".csv",)

_COMPUTED = re.compile(r"[=+\-@\t']")
_PARTING = re.compile(r"[,，、;；|｜()（）\[【［#]")
_MOST = 999
_MARKED = re.compile(r"[(（\[]|[-*+]\s|\d{1,9}[.)]\s")


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
        values = kept(carried(question))
        rows.writerow([_cell(name, values[name]) for name in FIELDS])
        told(done, len(questions))
    return [File("", table.getvalue().encode("utf-8-sig"))]


def _cell(name: str, value: Any) -> str:
    match name:
        case "tags":
            text = _tags(value)
        case "rubric":
            text = _rubric(value)
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


def _rubric(checkpoints: list[dict[str, Any]]) -> str:
    """The checkpoints on a line each; as JSON where a weight does not fit into a line."""
    if any(float(_weight(one)) != one["weight"] or one["weight"] > _MOST for one in checkpoints):
        return json.dumps(checkpoints, ensure_ascii=False)
    return "\n".join(map(_checkpoint, checkpoints))


def _checkpoint(one: dict[str, Any]) -> str:
    """A checkpoint as a line; its marks are written where its text could be taken for some."""
    marks = ["must"] * one["must"]
    if one["weight"] != 1 or (not one["must"] and _MARKED.match(one["text"])):
        marks.append(f"weight {_weight(one)}")
    return f"({', '.join(marks)}) {one['text']}" if marks else one["text"]


def _weight(one: dict[str, Any]) -> str:
    return f"{one['weight']:.6f}".rstrip("0").rstrip(".")
