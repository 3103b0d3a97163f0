"""What a value of JSON is: a question, a chapter of others, a table, questions by their names."""

import re
from collections.abc import Sequence
from typing import Any

from bot.readers.parts import columns
from bot.readers.parts.record_values import text

_SHELVES = frozenset(
    [
        "items", "data", "qas", "qa", "paragraphs", "entries", "list", "records", "rows", "results",
        "children", "train", "test", "dev", "validation", "faq", "faqs", "bank", "cards", "题库",
    ]
)  # fmt: skip
_NAMES = frozenset(["name", "名称", "heading"])
_WEAK = frozenset(["a", "back", "reply", "output", "text", "content", "options"])
_ASKS = re.compile(r"[?？]\s*$|\S\s+\S+\s+\S|[\u3400-\u9fff]{6}")
_SCALAR = (str, int, float)


def is_question(value: dict[str, Any]) -> bool:
    """Whether an object names a question, and is no chapter of others that has a `title`."""
    asked = [
        name
        for name, role in zip(value, columns.roles(value), strict=True)
        if role == "title" and isinstance(value[name], _SCALAR)
    ]
    if all(columns.plain(name) in ("title", "标题") for name in asked):
        return bool(asked) and not any(_is_child(name, one) for name, one in value.items())
    return True


def is_answer_to(name: str | None, value: Any) -> bool:
    """Whether a value is an object with an answer, and its name the question."""
    if not name or not isinstance(value, dict) or is_question(value):
        return False
    sure = [one for one in value if _ASKS.search(name) or columns.plain(one) not in _WEAK]
    return not {"answer", "content", "options"}.isdisjoint(map(columns.role, sure))


def holds_questions(value: Any) -> bool:
    """Whether there may be questions in a value: objects, lists of lists, or lines that ask."""
    if isinstance(value, dict):
        return True
    if not isinstance(value, list) or not value:
        return False
    return any(isinstance(one, dict | list) for one in value[:20]) or _asking(value)


def is_text(value: Any) -> bool:
    """Whether a value is a text, or a list of texts."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(one, str) for one in value)
    return isinstance(value, str)


def names_are_questions(value: dict[str, Any]) -> bool:
    """Whether the names of an object are questions themselves, and its values their answers."""
    asked = [name for name, one in value.items() if is_text(one) and _ASKS.search(name)]
    return 2 * len(asked) > len(value)


def is_shelf(name: str | None) -> bool:
    """Whether a name says only that things are in there, and is no name of a chapter."""
    return name is None or columns.role(name) is not None or columns.plain(name) in _SHELVES


def name_of(value: dict[str, Any]) -> str | None:
    """What a chapter calls itself."""
    for wanted in ("title", "chapter", "section", "tags", None):
        for name, one in value.items():
            role = columns.role(name)
            named = role == wanted if wanted else columns.plain(name) in _NAMES
            if named and isinstance(one, str) and one.strip():
                return " ".join(text(one).split())
    return None


def rows(value: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a table that is kept by columns, as data frames are; else none."""
    names, data = value.get("columns"), value.get("data")
    if isinstance(names, list) and isinstance(data, list) and is_header(names):
        return [row(names, one) for one in data if isinstance(one, list)]
    lists = {name: one for name, one in value.items() if isinstance(one, list)}
    if len({len(one) for one in lists.values()}) != 1:
        return []
    if not {"title", "answer"} <= set(columns.roles(lists)):
        return []
    if any(isinstance(one, dict) for column in lists.values() for one in column):
        return []
    return [dict(zip(lists, one, strict=True)) for one in zip(*lists.values(), strict=True)]


def is_header(first: Any) -> bool:
    """Whether a row has the names of columns: one for the question, and another that we know."""
    if not isinstance(first, list) or not all(isinstance(one, str) for one in first):
        return False
    known = [one for one in columns.roles(first) if one is not None]
    return "title" in known and len(known) > 1


def row(names: Sequence[str], cells: Sequence[Any]) -> dict[str, Any]:
    """The cells of a row by the names of their columns; a name that comes again is told apart."""
    named: dict[str, Any] = {}
    for name, cell in zip(names, cells, strict=False):
        spelled = name
        while spelled in named:
            spelled += " "
        named[spelled] = cell
    return named


def pair(value: Any) -> dict[str, Any]:
    """A list of a question and its answer as a record; empty where it is none."""
    if isinstance(value, list) and 2 <= len(value) <= 3 and is_text(value):
        return dict(zip(("question", "answer", "tags"), value, strict=False))
    return {}


def _is_child(name: str, value: Any) -> bool:
    role = columns.role(name)
    if role not in (None, "title", "chapter", "section", "content"):
        return False
    return holds_questions(value) or (role == "title" and isinstance(value, list))


def _asking(value: list[Any]) -> bool:
    asked = sum(isinstance(one, str) and bool(_ASKS.search(one)) for one in value)
    return 2 * asked >= len(value)
