"""What a strategy reasons on: it asks the model, notes its steps, and is held to its allowance."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, TypeVar

from bot.core.completion import Delta, Message, Sampling, Usage
from bot.core.errors import ModelTrouble, ModelUnusable
from bot.core.ports import LanguageModel
from bot.core.problem import Problem
from bot.core.repeating import repeats
from bot.core.running import RunProgram
from bot.core.strategy import Conclusions, Search
from bot.core.trace import Call, State, Step, StepKind

T = TypeVar("T")

_USUAL = Sampling()
_LEAST = 4
"""Tokens below which a call is not worth making."""
_LOOK_EVERY = 80
"""Characters between two looks for endless repetition."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """The most that one run may take: tokens that the model writes, and seconds."""

    tokens: int = 6000
    seconds: float = 240.0

    def __post_init__(self) -> None:
        if self.tokens < 1 or self.seconds <= 0:
            raise ValueError("an allowance is positive")


@dataclass(frozen=True, slots=True)
class Tools:
    """What a strategy may use beside the model; a strategy that needs what is not there says so."""

    search: Search | None = None
    conclusions: Conclusions | None = None
    run: RunProgram | None = None


class BudgetSpent(Exception):
    """The tokens that a run was allowed are used up."""


@dataclass(frozen=True, slots=True)
class Wrote:
    """A piece of a step's text, as the model writes it."""

    step: int
    delta: Delta


@dataclass(frozen=True, slots=True)
class Written:
    """What one call wrote. `ended` is "" where it is whole, else "length" or "repeating".

    `confidences` has a number a token where they were asked for and the server tells them.
    """

    step: int
    text: str
    reasoning: str = ""
    ended: str = ""
    usage: Usage = field(default_factory=Usage)
    confidences: tuple[float, ...] = ()

    @property
    def all(self) -> str:
        """The reasoning and the text."""
        return "\n\n".join(one for one in (self.reasoning.strip(), self.text.strip()) if one)


