"""Shows strategies of chain of thought at work, to whoever asks: durable work, in one step that may
run again."""

import contextlib
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from bot.core.chat import Card, Channel, Choice, Direct, Home, Place
from bot.core.cot_requests import CompareCot, ExplainCot, ReplayCot, RunCot, ShowTrace
from bot.core.errors import BadInput, ModelTrouble, NothingMatches
from bot.core.keeping_traces import KeptTrace
from bot.core.keeping_work import Requests
from bot.core.ports import Step
from bot.core.problem import Problem
from bot.core.requests import PRIVATE, Request
from bot.core.strategy import Strategy
from bot.flows.cot_card import CotCard
from bot.flows.cot_problem import CotProblem
from bot.flows.cot_running import CotRunning
from bot.flows.voice import Voice

COMPARED = ("direct", "zero-shot", "self-consistency")
"""What is compared where nothing was named."""
MOST = 6
"""Strategies that one comparison may have."""
_COMMAS = str.maketrans("，、;；", ",,,,")


@dataclass(frozen=True)
class Cot:
    """`strategies` are the names of all, `strategy` finds one by its name. On `quiet` platforms a
    run is its member's alone, unless they choose the channel."""

    requests: Requests
    strategies: Callable[[], Sequence[str]]
    strategy: Callable[[str], Strategy]
    problems: CotProblem
    running: CotRunning
    voice: Voice
    quiet: Collection[str] = ()

    async def run(self, key: str, step: Step) -> None:
        """The whole of it for one request; what it said is forgotten in the end."""
        request = await self.requests.find(key)
        if request is None:
            return

        async def deliver() -> str:
            try:
                await self._deliver(request)
            except BadInput as error:
                await self.voice.tell(request, await self.voice.refusal(request, error))
            return request.makes

        await step("deliver", deliver)
        await self.requests.forget(key)

    async def explain(self, inquiry: ExplainCot) -> Card:
        """What a strategy does; without one, all of them."""
        language = await self.voice.language(inquiry)
        card = CotCard(self.voice.say, language)
        if inquiry.strategy:
            return card.explained(self.strategy(inquiry.strategy))
        return card.listed([self.strategy(one) for one in self.strategies()])

    async def show(self, inquiry: ShowTrace) -> Card:
        """Steps of a run that the member may see: their own, or one made in a channel."""
        kept = await self._kept(inquiry, inquiry.trace)
        language = await self.voice.language(inquiry)
        return CotCard(self.voice.say, language).steps(kept, inquiry.after)

    async def _kept(self, request: Request, name: str) -> KeptTrace:
        kept = await self.running.traces.get(request.community, name)
        if kept is None or (kept.member != request.member and request.channel is None):
            raise BadInput("error.no_trace")
        return kept

    async def _replay(self, request: ReplayCot) -> None:
        kept = await self._kept(request, request.trace)
        language = await self.voice.language(request)
        card = CotCard(self.voice.say, language, await self._proven())
        place = Direct(request.member) if isinstance(request.place, Home) else request.place
        mouth = self.voice.mouth(place)
        again = self.running.again(kept, self.strategy(kept.trace.strategy), card)
        async with aclosing(again) as updates:
            key = f"{request.key}:run"
            await mouth.stream(place, updates, key=key, to=request.member, answers=request.key)

    async def _deliver(self, request: Request) -> None:
        match request:
            case ReplayCot():
                await self._replay(request)
                return
            case RunCot():
                named, words = self._named(request)
                chosen = [self.strategy(named)]
            case CompareCot(problem=words):
                chosen = self._compared(request.strategies)
            case _:
                return
        problem = await self.problems.of(request, words)
        language = await self.voice.language(request)
        card = CotCard(self.voice.say, language, await self._proven())
        place = await self._place(request, card, chosen, problem)
        if isinstance(request, CompareCot):
            running = self.running.several(request, chosen, problem, card)
        else:
            running = self.running.one(request, chosen[0], problem, card)
        mouth = self.voice.mouth(place)
        async with aclosing(self.running.refusing(request, running)) as updates:
            key = f"{request.key}:run"
            await mouth.stream(place, updates, key=key, to=request.member, answers=request.key)

    def _named(self, request: RunCot) -> tuple[str, str]:
        """The strategy and the words of the problem: the first word may name the strategy."""
        if request.strategy:
            return request.strategy, request.problem
        first, _, rest = request.problem.strip().partition(" ")
        with contextlib.suppress(NothingMatches):
            return self.strategy(first).name, rest
        if not first and not request.again:
            raise BadInput("error.no_strategy_named")
        return "zero-shot", request.problem

    def _compared(self, names: str) -> list[Strategy]:
        wanted = [one for one in names.translate(_COMMAS).split(",") if one.strip()]
        found = list(dict.fromkeys(self.strategy(one).name for one in wanted or COMPARED))
        if not 2 <= len(found) <= MOST:
            raise BadInput("error.compare_how_many", most=MOST)
        return [self.strategy(one) for one in found]

    async def _place(
        self,
        request: RunCot | CompareCot,
        card: CotCard,
        chosen: Sequence[Strategy],
        problem: Problem,
    ) -> Place:
        """Where a run is shown: a thread of its own in a channel, else where it was asked for; on a
        quiet platform its member's own conversation, of which they are told."""
        place = request.place
        if isinstance(place, Home):
            place = Direct(request.member)
        if not isinstance(place, Channel):
            return place
        quiet = request.community.platform in self.quiet
        mouth = self.voice.mouth(place)
        comma = self.voice.say(card.language, "cot.comma")
        asked = card.asked(problem, comma.join(one.told(card.language).title for one in chosen))
        key = f"{request.key}:problem"
        if request.where != PRIVATE and (request.where or not quiet):
            return await mouth.open_thread(place, asked, key=key)
        said = await mouth.reply(Direct(request.member), asked, key=key)
        body = self.voice.say(card.language, "cot.pointer")
        await self.voice.tell(request, Card(body=body, language=card.language), part="pointer")
        return said.place

    async def _proven(self) -> bool:
        """Whether the model is large enough to reason; one that is down says so when it is
        asked."""
        try:
            return (await self.running.model.facts()).proven
        except ModelTrouble:
            return True

    def choices(self) -> Mapping[str, Sequence[Choice]]:
        """What completes the options `strategy` and `problem`."""
        return {
            "strategy": [Choice(one, one) for one in self.strategies()],
            "problem": [Choice(one.id, one.text) for one in self.problems.built_in.values()],
        }
