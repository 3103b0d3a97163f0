"""Direct conversations: which channel they are."""

from dataclasses import dataclass

from bot.core.chat import Member
from bot.core.errors import PlatformDown
from bot.core.keeping import Ledger
from bot.platforms.slack.line import Line


@dataclass(frozen=True)
class Directs:
    """Remembers in the ledger. Every trouble is CannotReach; DirectClosed where a member takes no
    messages from us."""

    line: Line
    ledger: Ledger

    async def channel(self, member: Member) -> str:
        """The id of the conversation with a member; Slack is asked the first time."""
        row = _row(member)
        known = await self.ledger.get(row)
        if known is None:
            opening = {"users": member.id}
            said = await self.line.call(member.community.id, "conversations.open", opening)
            known = str((said.get("channel") or {}).get("id") or "")
            if not known:
                raise PlatformDown("error.slack_down")
            await self.ledger.put(row, known)
        return known

    async def is_ours(self, channel: str, member: Member) -> bool:
        """Whether this is the conversation with a member in which we have spoken; members have
        others, with each other, of which we hear where their menus are used."""
        return await self.ledger.get(_row(member)) == channel


def _row(member: Member) -> str:
    return f"slack:direct:{member.community.id}:{member.id}"
