"""Lets strategies solve the problems of a set, and keeps what they came to."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from typing import Protocol

from bot.core.errors import ModelUnreachable
from bot.core.ports import LanguageModel
from bot.core.problem import Problem
from bot.core.reasoning import reason
from bot.core.strategy import Strategy
from bot.core.trace import Trace
from bot.core.worksheet import Allowance, Tools
from bot.evaluating.solved import Solved, solved

_PATIENCE = 3
"""Problems in a row that a model may fail before the run stops."""


class KeepsSolved(Protocol):
    """Where rows are kept: those that are there, by problem, and more."""

    @property
    def kept(self) -> Mapping[str, Solved]:
        """What is there."""
        ...

    def add(self, row: Solved) -> None:
        """Keep one more."""
        ...


class SolvedInMemory:
    """Keeps rows as long as the process lives."""

    def __init__(self) -> None:
        self.kept: dict[str, Solved] = {}

    def add(self, row: Solved) -> None:
        """Keep one more."""
        self.kept[row.id] = row


async def solve(
    strategy: Strategy,
    problems: Sequence[Problem],
    model: LanguageModel,
    kept: KeepsSolved,
    *,
    tools: Tools,
    allowance: Allowance,
    seed: int = 0,
    at_once: int = 1,
    told: Callable[[int], None] = lambda _: None,
) -> list[Solved]:
    """The rows of all problems, in their order; what is kept already is not run again.

    ModelUnreachable where the model was in trouble several times in a row: such runs are not kept.
    `at_once` above 1 makes seconds those of a shared server.
    """
    left = [one for one in problems if one.id not in kept.kept]
    done, failed = len(problems) - len(left), 0
    told(done)
    turns = asyncio.Semaphore(at_once)

    async def one(problem: Problem) -> None:
        nonlocal done, failed
        async with turns:
            if failed >= _PATIENCE:
                return
            trace = await _trace(strategy, problem, model, tools, allowance, seed)
            if trace.ended == "trouble" and trace.trouble in _DOWN:
                failed += 1
                return
            failed = 0
            kept.add(solved(trace))
            done += 1
            told(done)

    await asyncio.gather(*(one(problem) for problem in left))
    if failed:
        raise ModelUnreachable
    return [kept.kept[problem.id] for problem in problems if problem.id in kept.kept]


_DOWN = (ModelUnreachable.key, "error.model_slow", "error.no_model")


async def _trace(
    strategy: Strategy,
    problem: Problem,
    model: LanguageModel,
    tools: Tools,
    allowance: Allowance,
    seed: int,
) -> Trace:
    happening = reason(strategy, problem, model, tools=tools, allowance=allowance, seed=seed)
    async with aclosing(happening):
        async for one in happening:
            if isinstance(one, Trace):
                return one
    raise AssertionError("a run ends in its trace")
