"""What a person asks about the grader."""

from dataclasses import dataclass

from bot.core.requests import Inquiry


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowHealth(Inquiry):
    """What the grader was found to tell apart, and what that means for scores."""
