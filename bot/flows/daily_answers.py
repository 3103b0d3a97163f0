"""Says what an attempt is to a question of the day: late, or one that may be shown with the
reference answer."""

from dataclasses import dataclass

from bot.core.attempt import Attempt
from bot.core.feedback import Feedback
from bot.core.keeping_daily import Dailies, OfferedAnswers
from bot.core.ports import Clock

GOOD = 0.6
"""The score from which on an answer may be shown to all."""


@dataclass(frozen=True, slots=True)
class DailyAnswer:
    """`late`: it came after the reference answer was shown to all. `offered`: whether its member
    lets it be shown then, too; None where that is no question (any more)."""

    late: bool = False
    offered: bool | None = None


@dataclass(frozen=True)
class DailyAnswers:
    """An attempt at another question is neither."""

    dailies: Dailies
    offered: OfferedAnswers
    clock: Clock

    async def of(self, attempt: Attempt) -> DailyAnswer:
        """What an attempt is; one at a follow-up question is nothing of its own."""
        community = attempt.member.community
        known = await self.dailies.posting(community, attempt.posting)
        if known is None or attempt.depth:
            return DailyAnswer()
        if known.revealed_at is not None:
            return DailyAnswer(late=attempt.at > known.revealed_at)
        if known.reveal_at is None or known.reveal_at <= self.clock():
            return DailyAnswer()
        return DailyAnswer(offered=await self.offered.has(community, attempt.id))


def is_good(feedback: Feedback) -> bool:
    """Whether an answer may be shown to all, as far as its score goes."""
    fit = feedback.graded and feedback.proven and feedback.score is not None
    return fit and (feedback.score or 0.0) >= GOOD
