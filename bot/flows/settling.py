"""Puts the verdicts that stand after disputes into feedback, and into its message."""

from dataclasses import dataclass

from bot.core.attempt import Attempt
from bot.core.dispute import settled
from bot.core.feedback import Feedback
from bot.core.keeping_grades import Disputes
from bot.core.rubric import Checkpoint
from bot.flows.assessing import rubric_hash
from bot.flows.grading import Grading


@dataclass(frozen=True)
class Settling:
    """Every dispute of an attempt counts, so doing it once more changes nothing."""

    disputes: Disputes
    grading: Grading

    async def rubric(self, attempt: Attempt) -> tuple[Checkpoint, ...]:
        """What the attempt is judged by today; empty where its question is gone."""
        question = self.grading.bank().get(attempt.question)
        return await self.grading.rubric(attempt, question) if question else ()

    async def settle(self, attempt: Attempt) -> None:
        """Keep the feedback as it stands now, and put it in place of the message that the member
        saw. Feedback by another rubric than today's stays as it is."""
        community = attempt.member.community
        was = await self.grading.attempts.feedback(community, attempt.id)
        rubric = await self.rubric(attempt)
        if was is None or not is_judged_by(was, rubric):
            return
        disputes = await self.disputes.of(community, attempt.id)
        now = settled(was, rubric, disputes)
        if now != was:
            await self.grading.attempts.keep(community, now, self.grading.clock())
        if any(one.changed or one.ruled_by for one in disputes):
            await self._show(attempt)

    async def _show(self, attempt: Attempt) -> None:
        voice = self.grading.voice
        chosen = await voice.preferences(attempt.member, attempt.place)
        card = await self.grading.show(attempt, chosen.language or "en")
        if card is not None:
            mouth = voice.mouth(attempt.place)
            await mouth.reply(attempt.place, card, key=f"feedback:{attempt.id}")


def is_judged_by(feedback: Feedback, rubric: tuple[Checkpoint, ...]) -> bool:
    """Whether feedback was given by just these checkpoints."""
    return bool(rubric) and feedback.rubric_hash == rubric_hash(rubric)
