"""What a member let be used to teach a model."""

from dataclasses import dataclass

from bot.core.attempt import Attempt
from bot.core.dispute import Dispute
from bot.core.feedback import Feedback


@dataclass(frozen=True, slots=True)
class Consented:
    """An attempt of somebody who consents, what is said of it now, and what was contested."""

    attempt: Attempt
    feedback: Feedback
    disputes: tuple[Dispute, ...] = ()
