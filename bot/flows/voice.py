"""Says a card to whoever asked, in their language, by their platform's mouth."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.chat import Card, Channel, Direct, Member, MessageRef, Place, Thread
from bot.core.errors import BadInput, CannotReach, CoachError
from bot.core.keeping import Choices
from bot.core.ports import Mouth, Say
from bot.core.preferences import Preferences, language_of
from bot.core.requests import Who


@dataclass(frozen=True)
class Voice:
    """`default` is what the operator chose for those who have not chosen."""

    mouths: Mapping[str, Mouth]
    choices: Choices
    say: Say
    default: Preferences

    def mouth(self, place: Place) -> Mouth:
        """The mouth that speaks in this place; CannotReach where this process has none."""
        found = self.mouths.get(place.community.platform)
        if found is None:
            raise CannotReach
        return found

    async def preferences(
        self, member: Member, place: Place, hint: str | None = None
    ) -> Preferences:
        """What holds for a member in a place: their choices, the channel's, the platform's hint,
        ours."""
        chosen = await self.chosen(member, place)
        return chosen.over(Preferences(language=_hinted(hint))).over(self.default)

    async def chosen(self, member: Member, place: Place) -> Preferences:
        """What a member chose, and the channel where they did not."""
        chosen = await self.choices.of_member(member)
        channel = place.channel if isinstance(place, Thread) else place
        if isinstance(channel, Channel):
            chosen = chosen.over(await self.choices.of_channel(channel))
        return chosen

    async def language(self, who: Who) -> str:
        """The language to speak to whoever asks."""
        chosen = await self.preferences(who.member, who.place, who.language)
        return chosen.language or "en"

    async def tell(self, who: Who, card: Card, *, part: str = "reply") -> MessageRef:
        """Say a card to the member alone: where they asked, or directly where that cannot be."""
        key = f"{who.key}:{part}"
        mouth = self.mouth(who.place)
        try:
            return await mouth.reply(who.place, card, key=key, only_to=who.member)
        except CannotReach:
            return await mouth.reply(Direct(who.member), card, key=key)

    async def refusal(self, who: Who, error: CoachError) -> Card:
        """The card that says what happened and what to try."""
        language = await self.language(who)
        return Card(
            title=self.say(language, "refusal.title"),
            body=self.say(language, error.key, **error.facts),
            language=language,
        )


def _hinted(language: str | None) -> str | None:
    if not language:
        return None
    try:
        return language_of(language.replace("_", "-").split("-")[0])
    except BadInput:
        return None
