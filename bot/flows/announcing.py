"""Tells maintainers what was suggested, and authors what was decided, where they can be reached."""

import logging
from dataclasses import dataclass

from bot.core.chat import Card, Direct, Member, Place
from bot.core.errors import CannotReach
from bot.core.suggestion import WAITING, State, Suggestion
from bot.flows.similar import Similar
from bot.flows.standing import Standing
from bot.flows.suggestion_card import SuggestionCard
from bot.flows.voice import Voice

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Announcing:
    """Each person has one message a suggestion, which says how it stands now. Who cannot be reached
    finds it in the queue, or among their own."""

    similar: Similar
    standing: Standing
    voice: Voice

    async def renew(self, one: Suggestion) -> None:
        """Show every maintainer but its author how a suggestion stands: what to decide on, or that
        nothing is left to decide."""
        if not one.announced:
            return
        alike = await self.similar.to(one) if one.state in WAITING else []
        for member in await self.standing.maintainers(one.member.community):
            if member == one.member:
                continue
            cards = await self._cards(member)
            if one.state in WAITING:
                note = self.voice.say(cards.language, "suggestion.announced")
                card = cards.waiting(one, alike, note=note)
            else:
                card = cards.told("suggestion.settled", one, cards.state(one))
            await self._reached(Direct(member), card, f"suggestion:{one.id}:to:{member.id}")

    async def decided(self, one: Suggestion) -> None:
        """Tell the author of the decision: directly, or where they suggested it."""
        cards = await self._cards(one.member, one.spoken)
        approved = one.state is State.APPROVED
        lines = [self.voice.say(cards.language, _OUTCOMES[approved])]
        if one.reason:
            lines.append(self.voice.say(cards.language, "suggestion.because", reason=one.reason))
        key = "suggestion.approved_title" if approved else "suggestion.denied_title"
        card = cards.told(key, one, "\n\n".join(lines))
        name = f"suggestion:{one.id}:decided"
        if not await self._reached(Direct(one.member), card, name):
            await self._reached(one.place, card, name, only_to=one.member)

    async def _reached(
        self, place: Place, card: Card, key: str, *, only_to: Member | None = None
    ) -> bool:
        try:
            await self.voice.mouth(place).reply(place, card, key=key, only_to=only_to)
        except CannotReach:
            logger.info("somebody cannot be told of a suggestion")
            return False
        return True

    async def _cards(self, member: Member, hint: str | None = None) -> SuggestionCard:
        chosen = await self.voice.preferences(member, Direct(member), hint)
        return SuggestionCard(self.voice.say, chosen.language or "en")


_OUTCOMES = {True: "suggestion.approved", False: "suggestion.denied"}
