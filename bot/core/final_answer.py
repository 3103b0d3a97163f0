"""The final answer of a text: where it is, and when two are the same."""

import re
import unicodedata
from fractions import Fraction

from bot.core.problem import AnswerKind

_SAID = re.compile(
    r"(?:####|(?:final )?answer(?: is)?\s*[:：]?|答案(?:是|为)?\s*[:：]?)\s*(.+)", re.IGNORECASE
)
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:/\d+)?")


def final_answer(text: str, kind: AnswerKind) -> str | None:
    """The answer that a text ends in; None where it gives none."""
    said = [one.strip() for one in _SAID.findall(text) if one.strip()]
    where = said[-1] if said else text if kind == "number" else ""
    if kind != "number":
        return where.rstrip(".。 ") or None
    numbers = _NUMBER.findall(unicodedata.normalize("NFKC", where))
    return (numbers[0] if said else numbers[-1]) if numbers else None


def same(one: str, other: str, kind: AnswerKind) -> bool:
    """Whether two answers are one."""
    if kind == "number":
        try:
            return _number(one) == _number(other)
        except (ValueError, ZeroDivisionError):
            pass
    return _folded(one) == _folded(other)


def _number(text: str) -> Fraction:
    return Fraction(unicodedata.normalize("NFKC", text).replace(",", "").strip())


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
