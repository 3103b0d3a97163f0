"""Lets members agree that their answer is shown to all with the reference answer, without their
name."""

from dataclasses import dataclass

from bot.core.daily_requests import OfferAnswer
from bot.core.errors import BadInput
from bot.core.keeping_daily import OfferedAnswers
from bot.flows.daily_answers import DailyAnswers
from bot.flows.grading import Grading
from bot.flows.revealing import Revealing
from bot.flows.telling_week import TellingWeek


@dataclass(frozen=True)
class Offering:
    """What was agreed is taken back at any time: what is shown by then is shown no more."""

    grading: Grading
    answers: DailyAnswers
    offered: OfferedAnswers
    revealing: Revealing
    telling_week: TellingWeek

    async def offer(self, request: OfferAnswer) -> None:
        """Keep what the member agrees to, and show their feedback with it. BadInput for an attempt
        of somebody else, and once the answer is shown."""
        attempt = await self.grading.attempting.own(request, request.attempt)
        if request.back:
            await self.offered.withdraw(request.community, attempt.id)
            await self.revealing.anew(request.community, attempt.posting)
            await self.telling_week.anew(request.community, attempt.id)
        elif (await self.answers.of(attempt)).offered is None:
            raise BadInput("error.stale_button")
        else:
            at = self.answers.clock()
            await self.offered.offer(request.community, attempt.posting, attempt.id, at)
        language = await self.grading.voice.language(request)
        card = await self.grading.show(attempt, language)
        if card is not None:
            mouth = self.grading.voice.mouth(attempt.place)
            key = f"feedback:{attempt.id}"
            await mouth.reply(attempt.place, card, key=key, answers=request.key)
