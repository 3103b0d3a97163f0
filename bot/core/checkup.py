"""What a grader was found to tell apart, and whether it is fit to judge."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Checkup:
    """One look at a grader: how a fixed set of answers in one language fared.

    `scores` are the mean scores (0 to 1; None where it gave none) by kind of answer (`reference`,
    `half`, `off_topic`, ...); `failed` names what it does not tell apart. It holds for this model,
    these prompts and this set alone.
    """

    model: str
    prompt_hash: str
    set_hash: str
    language: str
    at: datetime
    fit: bool
    scores: tuple[tuple[str, float | None], ...] = ()
    failed: tuple[str, ...] = ()
