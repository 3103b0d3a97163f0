"""Knows since when which workspaces were not heard: in the ledger, for whoever reads it again."""

import json
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field

from bot.core.keeping import Ledger

GAP = 240.0
"""Seconds of silence of ours after which Slack may not bring all of it by itself (S5)."""
_ROW, _OWED, _LEASE = "slack:heard", "slack:unheard", "slack:looking"
_MINE = 90.0
"""Seconds for which one process is the one that reads again."""

Teams = Callable[[], Awaitable[Iterable[str]]]
"""The workspaces in which the coach is."""


@dataclass
class Gaps:
    """One process notes how far we have heard, and reads what is owed: whoever has the lease. `now`
    is in seconds since 1970, as all moments here. StoreTrouble where nothing can be noted."""

    ledger: Ledger
    teams: Teams
    now: Callable[[], float] = time.time
    _missed: dict[str, float] = field(default_factory=dict, init=False)

    def missed(self, team: str, at: float) -> None:
        """Something of this moment (0: not known, so of now) was acknowledged in a workspace and is
        not recorded: it is to be read again."""
        at = at or self.now()
        self._missed[team] = min(at, self._missed.get(team, at))

    async def note(self) -> None:
        """Note that we hear; after a gap, or where something was missed, what is owed since then.

        Until somebody could note what is owed, nobody notes that we hear.
        """
        heard = float(await self.ledger.get(_ROW) or 0)
        is_gap = bool(heard) and self.now() - heard > GAP
        missed = dict(self._missed)
        if is_gap or missed:
            if not await self.is_ours():
                return
            await self._owe(missed)
            if is_gap:
                await self.owe(heard)
            self._missed = {team: at for team, at in self._missed.items() if missed.get(team) != at}
        await self.ledger.put(_ROW, f"{self.now():.3f}")

    async def owe(self, since: float) -> int:
        """Have every workspace read again since then, by whoever reads; how many there are."""
        return await self._owe(dict.fromkeys(await self.teams(), since))

    async def is_ours(self) -> bool:
        """Whether this process is the one that reads what is owed, for a while more."""
        return await self.ledger.lease(_LEASE, _MINE)

    async def owed(self) -> dict[str, float]:
        """Since when which workspaces are to be read again."""
        return {team: float(at) for team, at in json.loads(await self.ledger.get(_OWED) or "[]")}

    async def read(self, team: str, since: float) -> None:
        """A workspace was read again since then."""
        owed = await self.owed()
        if owed.get(team) == since:
            del owed[team]
            await self._keep(owed)

    async def _owe(self, more: Mapping[str, float]) -> int:
        owed = await self.owed()
        for team, since in more.items():
            owed[team] = min(since, owed.get(team, since))
        await self._keep(owed)
        return len(more)

    async def _keep(self, owed: dict[str, float]) -> None:
        await self.ledger.put(_OWED, json.dumps(list(owed.items())))
