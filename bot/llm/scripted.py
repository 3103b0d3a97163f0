"""A model that says what it was given to say: for tests of flows, and for demonstrations."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from bot.core.completion import Delta, Ended, Message, ModelFacts, Sampling, Usage
from bot.core.errors import ModelSlow, ModelTrouble, ModelUnreachable, ModelUnusable
from bot.core.ports import Report
from bot.llm.filling import Filling
from bot.llm.thinking import Thinking

Reply = str | Mapping[str, Any] | ModelTrouble
"""A text (its reasoning in `<think>…</think>`), a JSON object, or what is raised."""

_USUAL = Sampling()
_SCRIPTED = ModelFacts("scripted", proven=True)


class ScriptedModel:
    """Replies in turn from a list, or by a function of the messages, piece by piece.

    A list that is used up is ModelUnreachable. A piece is a word or eight characters of one, takes
    `pace` seconds, and counts as a token of `Sampling.limit`. `weigh` says a choice, or weights of
    choices; without it there are no probabilities. `certain` is the confidence of a piece of a
    reply, given both. `asked`, `sampled` (how) and `weighed` have all it was asked.
    """

    def __init__(
        self,
        replies: Sequence[Reply] | Callable[[Sequence[Message]], Reply],
        *,
        weigh: Callable[[Sequence[Message]], str | Mapping[str, float]] | None = None,
        certain: Callable[[str, str], float] | None = None,
        pace: float = 0.0,
        facts: ModelFacts | ModelTrouble = _SCRIPTED,
    ) -> None:
        self.asked: list[Sequence[Message]] = []
        self.sampled: list[Sampling] = []
        self.weighed: list[Sequence[Message]] = []
        self._weigh = weigh
        self._certain = certain
        self._reply = replies if callable(replies) else _in_turn(replies)
        self._pace = pace
        self._facts = facts

    async def facts(self) -> ModelFacts:
        """The facts it was given, or the trouble that it was given instead."""
        if isinstance(self._facts, ModelTrouble):
            raise self._facts
        return self._facts

    async def stream(
        self,
        messages: Sequence[Message],
        sampling: Sampling = _USUAL,
        *,
        report: Report | None = None,
    ) -> AsyncGenerator[Delta, None]:
        """The reply's reasoning and text."""
        thinking, told = Thinking(), tuple[float, ...]()
        async with aclosing(self._pieces(messages, sampling, report)) as pieces:
            async for piece, confidence in pieces:
                told += confidence
                for delta in thinking.feed(piece):
                    yield replace(delta, confidences=told)
                    told = ()
        for delta in thinking.end():
            yield replace(delta, confidences=told)
            told = ()

    async def fill(
        self,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        sampling: Sampling = _USUAL,
        *,
        report: Report | None = None,
    ) -> AsyncGenerator[Mapping[str, Any], None]:
        """The reply as an object that grows; ModelUnusable if it does not follow the schema."""
        filling = Filling(schema)
        async with aclosing(self._pieces(messages, sampling, report)) as pieces:
            async for piece, _ in pieces:
                if (value := filling.feed(piece)) is not None:
                    yield value
        if (value := filling.end()) is not None:
            yield value

    async def weigh(
        self,
        messages: Sequence[Message],
        choices: Sequence[str],
        sampling: Sampling = _USUAL,
        *,
        report: Report | None = None,
    ) -> Mapping[str, float]:
        """The reply as weights of the choices, one that is a text being certain.

        ModelUnusable (`error.no_logprobs`) where the script has `weigh=None`.
        """
        if self._weigh is None:
            raise ModelUnusable("error.no_logprobs")
        self.weighed.append(messages)
        said = self._weigh(messages)
        weights = {said: 1.0} if isinstance(said, str) else dict(said)
        total = sum(weights.get(one, 0.0) for one in choices)
        if not total:
            raise ModelUnusable
        if report:
            report(Usage(_words(messages), 0, 1, ended="length"))
        return {one: weights.get(one, 0.0) / total for one in choices}

    async def close(self) -> None:
        """Nothing to let go of."""

    async def _pieces(
        self, messages: Sequence[Message], sampling: Sampling, report: Report | None
    ) -> AsyncGenerator[tuple[str, tuple[float, ...]], None]:
        """The pieces, each with its confidence where that was asked for."""
        self.asked.append(messages)
        self.sampled.append(sampling)
        reply = self._reply(messages)
        if isinstance(reply, ModelTrouble):
            raise reply
        text = reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False)
        pieces = re.findall(r"\s*\S{1,8}|\s+$", _until(text, sampling.stop))
        ended: Ended = ""
        left, written = sampling.seconds, 0
        try:
            for piece in pieces[: sampling.limit]:
                await asyncio.sleep(min(self._pace, left))
                left -= self._pace
                if left < 0:
                    raise ModelSlow
                written += 1
                asked = self._certain if sampling.confidences else None
                yield piece, (asked(text, piece),) if asked else ()
            ended = "stop" if written == len(pieces) else "length"
        finally:
            if report:
                report(Usage(_words(messages), 0, written, ended=ended))


def _until(text: str, stops: Sequence[str]) -> str:
    """The text before the first of the stops."""
    return text[: min((at for one in stops if (at := text.find(one)) >= 0), default=len(text))]


def _in_turn(replies: Sequence[Reply]) -> Callable[[Sequence[Message]], Reply]:
    rest = iter(replies)
    return lambda _: next(rest, ModelUnreachable())


def _words(messages: Sequence[Message]) -> int:
    return sum(len(one.text.split()) for one in messages)
