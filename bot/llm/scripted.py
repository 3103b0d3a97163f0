"""A model that says what it was given to say: for tests of flows, and for demonstrations."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from bot.core.completion import Delta, Message, ModelFacts, Sampling
from bot.core.errors import ModelSlow, ModelTrouble, ModelUnreachable
from bot.llm.filling import Filling
from bot.llm.thinking import Thinking

Reply = str | Mapping[str, Any] | ModelTrouble
"""A text (its reasoning in `<think>…</think>`), a JSON object, or what is raised."""

_USUAL = Sampling()
_SCRIPTED = ModelFacts("scripted", proven=True)


class ScriptedModel:
    """Replies in turn from a list, or by a function of the messages, piece by piece.

    A list that is used up is ModelUnreachable. A piece is a word or eight characters of one, takes
    `pace` seconds, and counts as a token of `Sampling.limit`. `asked` has all that it was asked.
    """

    def __init__(
        self,
        replies: Sequence[Reply] | Callable[[Sequence[Message]], Reply],
        *,
        pace: float = 0.0,
        facts: ModelFacts | ModelTrouble = _SCRIPTED,
    ) -> None:
        self.asked: list[Sequence[Message]] = []
        self._reply = replies if callable(replies) else _in_turn(replies)
        self._pace = pace
        self._facts = facts

    async def facts(self) -> ModelFacts:
        """The facts it was given, or the trouble that it was given instead."""
        if isinstance(self._facts, ModelTrouble):
            raise self._facts
        return self._facts

    async def stream(
        self, messages: Sequence[Message], sampling: Sampling = _USUAL
    ) -> AsyncGenerator[Delta, None]:
        """The reply's reasoning and text."""
        thinking = Thinking()
        async with aclosing(self._pieces(messages, sampling)) as pieces:
            async for piece in pieces:
                for delta in thinking.feed(piece):
                    yield delta
        for delta in thinking.end():
            yield delta

    async def fill(
        self,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        sampling: Sampling = _USUAL,
    ) -> AsyncGenerator[Mapping[str, Any], None]:
        """The reply as an object that grows; ModelUnusable if it does not follow the schema."""
        filling = Filling(schema)
        async with aclosing(self._pieces(messages, sampling)) as pieces:
            async for piece in pieces:
                if (value := filling.feed(piece)) is not None:
                    yield value
        if (value := filling.end()) is not None:
            yield value

    async def close(self) -> None:
        """Nothing to let go of."""

    async def _pieces(
        self, messages: Sequence[Message], sampling: Sampling
    ) -> AsyncGenerator[str, None]:
        self.asked.append(messages)
        reply = self._reply(messages)
        if isinstance(reply, ModelTrouble):
            raise reply
        text = reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False)
        left = sampling.seconds
        for piece in re.findall(r"\s*\S{1,8}|\s+$", text)[: sampling.limit]:
            await asyncio.sleep(min(self._pace, left))
            left -= self._pace
            if left < 0:
                raise ModelSlow
            yield piece


def _in_turn(replies: Sequence[Reply]) -> Callable[[Sequence[Message]], Reply]:
    rest = iter(replies)
    return lambda _: next(rest, ModelUnreachable())
