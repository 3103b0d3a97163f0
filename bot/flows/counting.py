"""Shows on the card of a daily's question how many have answered, and never who."""

import logging
from dataclasses import dataclass

from bot.core.attempt import Posting
from bot.core.chat import Direct, MessageRef
from bot.core.daily_requests import CountDaily
from bot.core.errors import CannotReach
from bot.core.keeping import Postings
from bot.core.keeping_daily import AnswerCounts, Dailies, DailyPosting
from bot.core.ports import Clock
from bot.core.totals import told
from bot.flows.daily_asking import DailyAsking

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Counting:
    """Answers that come soon after each other are counted together, and a card is changed only
    where it says something else then. One that cannot be changed stays as it is: nobody's answer
    depends on it."""

    dailies: Dailies
    counts: AnswerCounts
    postings: Postings
    asking: DailyAsking
    clock: Clock

    async def count(self, request: CountDaily) -> None:
        """Show how many have answered by now."""
        await self.counts.taken(request.community, request.posting, self.clock())
        posting = await self.postings.get(request.community, request.posting)
        if posting is not None:
            await self.show(posting)

    async def show(self, posting: Posting) -> None:
        """The same, of a posting that may be no daily's: then there is no such card."""
        known = await self.dailies.posting(posting.place.community, posting.id)
        if known is None or not (known.key and posting.message) or isinstance(posting.home, Direct):
            return
        try:
            await self._change(posting, known)
        except CannotReach:
            logger.info("the card of a daily question cannot say how many have answered")

    async def _change(self, posting: Posting, known: DailyPosting) -> None:
        daily = await self.dailies.get(known.community, known.daily)
        people = await self.counts.people(known.community, known.posting)
        counted = told(people)
        if daily is None or counted == await self.counts.shown(known.community, known.posting):
            return
        card = await self.asking.card(daily, known, people)
        if card is not None:
            mouth = self.asking.voice.mouth(posting.place)
            said = MessageRef(posting.place, posting.message)
            await mouth.update(said, card, key=known.key)
            await self.counts.show(known.community, known.posting, counted)
