"""What is measured: a grader, what it says of an answer, and what must be fitted to become one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.evaluating.item import Item


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the calls for one answer used: read, of them from the server's cache, and written."""

    prompt: int = 0
    cached: int = 0
    completion: int = 0


@dataclass(frozen=True, slots=True)
class Graded:
    """What a grader says of one answer.

    `score` is 0 to 1, or None where it gives none, for a `reason` (one word, or a key of words);
    `band` is where it lies, for a grader that is
    unsure. `passing` is how probable the grader finds it that the answer passes (`item.PASS`), by
    the probabilities of its verdicts; None where it tells none. `label` is a class of the set.
    `evidence` counts the quotes that stood in the answer, and all. `schema_valid` is False where a
    model did not keep to the form. `seconds` is the time it took.
    """

    score: float | None
    band: tuple[float, float] | None = None
    passing: float | None = None
    label: str = ""
    evidence: tuple[int, int] = (0, 0)
    schema_valid: bool = True
    tokens: Tokens = Tokens()
    seconds: float = 0.0
    reason: str = ""


class Grader(Protocol):
    """Gives scores. `version` changes with everything that a score depends on: weights, model,
    prompts."""

    @property
    def name(self) -> str:
        """What it is called in tables."""
        ...

    @property
    def version(self) -> str:
        """What tells it from itself after a change."""
        ...

    async def grade(self, item: Item) -> Graded:
        """What it says of the answer; it never looks at the item's score or label.

        ModelTrouble where it cannot say anything now, and may later.
        """
        ...


class Fitted(Protocol):
    """Becomes a grader by learning from human scores.

    `leaves` is what must be kept from it when an answer is graded: all answers to the question, or
    (for one that knows a question by its other answers) the answer alone, which it then leaves out
    by itself.
    """

    @property
    def name(self) -> str:
        """What it is called in tables."""
        ...

    @property
    def version(self) -> str:
        """What tells it from itself after a change, apart from what it learns from."""
        ...

    @property
    def leaves(self) -> Literal["question", "answer"]:
        """What is kept from it."""
        ...

    def fit(self, items: Sequence[Item]) -> Grader:
        """The grader that learned from these scored answers, of at least one question."""
        ...
