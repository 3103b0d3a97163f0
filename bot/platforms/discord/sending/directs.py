"""Direct conversations: which channel they are, and of which server a member is known there.

Discord knows one conversation with a person, and we know a member by the server: what is said there
belongs to the server whose message it replies to, else to the one that we last spoke for, else to
nobody's (`discord:dm`).
"""

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from discord.http import HTTPClient, Route

from bot.core.chat import Community, Member
from bot.core.keeping import Ledger
from bot.platforms.discord.sending.line import Line

PLATFORM = "discord"
NOBODYS = Community(PLATFORM, "dm")

_TALKED = "discord:talked:"
_REMEMBERED = timedelta(days=7)
_NOTED_EVERY = 3600.0
"""Seconds after which it is noted again that a conversation goes on."""
_MANY = 5000
"""Conversations of which we know when that was noted."""
_ANSWERED = timedelta(days=400)
"""How long after one of our messages an answer to it is known to belong to its server."""


@dataclass(frozen=True)
class Directs:
    """Remembers in the ledger. The errors are the library's."""

    line: Line
    http: HTTPClient
    ledger: Ledger
    _noted: OrderedDict[str, float] = field(default_factory=OrderedDict)

    async def channel(self, member: Member) -> str:
        """The id of the conversation with a member; Discord is asked the first time."""
        row = f"discord:direct:{member.id}"
        known = await self.ledger.get(row)
        if known is None:
            route = Route("POST", "/users/@me/channels")
            opened = await self.line.send(self.http, route, {"recipient_id": member.id})
            known = str(opened["id"])
            await self.ledger.put(row, known)
        await self.talked(known)
        return known

    async def talked(self, channel: str) -> None:
        """Remember for a week that we or a member spoke in a conversation."""
        now = time.monotonic()
        if now - self._noted.get(channel, float("-inf")) > _NOTED_EVERY:
            self._noted[channel] = now
            self._noted.move_to_end(channel)
            if len(self._noted) > _MANY:
                self._noted.popitem(last=False)
            until = datetime.now(UTC) + _REMEMBERED
            await self.ledger.put(_TALKED + channel, channel, until=until)

    async def recent(self, most: int) -> list[str]:
        """The ids of the conversations in which was spoken last, the newest first."""
        return await self.ledger.lasting(_TALKED, most=most)

    async def spoke(self, member: Member, message: str) -> None:
        """Remember that we spoke to a member directly, as one of their server."""
        community, until = member.community.id, datetime.now(UTC) + _ANSWERED
        await self.ledger.put(f"discord:spoke:{message}", community, until=until)
        last = f"discord:spoke:{member.id}"
        if await self.ledger.get(last) != community:  # another process may have spoken since
            await self.ledger.put(last, community)

    async def community(self, user: str, message: str | None = None) -> Community:
        """The community that a person speaks in directly, in answer to one of our messages."""
        for name in filter(None, (message, user)):
            if found := await self.ledger.get(f"discord:spoke:{name}"):
                return Community(PLATFORM, found)
        return NOBODYS
