"""Which workspaces the coach is installed in, and the token of each."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.core.errors import CannotReach

Tokens = Callable[[str], Awaitable[str]]
"""The bot's token in a workspace; CannotReach where the app is not installed there."""


@dataclass(frozen=True, slots=True)
class Installation:
    """The app in one workspace: `bot` is its user there."""

    team: str
    name: str
    bot: str
    token: str = field(repr=False)


@dataclass(frozen=True)
class Installations:
    """`own` is the workspace whose token the operator has set."""

    own: Installation | None = None

    async def of(self, team: str) -> Installation:
        """The app in a workspace; CannotReach where it is not installed."""
        if self.own is not None and self.own.team == team:
            return self.own
        raise CannotReach("error.slack_not_there")

    async def token(self, team: str) -> str:
        """The bot's token in a workspace; CannotReach where the app is not installed."""
        return (await self.of(team)).token
