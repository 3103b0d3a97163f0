"""Stops the job that is under way for a member, whichever process does it."""

from dataclasses import dataclass

from bot.core.chat import Card
from bot.core.errors import BadInput
from bot.core.keeping_grades import UnderWay
from bot.core.limit_requests import Stop
from bot.flows.voice import Voice


@dataclass(frozen=True)
class Stopping:
    """What becomes of the job, its own message says."""

    under_way: UnderWay
    voice: Voice

    async def stop(self, request: Stop) -> None:
        """Ask for the stop, and say so where no button did; BadInput where nothing is under way."""
        if not await self.under_way.stop(request.member, request.job):
            raise BadInput("error.nothing_to_stop")
        if request.job is not None:
            return
        language = await self.voice.language(request)
        say = self.voice.say
        card = Card(
            title=say(language, "stop.title"), body=say(language, "stop.body"), language=language
        )
        await self.voice.tell(request, card)
