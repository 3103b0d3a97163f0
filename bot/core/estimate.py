"""A score that is estimated from an answer's words, where no model judges."""

from collections.abc import Callable
from dataclasses import dataclass

_OFF = 0.4


@dataclass(frozen=True, slots=True)
class Estimate:
    """`number` is 0 to 1, give or take `error` (the mean absolute error that was measured); None
    where the words do not bear a number, `reason` then says why (a key of words)."""

    number: float | None
    error: float
    reason: str = ""

    @property
    def tells(self) -> bool:
        """Whether a person is helped by the number: one that is off by more than 40 % on average
        says nothing."""
        return self.number is not None and self.error <= _OFF


Estimating = Callable[[str, str, str], Estimate]
"""The estimate for a question, its reference answer, and an answer."""
