"""Which workspaces the coach is installed in, and the token of each."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.core.errors import CannotReach, StoreTrouble
from bot.core.keeping import Ledger
from bot.core.ports import Clock
from bot.platforms.slack.installing.installation import Installation
from bot.platforms.slack.installing.rotation import Rotation

_KEPT, _GREETED, _BOT = "slack:installation:", "slack:greeted:", "slack:bot:"
_FRESH = timedelta(seconds=10)
"""How long what was read counts: another process may have changed it."""
_FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)
"""What is kept to a time can be listed."""
_MOST = 100_000


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Installations:
    """`own` is the workspace whose token the operator has set; the others are in the ledger, for
    every process. Without `rotation` no token is changed."""

    ledger: Ledger
    own: Installation | None = None
    rotation: Rotation | None = None
    clock: Clock = _now
    _known: dict[str, tuple[datetime, Installation]] = field(default_factory=dict, repr=False)
    _locks: dict[str, asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock), repr=False
    )

    async def find(self, team: str) -> Installation | None:
        """The app in a workspace; None where it is not installed."""
        if self.own is not None and self.own.team == team:
            return self.own
        at, one = self._known.get(team, (None, None))
        if at is not None and self.clock() - at < _FRESH:
            return one
        try:
            return await self._read(team)
        except StoreTrouble:  # what was true a moment ago lets us say so
            if one is None:
                raise
            return one

    async def of_bot(self, user: str) -> str | None:
        """The workspace in which this user is the app's bot; None where it is none of ours."""
        if self.own is not None and self.own.bot == user:
            return self.own.team
        return await self.ledger.get(_BOT + user) or None

    async def of(self, team: str) -> Installation:
        """The app in a workspace; CannotReach where it is not installed."""
        one = await self.find(team)
        if one is None:
            raise CannotReach("error.slack_not_there")
        return one

    async def token(self, team: str) -> str:
        """The bot's token in a workspace, renewed in time; CannotReach where the app is not
        installed, or Slack gives no token any more."""
        one = await self.of(team)
        if self.rotation is None or not one.is_due(self.clock()):
            return one.token
        async with self._locks[team]:
            if (found := await self.find(team)) and not found.is_due(self.clock()):
                return found.token  # somebody who waited before us has had it changed
            renewed = await self.rotation.renewed(team, self._read, self.keep)
        if renewed is None:
            raise CannotReach("error.slack_not_there")
        return renewed.token

    async def keep(self, one: Installation) -> None:
        """Keep an installation in place of the workspace's earlier one."""
        if one.bot:
            await self.ledger.put(_BOT + one.bot, one.team)
        await self.ledger.put(_KEPT + one.team, one.written(), until=_FOR_EVER)
        self._known[one.team] = (self.clock(), one)

    async def forget(self, team: str, at: datetime) -> bool:
        """The app was taken out of a workspace at this time, in whole seconds: forget its tokens.
        False, and nothing is forgotten, where it has been installed again since."""
        one = await self._read(team)
        if one is None or (one.at is not None and one.at.replace(microsecond=0) > at):
            return False
        for key in (_KEPT + team, _GREETED + team, _BOT + one.bot):
            await self.ledger.put(key, "", until=self.clock())
        self._known.pop(team, None)
        return True

    async def every(self) -> list[Installation]:
        """Every workspace, the operator's own first."""
        own = [self.own] if self.own is not None else []
        lines = await self.ledger.lasting(_KEPT, most=_MOST)
        kept = sorted(map(Installation.read, lines), key=lambda one: (one.name, one.team))
        return own + [one for one in kept if self.own is None or one.team != self.own.team]

    async def is_greeted(self, team: str) -> bool:
        """Whether whoever installed it was written to."""
        return await self.ledger.get(_GREETED + team) is not None

    async def greeted(self, team: str, member: str) -> None:
        """Remember who was written to."""
        await self.ledger.put(_GREETED + team, member)

    async def _read(self, team: str) -> Installation | None:
        line = await self.ledger.get(_KEPT + team)
        if not line:
            self._known.pop(team, None)
            return None
        one = Installation.read(line)
        self._known[team] = (self.clock(), one)
        return one
