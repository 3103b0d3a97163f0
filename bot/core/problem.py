"""What a strategy is to reason about."""

import re
from dataclasses import dataclass
from typing import Literal

AnswerKind = Literal["number", "text", "choice", "list", "expression"]
"""What sort of answer a problem has: how it is found in a text, and when two are the same.
Expressions are, that use the same numbers for the same value (as in the game of 24)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem in its words. `answer` is the checked answer, where one is known; `id` names a
    built-in problem, or a question of the bank."""

    text: str
    language: str = "en"
    answer: str | None = None
    kind: AnswerKind = "text"
    id: str = ""

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("a problem has words")


_HAN = re.compile(r"[\u3400-\u9fff]")
_ASKS_NUMBER = re.compile(
    r"how (?:many|much|long|far|old|often)|what (?:is|are) (?:the )?(?:sum|product|total"
    r"|number|value|average|probability|cost|price)|calculate|compute|\d\s*[-+*/×÷]\s*\d"
    r"|多少|几(?:个|只|天|人|次|元|分|小时)|计算|求(?:和|出|得)|等于",
    re.IGNORECASE,
)
_OPTIONS = re.compile(r"(?:^|\s)[(（]?A[)）.、:：].*(?:^|\s)[(（]?B[)）.、:：]", re.DOTALL)


def own(text: str) -> Problem:
    """A member's own problem: its language and the sort of its answer are told by its words."""
    kind: AnswerKind = "text"
    if _OPTIONS.search(text):
        kind = "choice"
    elif _ASKS_NUMBER.search(text):
        kind = "number"
    return Problem(text.strip(), "zh" if _HAN.search(text) else "en", kind=kind)
