"""Lets a grader grade the items of a set, as many at once as wanted, and keeps what it says."""

import asyncio
import itertools
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from bot.core.errors import ModelTrouble
from bot.evaluating.features import length
from bot.evaluating.grader import Graded, Grader
from bot.evaluating.item import DataSet, Item
from bot.evaluating.prediction import Prediction, predicted

Told = Callable[[int], None]
"""Is told how many of the items are done."""

_PATIENCE = 3
"""How often in a row a model may be in trouble before the run stops."""
_WAIT = 2.0


class Keeps(Protocol):
    """Where predictions are kept: those that are there, by item, and more."""

    @property
    def kept(self) -> Mapping[str, Prediction]:
        """What is there."""
        ...

    def add(self, row: Prediction) -> None:
        """Keep one more."""
        ...


class InMemory:
    """Keeps predictions as long as the process lives."""

    def __init__(self) -> None:
        self.kept: dict[str, Prediction] = {}

    def add(self, row: Prediction) -> None:
        """Keep one more."""
        self.kept[row.id] = row


def described(grader: Grader, data: DataSet) -> dict[str, Any]:
    """What predictions depend on: rows of two runs that differ here are not mixed."""
    return {"data": data.name, "items": data.hash, "grader": grader.name, "version": grader.version}


async def run(
    grader: Grader,
    items: Sequence[Item],
    kept: Keeps,
    *,
    concurrency: int = 4,
    told: Told = lambda _: None,
    wait: float = _WAIT,
) -> list[Prediction]:
    """The predictions of all items, in their order; those that are kept are not asked again.

    A model in trouble is asked again after `wait` seconds; the third time in a row its ModelTrouble
    ends the run. What was kept by then stays, also where the run is cancelled.
    """
    wanted = [one for one in items if one.id not in kept.kept]
    done = len(items) - len(wanted)
    told(done)
    ahead = iter(wanted)

    async def work() -> None:
        nonlocal done
        for item in ahead:
            said = await _patiently(grader, item, wait)
            kept.add(predicted(item, said, length=length(item.answer)))
            done += 1
            told(done)
            await asyncio.sleep(0)  # a grader that never waits must not starve the progress bar

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(max(1, min(concurrency, len(wanted)))):
                group.create_task(work())
    except ExceptionGroup as several:
        raise several.exceptions[0] from None
    return [kept.kept[one.id] for one in items]


async def _patiently(grader: Grader, item: Item, wait: float) -> Graded:
    for attempt in itertools.count(1):
        begun = time.perf_counter()
        try:
            said = await grader.grade(item)
        except ModelTrouble:
            if attempt == _PATIENCE:
                raise
            await asyncio.sleep(wait * attempt)
        else:
            return said if said.seconds else replace(said, seconds=time.perf_counter() - begun)
    raise AssertionError  # counting never ends
