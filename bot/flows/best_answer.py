"""Finds the best answer whose author lets it be shown to all, without a name."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.core.chat import Community
from bot.core.keeping_daily import Offered, OfferedAnswers
from bot.flows.daily_answers import GOOD
from bot.flows.finding import Finding

_SHOWN = 2000
"""Characters of a member's answer."""
_MARKUP = "\\`*_[]<>|~#$+-=."


@dataclass(frozen=True)
class BestAnswer:
    """Nothing is shown of somebody who is kept out, or who left the community."""

    offered: OfferedAnswers
    finding: Finding

    async def of(self, community: Community, postings: Collection[str]) -> Offered | None:
        """The best at any of these postings; None where nobody let theirs be shown."""
        for one in await self.offered.best(community, postings, least=GOOD):
            if await self.finding.is_here(one.member):
                return one
        return None


def as_written(answer: str) -> str:
    """A member's words as a quotation in Markdown: nothing in them is markup or can be followed."""
    shown = answer if len(answer) <= _SHOWN else f"{answer[:_SHOWN]}…"
    lines = []
    for line in shown.replace("://", ":\u200b//").split("\n"):
        words = "".join(f"\\{one}" if one in _MARKUP else one for one in line.strip())
        lines.append(f"> {words}  " if words else ">")
    return "\n".join(lines)