class Worksheet:
    """The problem and everything that a strategy may do about it.

    Every call becomes a step of the trace (`ask`, `samples`, `fill`, `weigh`); `note` adds a step
    of another kind, `mark` changes one. Calls raise BudgetSpent when the tokens are used up, and
    ModelTrouble; a strategy lets both pass unless it can go on without. Set `best` as soon as there
    is an answer: it stands if the run has to end early. `facts` are what only this strategy can
    tell.
    """

    def __init__(
        self,
        problem: Problem,
        model: LanguageModel,
        *,
        tools: Tools,
        allowance: Allowance,
        random: Random,
        seconds: Callable[[], float],
        tell: Callable[[Step | Wrote], None],
    ) -> None:
        self.problem = problem
        self.tools = tools
        self.random = random
        self.best: str | None = None
        self.facts: dict[str, str | float] = {}
        self.steps: list[Step] = []
        self.calls: list[Call] = []
        self._model = model
        self._allowance = allowance
        self._seconds = seconds
        self._tell = tell
        self._held = 0

    @property
    def zh(self) -> bool:
        """Whether the problem is in Chinese."""
        return self.problem.language == "zh"

    def pick(self, of: Mapping[str, T]) -> T:
        """What is for the problem's language; the English where there is none."""
        return of.get(self.problem.language, of["en"])

    @property
    def spent(self) -> int:
        """Tokens that were written so far; where a server does not count them, a token for every
        two characters."""
        return sum(one.usage.completion or 0 for one in self.calls)

    @property
    def left(self) -> int:
        """Tokens that are neither spent nor held for calls under way."""
        return self._allowance.tokens - self.spent - self._held

    def note(
        self,
        kind: StepKind,
        title: str = "",
        text: str = "",
        *,
        parents: Sequence[int] = (),
        state: State = "open",
        score: float | None = None,
    ) -> Step:
        """Add a step."""
        step = Step(len(self.steps), kind, title, text, tuple(parents), state, score)
        self.steps.append(step)
        self._tell(step)
        return step

    def mark(self, step: int, **changes: Any) -> Step:
        """Change fields of a step: its `state`, its `score`, its `title`, its `text`."""
        self.steps[step] = changed = replace(self.steps[step], **changes)
        self._tell(changed)
        return changed

    async def ask(
        self,
        messages: Sequence[Message],
        sampling: Sampling = _USUAL,
        *,
        kind: StepKind = "thought",
        title: str = "",
        parents: Sequence[int] = (),
        aloud: bool = True,
    ) -> Written:
        """One answer of the model as a step of the trace; `aloud`, it is shown while it is written.

        It is cut where it begins to repeat itself without end.
        """
        step = self.note(kind, title, parents=parents).id
        parts: dict[str, list[str]] = {"reasoning": [], "text": []}
        confidences: list[float] = []
        ended, since = "", 0
        async with self._call(step, sampling) as call:
            stream = self._model.stream(messages, call.sampling, report=call.report)
            async with aclosing(stream) as deltas:
                async for delta in deltas:
                    parts[delta.kind].append(delta.text)
                    confidences += delta.confidences
                    if aloud:
                        self._tell(Wrote(step, delta))
                    since += len(delta.text)
                    if since >= _LOOK_EVERY:
                        since = 0
                        if repeats("".join(parts[delta.kind])):
                            ended = "repeating"
                            break
            reasoning, text = "".join(parts["reasoning"]), "".join(parts["text"])
            usage = call.used(reasoning + text)
            if not ended and _at_its_limit(usage, call.sampling):
                ended = "length"
            call.ended = ended
        written = Written(step, text, reasoning, ended, usage, tuple(confidences))
        self.mark(step, text=written.all)
        return written

    async def samples(
        self,
        messages: Sequence[Message],
        count: int,
        sampling: Sampling,
        *,
        parents: Sequence[int] = (),
        kind: StepKind = "sample",
    ) -> list[Written]:
        """So many answers to the same messages, asked at once, each with a seed of its own.

        The tokens left are shared out evenly. A sample that failed is left out; ModelTrouble where
        all did.
        """
        limit = min(sampling.limit, max(self.left, 0) // count)
        if limit < _LEAST:
            raise BudgetSpent
        seeds = [self.random.randrange(2**31) for _ in range(count)]
        asked = [
            self.ask(
                messages,
                replace(sampling, limit=limit, seed=seed),
                kind=kind,
                parents=parents,
                aloud=False,
            )
            for seed in seeds
        ]
        came = await _together(asked)
        written = [one for one in came if isinstance(one, Written)]
        if not written:
            raise next(one for one in came if isinstance(one, ModelTrouble))
        return written

    async def fill(
        self,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        sampling: Sampling = _USUAL,
        *,
        kind: StepKind = "thought",
        title: str = "",
        parents: Sequence[int] = (),
    ) -> tuple[int, Mapping[str, Any]]:
        """A JSON object that follows the schema, with the id of its (still empty) step.

        ModelUnusable where it does not follow it, or was cut off.
        """
        step = self.note(kind, title, parents=parents).id
        value: Mapping[str, Any] | None = None
        async with self._call(step, sampling) as call:
            stream = self._model.fill(messages, schema, call.sampling, report=call.report)
            async with aclosing(stream) as values:
                async for grown in values:
                    value = grown
            call.used(str(value or ""))
        if value is None:
            raise ModelUnusable
        return step, value

    async def weigh(
        self,
        messages: Sequence[Message],
        choices: Sequence[str],
        *,
        step: int,
        sampling: Sampling = _USUAL,
    ) -> Mapping[str, float]:
        """How probable the model finds each choice, which begin with different letters; a call for
        a step that is there. ModelUnusable where the server tells no probabilities."""
        async with self._call(step, replace(sampling, limit=_LEAST)) as call:
            weights = await self._model.weigh(messages, choices, call.sampling, report=call.report)
            call.used(choices[0])
        return weights

    def _call(self, step: int, sampling: Sampling) -> "_Call":
        limit = min(sampling.limit, self.left)
        if limit < _LEAST:
            raise BudgetSpent
        return _Call(self, step, replace(sampling, limit=limit))

    def begin(self, tokens: int) -> float:
        """Hold tokens for a call; the second at which it begins."""
        self._held += tokens
        return self._seconds()

    def over(self, call: "_Call") -> None:
        """Let go of what was held for a call, and keep it."""
        self._held -= call.sampling.limit
        self.calls.append(Call(call.step, call.begun, self._seconds(), call.usage, call.ended))


class _Call:
    """One call to the model, held against the allowance until it is over."""

    def __init__(self, sheet: Worksheet, step: int, sampling: Sampling) -> None:
        self.step = step
        self.sampling = sampling
        self.usage = Usage()
        self.ended = ""
        self.begun = 0.0
        self._sheet = sheet

    async def __aenter__(self) -> "_Call":
        self.begun = self._sheet.begin(self.sampling.limit)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is not None:
            self.ended = "trouble" if issubclass(kind, ModelTrouble) else "stopped"
        self._sheet.over(self)

    def report(self, usage: Usage) -> None:
        """Keep what the call used."""
        self.usage = usage

    def used(self, written: str) -> Usage:
        """What the call used; its tokens are guessed where the server told none."""
        if self.usage.completion is None:
            self.usage = replace(self.usage, completion=-(-len(written) // 2))
        return self.usage


def _at_its_limit(usage: Usage, sampling: Sampling) -> bool:
    """Whether a call was cut off: as the server says, else by the number of its tokens."""
    if usage.ended:
        return usage.ended == "length"
    return (usage.completion or 0) >= sampling.limit


async def _together(asked: Sequence[Any]) -> list[Written | ModelTrouble]:
    """What each came to, all at once; any other failure ends them all and is raised."""
    tasks = [asyncio.ensure_future(one) for one in asked]
    try:
        while pending := [one for one in tasks if not one.done()]:
            await asyncio.wait(pending, return_when=asyncio.FIRST_EXCEPTION)
            for one in tasks:
                if one.done() and (exc := one.exception()) and not isinstance(exc, ModelTrouble):
                    raise exc
    finally:
        for one in tasks:
            one.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    came: list[Written | ModelTrouble] = []
    for one in tasks:
        exc = one.exception()
        came.append(exc if isinstance(exc, ModelTrouble) else one.result())
    return came
