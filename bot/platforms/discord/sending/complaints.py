"""Tells whoever owns a server, at most once a day, what Discord does not let us do there."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from discord.http import HTTPClient, Route

from bot.core.chat import Card, Channel, Member, Place, Thread
from bot.core.errors import CannotReach, CoachError, where
from bot.core.ports import Say
from bot.platforms.discord import catalogue
from bot.platforms.discord.rendering import cards
from bot.platforms.discord.sending.directs import Directs
from bot.platforms.discord.sending.line import Line
from bot.platforms.discord.sending.messages import Messages
from bot.platforms.discord.sending.trouble import translating

logger = logging.getLogger(__name__)

MENDED_BY_OWNERS = ("error.discord_rights", "error.discord_threads_full")
_EVERY = timedelta(days=1)


@dataclass(frozen=True)
class Complaints:
    """Never raises: whoever asked is told of the trouble in any case."""

    line: Line
    http: HTTPClient
    messages: Messages
    directs: Directs
    say: Say

    async def about(self, place: Place, met: CannotReach) -> None:
        """Tell the owner of the place's server what happened, if they can mend it."""
        if met.key not in MENDED_BY_OWNERS or not isinstance(place, Channel | Thread):
            return
        row = f"discord:complained:{place.community.id}:{met.key}"
        try:
            if await self.messages.ledger.get(row) is not None:
                return
            until = datetime.now(UTC) + _EVERY
            await self.messages.ledger.put(row, place.id, until=until)
            with translating():
                await self._tell(place, met)
        except CoachError as error:
            logger.info("an owner is not told: %s", where(error))

    async def _tell(self, place: Channel | Thread, met: CannotReach) -> None:
        route = Route("GET", "/guilds/{guild_id}", guild_id=place.community.id)
        server = await self.line.send(self.http, route)
        owner = Member(place.community, str(server["owner_id"]))
        language = catalogue.language(str(server.get("preferred_locale") or "en-US")) or "en"
        channel = place.channel if isinstance(place, Thread) else place
        card = Card(
            title=self.say(language, "discord.complaint", server=str(server["name"])),
            body=f"{self.say(language, met.key)}\n\n"
            f"https://discord.com/channels/{place.community.id}/{channel.id}",
            language=language,
        )
        key = f"complaint:{place.community.id}:{met.key}:{datetime.now(UTC):%Y%m%d%H}"
        payload = cards.messages(card)[0]
        said = await self.messages.put(await self.directs.channel(owner), key, lambda: payload)
        await self.directs.spoke(owner, said)
