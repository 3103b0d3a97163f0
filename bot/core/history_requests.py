"""What a member asks of the answers that they gave before."""

from dataclasses import dataclass

from bot.core.requests import Inquiry


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowHistory(Inquiry):
    """The member's own last answers, and what became of them."""
