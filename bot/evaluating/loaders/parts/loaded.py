"""What a loader is told, and what it gives back."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.errors import BadInput
from bot.evaluating.item import Item, Skipped

_SCALE = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*(?:-|\.\.|:|,|到|至)\s*(-?\d+(?:\.\d+)?)\s*")
ROLES = ("question", "reference", "answer", "score", "group", "language", "id")


@dataclass(frozen=True, slots=True)
class How:
    """What people say of a file that it does not say itself: the worst and the best score, and
    which column is what (by role)."""

    scale: tuple[float, float] | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Loaded:
    """What has been read so far. `numbered` says that groups are numbers that an author gave to
    questions, in files of their own: two questions may have got the same."""

    label: str
    numbered: bool = False
    items: list[Item] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    def skip(self, line: int, reason: str) -> None:
        """Remember a row that cannot be read."""
        self.skipped.append(Skipped(self.label, line, reason))


class Unreadable(Exception):
    """Why a row cannot be read; the loader skips the row with this reason."""


def read_scale(text: str) -> tuple[float, float]:
    """The scale that was typed, as `0-5`; BadInput for what is none."""
    match = _SCALE.fullmatch(text)
    if not match or float(match[1]) >= float(match[2]):
        raise BadInput("error.eval_scale", value=text)
    return float(match[1]), float(match[2])


def read_columns(text: str) -> dict[str, str]:
    """The roles of columns that were typed, as `question=Q,score=grade`; BadInput for what is no
    such list."""
    found = {}
    for part in filter(None, map(str.strip, text.split(","))):
        role, equals, column = (one.strip() for one in part.partition("="))
        if role not in ROLES or not equals or not column:
            raise BadInput("error.eval_columns", value=part, known=", ".join(ROLES))
        found[role] = column
    return found


def on_scale(said: object, how: How, label: str, line: int) -> float:
    """The score of 0 to 1. Unreadable for no number; BadInput where a scale is needed and none was
    given, for every score of such a file would be wrong."""
    number = _number(said)
    low, high = how.scale or (0.0, 1.0)
    if low <= number <= high:
        return (number - low) / (high - low)
    if how.scale is None and number > 1:
        raise BadInput("error.eval_no_scale", path=label, line=line, score=f"{number:g}")
    raise Unreadable(f"the score {number:g} is not within {low:g} to {high:g}")


def _number(said: object) -> float:
    if said is None or (isinstance(said, str) and not said.strip()):
        raise Unreadable("it has no score")
    if not isinstance(said, str | int | float) or isinstance(said, bool):
        raise Unreadable("its score is no number")
    try:
        number = float(said)
    except ValueError:
        shown = str(said).strip()[:40]
        raise Unreadable(f"its score “{shown}” is no number") from None
    if not math.isfinite(number):
        raise Unreadable("its score is no finite number")
    return number
