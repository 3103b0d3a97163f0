"""What an experiment is run on: a server, held to a budget of tokens, that gives way to people who
wait for their feedback."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from random import Random
from typing import TypeVar

from bot.core.errors import CoachError
from bot.core.lab_server import LabServer, Load, Timed

T = TypeVar("T")

_LOOK = 0.25
"""Seconds between two looks whether somebody waits."""
_LETTERS = 4
"""Letters of a prompt that are taken for a token, before the server has counted them."""
_QUIET = 8.0
"""Seconds for which others' traffic is waited out before a repeat."""
_RUNNING = ("vllm:num_requests_running", "llamacpp:requests_processing")


class TokensSpent(CoachError):
    """The lab's tokens of the day are used up."""

    key = "lab.spent"


class Bench:
    """`waits` says whether somebody's answer is to be graded: then what runs is cancelled, that
    repeat is thrown away, and it is made again once nobody waits. `tell` hears how many of how many
    repeats are done."""

    def __init__(
        self,
        server: LabServer,
        *,
        tokens: int,
        random: Random,
        waits: Callable[[], Awaitable[bool]],
        tell: Callable[[int, int], None] = lambda _, __: None,
    ) -> None:
        self.server = server
        self.random = random
        self.spent = 0
        self.discarded = 0
        self.disturbed = 0
        self._tokens = tokens
        self._waits = waits
        self._tell = tell

    async def run(self, load: Load) -> Timed:
        """One request. TokensSpent where there are no tokens left for it; ModelTrouble."""
        guessed = len(load.prompt) // _LETTERS
        if self.spent + guessed + load.tokens > self._tokens:
            raise TokensSpent
        timed = await self.server.run(load)
        self.spent += (timed.prompt or 0) - (timed.cached or 0) + (timed.tokens or load.tokens)
        return timed

    async def together(self, loads: Sequence[Load]) -> list[Timed]:
        """Several requests at once."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self.run(load)) for load in loads]
        return [one.result() for one in tasks]

    async def undisturbed(self, make: Callable[[], Awaitable[T]]) -> T:
        """What `make` comes to while nobody waits for feedback; made anew each time that somebody
        does, or that others had requests under way (twice at most: then it counts as disturbed)."""
        for last in (False, False, True):
            await self._until_nobody_waits()
            busy = await self._others()
            came = await self._unless_somebody_waits(make)
            if came is None:
                self.discarded += 1
                return await self.undisturbed(make)
            if not busy and not await self._others():
                return came[0]
            if last:
                self.disturbed += 1
                return came[0]
        raise AssertionError("the third try is taken as it is")

    async def arms(
        self, ways: Mapping[str, Callable[[], Awaitable[float]]], *, repeats: int = 5
    ) -> dict[str, list[float]]:
        """So many values of each way, in a random order anew in every round (so that what changes
        slowly meets all alike), after one round that is not counted."""
        found: dict[str, list[float]] = {name: [] for name in ways}
        done, whole = 0, (repeats + 1) * len(ways)
        for number in range(repeats + 1):
            order = list(ways)
            self.random.shuffle(order)
            for name in order:
                value = await self.undisturbed(ways[name])
                done += 1
                self._tell(done, whole)
                if number:
                    found[name].append(value)
        return found

    async def _unless_somebody_waits(self, make: Callable[[], Awaitable[T]]) -> tuple[T] | None:
        running = asyncio.ensure_future(make())
        try:
            while True:
                done, _ = await asyncio.wait({running}, timeout=_LOOK)
                if done:
                    return (running.result(),)
                if await self._waits():
                    return None
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def _until_nobody_waits(self) -> None:
        while await self._waits():  # noqa: ASYNC110 - another process may tell
            await asyncio.sleep(_LOOK)

    async def _others(self) -> bool:
        """Whether requests that are not ours are under way, also after a while."""
        loop = asyncio.get_running_loop()
        until = loop.time() + _QUIET
        while True:
            figures = await self.server.figures()
            if not any(figures.get(name, 0) > 0 for name in _RUNNING):
                return False
            if loop.time() > until:
                return True
            await asyncio.sleep(_LOOK)
