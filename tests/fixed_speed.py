"""A model of fixed speed: so many requests at once, each of a fixed time, at next to no CPU."""

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Mapping
from typing import Any

from bot.llm.scripted import ScriptedModel
from tests.judges import Judge

WEIGHS = 0.05
"""Of a long request's seconds: what a weighing takes, which asks for one token."""
GROUPS = 6
"""In how many pieces a long request's reply comes."""
_WHO = re.compile(r"member number (\d+)")


class FixedSpeed(ScriptedModel):
    """So many requests at once, each of a fixed time; notes when it was asked for whom."""

    def __init__(self, seconds: float, at_once: int) -> None:
        judge = Judge(followup="Why?")
        super().__init__(judge.reply, weigh=judge.weigh)
        self.seconds, self.at_once = seconds, at_once
        self.began: dict[int, float] = {}
        self.ended: dict[int, float] = {}
        self.busy = 0.0
        self._room = asyncio.Semaphore(at_once)

    async def stream(self, messages: Any, *more: Any, **named: Any) -> AsyncGenerator[Any, None]:
        """What is said, in a few pieces over the time that it takes."""
        async for one in self._slowly(messages, super().stream(messages, *more, **named)):
            yield one

    async def fill(self, messages: Any, *more: Any, **named: Any) -> AsyncGenerator[Any, None]:
        """The document, in a few pieces over the time that it takes."""
        async for one in self._slowly(messages, super().fill(messages, *more, **named)):
            yield one

    async def weigh(self, messages: Any, *more: Any, **named: Any) -> Mapping[str, float]:
        """The weights."""
        async with self._room:
            await self._takes(self.seconds * WEIGHS)
            found = await super().weigh(messages, *more, **named)
        self.asked.clear()
        self.weighed.clear()
        return found

    async def _slowly(self, messages: Any, said: Any) -> AsyncGenerator[Any, None]:
        found = _WHO.search("\n".join(one.text for one in messages))
        if found is not None:
            self.began.setdefault(int(found[1]), time.monotonic())
        async with self._room:
            all_of_it = [one async for one in said]
            share = max(1, len(all_of_it) // GROUPS)
            for at, one in enumerate(all_of_it):
                if at % share == 0 and at // share < GROUPS:
                    await self._takes(self.seconds / GROUPS)
                yield one
        if found is not None:
            self.ended[int(found[1])] = time.monotonic()
        self.asked.clear()
        self.sampled.clear()

    async def _takes(self, seconds: float) -> None:
        self.busy += seconds
        await asyncio.sleep(seconds)
