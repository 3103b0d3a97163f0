"""What a person says of feedback with one press, where the platform has buttons for it."""

from dataclasses import dataclass

from bot.core.requests import Inquiry


@dataclass(frozen=True, slots=True, kw_only=True)
class RateFeedback(Inquiry):
    """Whether the feedback on an attempt was of use: the answer says what to do where it was
    not. Nothing is kept of it: what counts is a dispute."""

    attempt: str
    useful: bool
