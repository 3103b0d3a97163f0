"""Runs a strategy on a problem, within its allowance, to a trace."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from random import Random

from bot.core.errors import CoachError, ModelUnusable
from bot.core.final_answer import same
from bot.core.ports import LanguageModel
from bot.core.problem import Problem
from bot.core.strategy import Strategy
from bot.core.trace import Ended, Step, Trace
from bot.core.worksheet import Allowance, BudgetSpent, Tools, Worksheet, Wrote

Happening = Step | Wrote | Trace
"""A step that is new or changed, a piece of a step's text, or, last of all, the trace."""


async def reason(
    strategy: Strategy,
    problem: Problem,
    model: LanguageModel,
    *,
    tools: Tools,
    allowance: Allowance,
    seed: int = 0,
    stop: asyncio.Event | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> AsyncGenerator[Happening, None]:
    """What happens, as it happens, and the trace at the end.

    Once `stop` is set the calls under way are hung up on and the trace says so. An answer that was
    found before the tokens, the time or the model came to an end stands. A CoachError is in the
    trace, never raised; any other fault of a strategy is raised. Closed early, all ends.
    """
    name = (await _named(model)) or ""
    queue: asyncio.Queue[Step | Wrote | None] = asyncio.Queue()
    began = clock()
    sheet = Worksheet(
        problem,
        model,
        tools=tools,
        allowance=allowance,
        random=Random(seed),  # noqa: S311 - samples differ, and a run can be had again
        seconds=lambda: clock() - began,
        tell=queue.put_nowait,
    )
    running = asyncio.create_task(_run(strategy, sheet, allowance, stop))
    running.add_done_callback(lambda _: queue.put_nowait(None))
    try:
        while (one := await queue.get()) is not None:
            yield one
        ended, answer, trouble = await running
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    answer = answer.strip() if answer and answer.strip() else None
    known = problem.answer is not None and answer is not None
    yield Trace(
        strategy=strategy.name,
        problem=problem,
        model=name,
        ended="answered" if answer and ended == "no_answer" else ended,
        answer=answer,
        correct=same(str(answer), str(problem.answer), problem.kind) if known else None,
        trouble=trouble,
        steps=tuple(sheet.steps),
        calls=tuple(sheet.calls),
        seconds=clock() - began,
        facts=dict(sheet.facts),
    )


async def _run(
    strategy: Strategy, sheet: Worksheet, allowance: Allowance, stop: asyncio.Event | None
) -> tuple[Ended, str | None, str]:
    """How it ended, the answer, and the key of what stood in the way."""
    going = asyncio.ensure_future(strategy.run(sheet))
    stopping = asyncio.create_task(stop.wait()) if stop else None
    try:
        waiting = {going, stopping} if stopping else {going}
        await asyncio.wait(waiting, timeout=allowance.seconds, return_when=asyncio.FIRST_COMPLETED)
        if going.done():
            return "no_answer", going.result(), ""
        if stopping and stopping.done():
            return "stopped", sheet.best, "error.stopped"
        return "deadline", sheet.best, "cot.deadline"
    except BudgetSpent:
        return "budget", sheet.best, "cot.budget"
    except ModelUnusable:
        return "trouble", sheet.best, "cot.unusable"
    except CoachError as trouble:
        return "trouble", sheet.best, trouble.key
    finally:
        going.cancel()
        if stopping:
            stopping.cancel()
        await asyncio.gather(going, return_exceptions=True)


async def _named(model: LanguageModel) -> str | None:
    try:
        return (await model.facts()).name
    except CoachError:
        return None
