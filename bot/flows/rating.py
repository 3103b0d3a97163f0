"""Thanks who found feedback useful, and shows who did not what they can do about it."""

from dataclasses import dataclass

from bot.core.chat import Button, Card
from bot.core.keeping import Attempts
from bot.core.rating_requests import RateFeedback
from bot.flows.voice import Voice


@dataclass(frozen=True)
class Rating:
    """Changes nothing: the verdicts change by a dispute alone, which is judged."""

    attempts: Attempts
    voice: Voice

    async def answer(self, inquiry: RateFeedback) -> Card:
        """What is said to whoever pressed; only who answered can do something about it."""
        language = await self.voice.language(inquiry)
        say = self.voice.say
        attempt = await self.attempts.get(inquiry.community, inquiry.attempt)
        if inquiry.useful or attempt is None or attempt.member != inquiry.member:
            return Card(body=say(language, "rating.thanks"), language=language)
        feedback = await self.attempts.feedback(inquiry.community, attempt.id)
        if feedback is None or not feedback.graded:
            offered = [Button(say(language, "card.try_again"), f"again:{attempt.id}")]
        else:
            offered = [Button(say(language, "card.why"), f"why:{attempt.id}")]
            if feedback.proven and feedback.judgements:
                offered.append(Button(say(language, "card.dispute"), f"dispute:{attempt.id}"))
        return Card(body=say(language, "rating.sorry"), buttons=tuple(offered), language=language)
