"""Tells the maintainers that few of a channel's daily questions are left in this turn."""

import logging
from dataclasses import dataclass

from bot.core.chat import Card, Channel, Direct
from bot.core.daily import Daily
from bot.core.errors import CannotReach
from bot.core.filters import written
from bot.core.rotation import Chosen
from bot.flows.finding import Finding
from bot.flows.standing import Standing
from bot.flows.voice import Voice

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class RunningLow:
    """Each of them has one message a turn, which says how many are left by now. No question
    depends on whether they can be reached."""

    standing: Standing
    finding: Finding
    voice: Voice

    async def tell(self, daily: Daily, chosen: Chosen) -> None:
        """Tell them, if so few are left; of a member's own questions nobody is told."""
        if not chosen.runs_low or not isinstance(daily.home, Channel):
            return
        for member in await self.standing.maintainers(daily.community):
            try:
                where = await self.finding.called(daily.home)
                place = Direct(member)
                spoken = await self.voice.preferences(member, place)
                card = self._card(daily, chosen, where, spoken.language or "en")
                key = f"daily:{daily.id}:low:{chosen.turn}:to:{member.id}"
                await self.voice.mouth(place).reply(place, card, key=key)
            except CannotReach:
                logger.info("somebody cannot be told that daily questions run low")

    def _card(self, daily: Daily, chosen: Chosen, where: str, language: str) -> Card:
        say = self.voice.say
        named = " ".join(written(*one) for one in daily.filters) or say(language, "daily.all")
        facts = {"left": chosen.left - 1, "pool": chosen.pool, "filters": named}
        return Card(
            title=say(language, "daily.low", where=where),
            body=say(language, "daily.low_body", **facts),
            language=language,
        )
