"""Keeps the grader examined in the background: what is due, by one process of several."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.core.errors import CoachError, ModelTrouble
from bot.core.keeping import Ledger
from bot.flows.health import Health

logger = logging.getLogger(__name__)

_LEASE, _HELD = "checkup", 600.0
_DAY, _SOON = 86400.0, 600.0
_PATIENCE = 60
"""Seconds that one answer of a set gives way to members' answers at most."""


@dataclass(frozen=True)
class Examining:
    """`languages` has those of the bank's questions, the most frequent first. `pause` is how many
    seconds the model has for others before each answer of a set, `beat` how many pass between looks
    at whether somebody waits.
    """

    health: Health
    ledger: Ledger
    languages: Callable[[], Sequence[str]]
    pause: float = 1.0
    beat: float = 5.0

    async def keep_up(self) -> None:
        """Until cancelled: look at once, then daily, sooner after trouble, and when an answer met a
        grader that nobody has examined."""
        while True:
            left = await self.look()
            while left > 0 and not self.health.wanted:
                await asyncio.sleep(self.beat)
                left -= self.beat
            await asyncio.sleep(self.beat)

    async def look(self) -> float:
        """Examine what is due, and say in how many seconds to look again.

        A model that is known to be too small is left alone: it is unfit whatever it would say.
        """
        tried: set[str] = set()
        try:
            facts = await self.health.judge.model.facts()
            while facts.proven and (due := await self._due(facts.name, tried)):
                if not await self.ledger.lease(_LEASE, _HELD):
                    return self.beat
                tried.add(due[0])
                if await self.health.examine(due[0], self._go_on) is None:
                    return self.beat
                await self.ledger.lease(_LEASE, 0)
            return _SOON if facts.proven and await self._due(facts.name, set()) else _DAY
        except ModelTrouble as trouble:
            logger.info("there is no grader to examine: %s", trouble)
            return _SOON
        except CoachError as trouble:
            logger.warning("the grader could not be examined: %s", trouble)
            return _SOON
        finally:
            self.health.wanted.clear()

    async def _due(self, model: str, tried: set[str]) -> list[str]:
        """The languages to examine now: those that somebody waits for come first."""
        known = [one for one in self.languages() if one in self.health.sets]
        rest = [one for one in self.health.sets if one not in known]
        found = []
        for language in sorted([*known, *rest], key=lambda one: one not in self.health.wanted):
            last = await self.health.known(model, language)
            if language not in tried and (last is None or last.is_due(self.health.clock())):
                found.append(language)
        return found

    async def _go_on(self, _done: int, _total: int) -> bool:
        """Give way to members; False where the lease was lost."""
        await asyncio.sleep(self.pause)
        for _ in range(_PATIENCE):
            if not self.health.busy():
                break
            await asyncio.sleep(1)
        return await self.ledger.lease(_LEASE, _HELD)
