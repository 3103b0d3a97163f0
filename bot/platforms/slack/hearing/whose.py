"""By which installation of the app something is heard, where several workspaces share a channel.

Slack brings an event of a shared channel once, with one of the installations that may see it, which
need not be the one that was spoken to; and a button that somebody of elsewhere pressed may come
under the name of their own workspace.
"""

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.errors import StoreTrouble
from bot.platforms.slack.hearing.said import root_of
from bot.platforms.slack.installing.installation import Installation

Body = Mapping[str, Any]

_MENTION = re.compile(r"<@(\w+)(?:\|[^<>]*)?>", re.ASCII)


@dataclass(frozen=True, slots=True)
class Mine:
    """The workspace by whose installation something is heard, our user there (empty where that is
    not known), and whether the app is installed at all."""

    team: str
    me: str = ""
    there: bool = True


@dataclass(frozen=True)
class Installed:
    """`find` tells of the app in a workspace, `of_bot` of which workspace a bot's user is ours."""

    find: Callable[[str], Awaitable[Installation | None]]
    of_bot: Callable[[str], Awaitable[str | None]]

    async def whose(self, body: Body, team: str) -> Mine:
        """The workspace whose installation is meant; where nobody can tell now, that which Slack
        named counts as one."""
        try:
            if isinstance(event := body.get("event"), Mapping):
                team = await self._meant(body, event, team)
            else:
                team = await self._pressed(body, team)
            one = await self.find(team)
        except StoreTrouble:
            return Mine(team)
        return Mine(team, one.bot if one else "", one is not None)

    async def _meant(self, body: Body, event: Body, team: str) -> str:
        if not body.get("is_ext_shared_channel"):
            return team
        named = [root_of(event), *_MENTION.findall(str(event.get("text") or ""))]
        one = await self.find(team)
        if one is not None and one.bot in named:
            return team
        for bot in filter(None, named):
            if (found := await self.of_bot(bot)) is not None:
                return found
        return team

    async def _pressed(self, body: Body, team: str) -> str:
        for name, is_sure in _candidates(body):
            one = await self.find(name)
            if one is not None and (is_sure or one.bot == (body.get("message") or {}).get("user")):
                return name
        return team


def _candidates(body: Body) -> Iterator[tuple[str, bool]]:
    """The workspaces that a payload names, the most telling first, and whether the name alone is
    enough: a message's counts where it is our own."""
    view, message = body.get("view") or {}, body.get("message") or {}
    found = (
        (view.get("app_installed_team_id"), True),
        (message.get("team"), False),
        ((body.get("team") or {}).get("id"), True),
        (body.get("team_id"), True),
        ((body.get("user") or {}).get("team_id"), True),
    )
    for name, is_sure in found:
        if isinstance(name, str) and name:
            yield name, is_sure
