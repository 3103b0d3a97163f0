"""Records what people write, for as long as that takes: Slack waits for a moment only."""

import asyncio
import logging
from dataclasses import dataclass, field

from bot.core.ears import patient
from bot.core.errors import CoachError, where
from bot.core.ports import Accept
from bot.core.requests import Request

logger = logging.getLogger(__name__)

WORDS = 2.0
"""Seconds in which words are recorded; else Slack delivers them again, and we go on trying."""
_TRIED = 3600.0
_MANY = 5000
"""Words that are tried to be recorded at the same time."""


@dataclass(frozen=True)
class Recording:
    """`patience` are the seconds in which words are recorded before they are refused."""

    accept: Accept
    patience: float = WORDS
    _under_way: dict[str, "asyncio.Task[bool]"] = field(default_factory=dict)

    async def taken(self, request: Request) -> bool:
        """Whether it is recorded by now. If not, we go on trying for an hour; the same, delivered
        again, waits for that."""
        key = request.key
        recording = self._under_way.get(key)
        if recording is None and len(self._under_way) >= _MANY:
            return False
        if recording is None:
            recording = asyncio.create_task(self._recorded(request))
            self._under_way[key] = recording
            recording.add_done_callback(lambda _: self._under_way.pop(key, None))
        await asyncio.wait({recording}, timeout=self.patience)
        return recording.done() and not recording.cancelled() and recording.result()

    def close(self) -> None:
        """Try no more."""
        for one in list(self._under_way.values()):
            one.cancel()

    async def _recorded(self, request: Request) -> bool:
        try:
            await patient(self.accept, seconds=_TRIED)(request)
        except CoachError as error:
            logger.warning("words are not recorded: %s", where(error))
            return False
        return True
