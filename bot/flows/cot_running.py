"""Runs strategies for a member within their limits, and tells how it goes as a stream."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace

from bot.core.chat import Card, Member
from bot.core.completion import Delta
from bot.core.errors import BadInput, NotAllowed, Stopped
from bot.core.keeping_traces import KeptTrace, Traces
from bot.core.ports import Clock, LanguageModel
from bot.core.problem import Problem
from bot.core.queueing import Kind, Line, Standing, Ticket
from bot.core.reasoning import Happening, reason
from bot.core.requests import Request
from bot.core.strategy import Strategy
from bot.core.trace import Step, Trace
from bot.core.worksheet import Allowance, Tools, Wrote
from bot.flows.cot_card import CotCard
from bot.flows.cot_comparing import Comparison
from bot.flows.cot_narration import Narration
from bot.flows.limiting import Limiting
from bot.flows.voice import Voice


@dataclass(frozen=True)
class CotRunning:
    """`tools` are what a strategy may use when it runs for a member."""

    traces: Traces
    model: LanguageModel
    tools: Callable[[Member], Tools]
    allowance: Allowance
    limiting: Limiting
    line: Line
    voice: Voice
    clock: Clock

    async def one(
        self, request: Request, strategy: Strategy, problem: Problem, card: CotCard
    ) -> AsyncGenerator[Delta | Card, None]:
        """One strategy, as it goes; its trace is kept before its end is shown."""
        name = request.makes
        yield card.going(strategy, problem, name)
        narration = Narration(self.voice.say, card.language)
        async with self._within_limits(request) as stop:
            async for one in self._reason(request, strategy, problem, stop, name):
                match one:
                    case Standing():
                        yield card.waits(strategy, problem, name, one)
                        continue
                    case Step():
                        text = narration.step(one)
                    case Wrote():
                        text = narration.wrote(one)
                    case Trace():
                        await self._keep(request, name, one)
                        yield card.over(strategy, one, name)
                        yield Delta("text", self._answer(one, card.language))
                        return
                if text:
                    yield Delta("reasoning", text)

    async def several(
        self, request: Request, chosen: Sequence[Strategy], problem: Problem, card: CotCard
    ) -> AsyncGenerator[Delta | Card, None]:
        """One strategy after the other, so that the seconds of each are its own; the table grows
        with each."""
        comparison = Comparison(card, tuple(chosen), problem)
        yield comparison.card(request.makes)
        async with self._within_limits(request) as stop:
            for number, strategy in enumerate(chosen):
                job = f"{request.makes}-{number}"
                async for one in self._reason(request, strategy, problem, stop, job):
                    if isinstance(one, Trace):
                        await self._keep(request, job, one)
                        comparison = replace(comparison, traces=(*comparison.traces, one))
                        yield comparison.card(request.makes)
                if stop.is_set():
                    break
        yield comparison.card(request.makes, over=True)

    async def again(
        self, kept: KeptTrace, strategy: Strategy, card: CotCard
    ) -> AsyncGenerator[Delta | Card, None]:
        """A run that was kept, as it went."""
        trace = kept.trace
        yield card.again(strategy, trace)
        narration = Narration(self.voice.say, card.language)
        for step in trace.steps:
            yield Delta("reasoning", narration.whole(step))
        yield card.over(strategy, trace, kept.id)
        yield Delta("text", self._answer(trace, card.language))

    def _answer(self, trace: Trace, language: str) -> str:
        say = self.voice.say
        return say(language, "cot.answer", answer=trace.answer or say(language, "cot.not_answered"))

    async def refusing(
        self, request: Request, running: AsyncGenerator[Delta | Card, None]
    ) -> AsyncGenerator[Delta | Card, None]:
        """What comes; where it may not be, the sentence that says why in its place."""
        try:
            async with aclosing(running):
                async for one in running:
                    yield one
        except (BadInput, NotAllowed, Stopped) as error:
            yield await self.voice.refusal(request, error)

    async def _reason(
        self,
        request: Request,
        strategy: Strategy,
        problem: Problem,
        stop: asyncio.Event,
        job: str,
    ) -> AsyncGenerator[Happening | Standing, None]:
        """What happens, behind the feedback that others wait for: a demonstration takes its turn in
        the line. Stopped where its member says so while it waits."""
        happening = reason(
            strategy,
            problem,
            self.model,
            tools=self.tools(request.member),
            allowance=self.allowance,
            seed=int(request.makes[:8], 16),
            stop=stop,
        )
        ticket = Ticket(job, Kind.DEMO, request.member, request.channel)
        async with self.line.turn(ticket) as waiting:
            standings = self.limiting.stoppable(request.member, request.makes, _each(waiting))
            async with aclosing(standings):
                async for standing in standings:
                    yield standing
            async with aclosing(happening):
                async for one in happening:
                    yield one

    @asynccontextmanager
    async def _within_limits(self, request: Request) -> AsyncGenerator[asyncio.Event, None]:
        """The member's turn, and what is set once they ask for a stop; NotNow over a limit."""
        member, job = request.member, request.makes
        await self.limiting.admit(member, request.channel, job)
        stop, over = asyncio.Event(), asyncio.Event()

        async def watch() -> None:
            while not over.is_set():
                if await self.limiting.stopped(member, job):
                    stop.set()
                    return
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(over.wait(), self.limiting.every)

        async with self.limiting.turn(member, job):
            watching = asyncio.create_task(watch())
            try:
                yield stop
            finally:
                over.set()  # not cancelled: a look into the store is seen through
                await asyncio.gather(watching, return_exceptions=True)

    async def _keep(self, request: Request, name: str, trace: Trace) -> None:
        """Keep a run, and what it took."""
        await self.traces.keep(KeptTrace(name, request.member, self.clock(), trace))
        usage = trace.usage
        tokens = (usage.prompt or 0) + (usage.completion or 0)
        await self.limiting.spent(request.member, request.channel, name, tokens)


async def _each(waiting: AsyncIterator[Standing]) -> AsyncGenerator[Standing, None]:
    async for one in waiting:
        yield one
