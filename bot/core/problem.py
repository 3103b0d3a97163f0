"""What a strategy is to reason about."""

from dataclasses import dataclass
from typing import Literal

AnswerKind = Literal["number", "text", "choice", "list"]
"""What sort of answer a problem has: how it is found in a text, and when two are the same."""


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
