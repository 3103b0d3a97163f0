"""Shows who manages the coach in a community, and lets those who do name others."""

import re
from dataclasses import dataclass

from bot.core.chat import Card, Community, Role
from bot.core.keeping import Choices
from bot.core.welcome_requests import ChangeOrganisers, ShowOrganisers
from bot.flows.finding import Finding
from bot.flows.voice import Voice

_BETWEEN = re.compile(r"[,，;；、\n]+")


@dataclass(frozen=True)
class Organisers:
    """Those whom the platform lets manage the community are organisers anyway, and not listed."""

    choices: Choices
    finding: Finding
    voice: Voice

    async def show(self, inquiry: ShowOrganisers) -> Card:
        """Who manages, besides those whom the platform lets."""
        return await self._card(inquiry.community, await self.voice.language(inquiry), "")

    async def change(self, request: ChangeOrganisers) -> None:
        """Name people, or take their names off: all that are written, or none of them."""
        person = self.finding.person
        named = [await person(request.community, one) for one in parted(request.add)]
        gone = [await person(request.community, one) for one in parted(request.remove)]
        for member in named:
            await self.choices.give(member, Role.ORGANISER)
        for member in gone:
            await self.choices.take(member, Role.ORGANISER)
        language = await self.voice.language(request)
        card = await self._card(request.community, language, "settings.saved")
        await self.voice.tell(request, card)

    async def add(self, community: Community, person: str) -> None:
        """Name one person, by what is written of them; BadInput for somebody who is not there."""
        member = await self.finding.person(community, person)
        await self.choices.give(member, Role.ORGANISER)

    async def names(self, community: Community) -> list[str]:
        """What the people are called who were named here."""
        return await self.finding.names(await self.choices.holders(community, [Role.ORGANISER]))

    async def _card(self, community: Community, language: str, said: str) -> Card:
        say = self.voice.say
        people = [say(language, "organisers.platform"), *await self.names(community)]
        lines = [f"- {one}" for one in people]
        return Card(
            title=say(language, "organisers.title"),
            body="\n".join([*([say(language, said), ""] if said else []), *lines]),
            note=say(language, "organisers.how"),
            language=language,
        )


def parted(text: str) -> list[str]:
    """What stands between commas."""
    return [one.strip() for one in _BETWEEN.split(text) if one.strip()]
