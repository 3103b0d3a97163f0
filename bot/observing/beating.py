"""Knows whether this process still gives signs of life."""

import time
from dataclasses import dataclass, field

from bot.core.keeping_work import Replicas

SILENT = 15.0
"""Seconds without a sign after which others take this process for dead."""


@dataclass
class Beating:
    """The port `Replicas` over another one."""

    replicas: Replicas
    _last: float = field(default=float("-inf"), init=False)

    async def beat(self, name: str) -> None:
        """Say that the process of this name is alive."""
        await self.replicas.beat(name)
        self._last = time.monotonic()

    async def dead(self, us: str) -> list[str]:
        """The names of other processes that are gone."""
        return await self.replicas.dead(us)

    async def forget(self, names: list[str]) -> None:
        """Strike processes off the list."""
        await self.replicas.forget(names)

    @property
    def is_heard(self) -> bool:
        """Whether the last sign of life is one that still counts."""
        return time.monotonic() - self._last < SILENT
