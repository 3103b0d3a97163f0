"""Runs a strategy on a model whose behaviour is planted."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.completion import Message
from bot.core.problem import Problem
from bot.core.reasoning import Happening, reason
from bot.core.strategy import Passage
from bot.core.trace import Trace
from bot.core.worksheet import Allowance, Tools
from bot.llm.scripted import Reply, ScriptedModel
from bot.running.sandbox import Limits, Sandbox
from bot.strategies import strategy

APPLES = Problem("A box holds 6 apples. How many apples are in 3 boxes?", "en", "18", "number")
"""A problem whose answer is 18."""
PINGGUO = Problem("一箱有 6 个苹果，3 箱一共有多少个苹果？", "zh", "18", "number")


@dataclass(frozen=True)
class Seen:
    """What happened in a run, and its trace."""

    happened: list[Happening]
    trace: Trace
    model: ScriptedModel

    @property
    def answer(self) -> str | None:
        return self.trace.answer


def found(words: str, limit: int) -> Sequence[Passage]:
    """A bank with one question that everything finds."""
    return [
        Passage("boxes-1", "How many apples are in a box?", "A box holds 6 apples, so 3 hold 18.")
    ][:limit]


TOOLS = Tools(search=found, run=Sandbox(Limits(seconds=0.5), wrap=False))


async def run(
    name: str,
    replies: Sequence[Reply] | Callable[[Sequence[Message]], Reply],
    *,
    problem: Problem = APPLES,
    weigh: Callable[[Sequence[Message]], str | Mapping[str, float]] | None = None,
    certain: Callable[[str, str], float] | None = None,
    tools: Tools = TOOLS,
    allowance: Allowance = Allowance(),  # noqa: B008 - frozen
    pace: float = 0.0,
    seed: int = 0,
    stop: asyncio.Event | None = None,
) -> Seen:
    """The strategy of this name on the problem."""
    model = ScriptedModel(replies, weigh=weigh, certain=certain, pace=pace)
    happened: list[Any] = [
        one
        async for one in reason(
            strategy(name),
            problem,
            model,
            tools=tools,
            allowance=allowance,
            seed=seed,
            stop=stop,
        )
    ]
    trace = happened.pop()
    assert isinstance(trace, Trace)
    return Seen(happened, trace, model)
