"""What `/cot compare` costs beyond the model: its wall time over that of the bare calls, at equal
prompts.

The comparison runs in a whole house (store, jobs, transcript) that has run a strategy before, from
a member's asking to the whole table in their sight; then the very calls that it made are made
again, in the same order and as many at once, with nothing around them. The scripted model writes
at a fixed speed; the embedded one (`--embedded`) has a warm cache for the second pass, so that its
ratio says more than the house costs.

    python benchmarks/cot.py [--strategies A,B] [--tokens-a-second N] [--embedded] [--rounds N]
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from bot.core.chat import Direct
from bot.core.completion import Delta, Message, ModelFacts, Sampling
from bot.core.ports import LanguageModel, Report
from bot.llm.scripted import Reply, ScriptedModel
from tests.house import YOU, House, house

PROBLEM = "A box holds 6 apples. How many apples are in 3 boxes?"
STEPS = " ".join(f"Step {number}: take {number} more and look." for number in range(14))


@dataclass
class Call:
    """One call as it was made: what for, and when it began and ended."""

    kind: str
    messages: Sequence[Message]
    schema: Mapping[str, Any] | None
    sampling: Sampling
    begun: float
    over: float = 0.0


@dataclass
class Listening:
    """A model that notes every call of another."""

    model: LanguageModel
    calls: list[Call] = field(default_factory=list)

    async def facts(self) -> ModelFacts:
        """What is known of the model."""
        return await self.model.facts()

    async def stream(
        self,
        messages: Sequence[Message],
        sampling: Sampling = Sampling(),  # noqa: B008 - frozen
        *,
        report: Report | None = None,
    ) -> AsyncGenerator[Delta, None]:
        """What the model writes."""
        call = self._begun("stream", messages, None, sampling)
        async with aclosing(self.model.stream(messages, sampling, report=report)) as deltas:
            async for one in deltas:
                yield one
        call.over = time.perf_counter()

    async def fill(
        self,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        sampling: Sampling = Sampling(),  # noqa: B008 - frozen
        *,
        report: Report | None = None,
    ) -> AsyncGenerator[Mapping[str, Any], None]:
        """The object that the model fills."""
        call = self._begun("fill", messages, schema, sampling)
        async with aclosing(self.model.fill(messages, schema, sampling, report=report)) as values:
            async for one in values:
                yield one
        call.over = time.perf_counter()

    async def weigh(self, *args: Any, **more: Any) -> Mapping[str, float]:
        """What the model weighs; it is not noted."""
        return await self.model.weigh(*args, **more)

    async def close(self) -> None:
        """Let go of it."""
        await self.model.close()

    def _begun(
        self,
        kind: str,
        messages: Sequence[Message],
        schema: Mapping[str, Any] | None,
        sampling: Sampling,
    ) -> Call:
        call = Call(kind, tuple(messages), schema, sampling, time.perf_counter())
        self.calls.append(call)
        return call


async def bare(model: LanguageModel, calls: Sequence[Call]) -> float:
    """Seconds of the same calls: those that were under way together are so again."""
    began = time.perf_counter()
    left = list(calls)
    while left:
        wave = [one for one in left if one.begun < min(other.over for other in left)]
        await asyncio.gather(*(_made(model, one) for one in wave))
        left = [one for one in left if one not in wave]
    return time.perf_counter() - began


async def _made(model: LanguageModel, call: Call) -> None:
    if call.schema is None:
        async with aclosing(model.stream(call.messages, call.sampling)) as deltas:
            async for _ in deltas:
                pass
        return
    async with aclosing(model.fill(call.messages, call.schema, call.sampling)) as values:
        async for _ in values:
            pass


def scripted(speed: float) -> ScriptedModel:
    """A model that reasons for about a hundred tokens and comes to 18."""

    def reply(asked: Sequence[Message]) -> Reply:
        extracts = (
            asked[-1].text.startswith(("Therefore", "因此")) or "answer only" in asked[-1].text
        )
        return {"answer": "18"} if extracts else f"{STEPS} The answer is 18"

    return ScriptedModel(reply, pace=1 / speed)


async def one_round(model: LanguageModel, names: str) -> tuple[float, float, int]:
    """Seconds of the comparison in the house and of the bare calls, and how many these were."""
    listening = Listening(model)
    with tempfile.TemporaryDirectory() as home:
        async with house(Path(home), listening) as you:
            await you.says(f"/cot run direct {PROBLEM}", Direct(YOU))
            listening.calls.clear()
            began = time.perf_counter()
            line = f"/cot compare strategies:{names} problem:{PROBLEM}"
            asking = asyncio.create_task(you.says(line, Direct(YOU)))
            while not await _is_shown(you):  # noqa: ASYNC110 - a member looks
                await asyncio.sleep(0.05)
            housed = time.perf_counter() - began
            await asking
    return housed, await bare(model, listening.calls), len(listening.calls)


async def _is_shown(you: House) -> bool:
    """Whether the member sees the whole table."""
    said = await you.sees(Direct(YOU))
    return bool(said and said[-1].card and said[-1].card.title == "Strategies compared")


async def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--strategies", default="direct,zero-shot,chain-of-draft,self-consistency")
    asked.add_argument("--tokens-a-second", type=float, default=25.0)
    asked.add_argument("--embedded", action="store_true")
    asked.add_argument("--rounds", type=int, default=3)
    given = asked.parse_args()
    model: LanguageModel = scripted(given.tokens_a_second)
    if given.embedded:
        from bot.llm.embedded import EmbeddedModel
        from tests.llm.homes import home_with_weights

        model = EmbeddedModel(home_with_weights())
    rounds = [await one_round(model, given.strategies) for _ in range(given.rounds)]
    table = Table(title=f"/cot compare {given.strategies}: {(await model.facts()).name}")
    for head in ("round", "calls", "in the house, s", "bare calls, s", "more, s", "more"):
        table.add_column(head, justify="right")
    for number, (housed, alone, count) in enumerate(rounds, 1):
        more = f"{housed - alone:.3f}"
        cells = (f"{housed:.3f}", f"{alone:.3f}", more, f"{housed / alone - 1:+.1%}")
        table.add_row(str(number), str(count), *cells)
    ratios = [housed / alone - 1 for housed, alone, _ in rounds]
    table.add_row("median", "", "", "", "", f"{median(ratios):+.1%}")
    Console().print(table)
    await model.close()


if __name__ == "__main__":
    asyncio.run(main())
