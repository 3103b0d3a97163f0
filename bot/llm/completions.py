"""Streams completions of one server, whatever it knows of what is asked beyond the standard."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import aclosing
from functools import partial
from typing import Any, cast

from openai import APIError, APIStatusError, AsyncOpenAI, AsyncStream, omit
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam
from openai.types.chat.chat_completion_chunk import Choice

from bot.core.completion import Message, Sampling
from bot.core.errors import ModelUnreachable, ModelUnusable
from bot.core.ports import Report
from bot.llm.continuing import as_turns, continuing
from bot.llm.options import reduced
from bot.llm.trouble import trouble
from bot.llm.usage import Meter
from bot.llm.waiting import Waiting

_USAGE = {"stream_options": {"include_usage": True}}


class Completions:
    """At most `at_once` are under way; `patience` is the most seconds without a token."""

    def __init__(self, client: AsyncOpenAI, *, patience: float, at_once: int) -> None:
        self._client = client
        self._patience = patience
        self._turns = asyncio.Semaphore(at_once)
        self._refused: set[str] = set()

    async def choices(
        self,
        named: Callable[[], Awaitable[str]],
        messages: Sequence[Message],
        sampling: Sampling,
        more: Mapping[str, Any],
        report: Report | None,
        *,
        needed: Collection[str] = (),
    ) -> AsyncGenerator[Choice, None]:
        """The pieces of one completion by the named model, one of the last with a `finish_reason`.

        `more` is added to the request; of what a server may refuse, it goes without all but what is
        `needed`. ModelTrouble, and nothing else. Closed early, it hangs up.
        """
        meter = Meter(report)
        begin = partial(self._begun, messages, sampling, more, needed)
        try:
            async with aclosing(self._heard(named, sampling, begin, meter)) as choices:
                async for choice in choices:
                    yield choice
        except APIError as exc:
            raise trouble(exc) from exc
        except ValueError as exc:  # an event that is no JSON
            raise ModelUnusable from exc
        finally:
            meter.over()

    async def _heard(
        self,
        named: Callable[[], Awaitable[str]],
        sampling: Sampling,
        begin: Callable[[str, Waiting], Awaitable[AsyncStream[ChatCompletionChunk]]],
        meter: Meter,
    ) -> AsyncGenerator[Choice, None]:
        waiting = Waiting(sampling.seconds)
        model = await waiting.on(named())
        finish = None
        await waiting.on(self._turns.acquire())
        try:
            async with await begin(model, waiting) as stream:
                while chunk := await waiting.on(anext(stream, None), self._patience):
                    meter.read(chunk)
                    for choice in _readable(chunk):
                        if choice.finish_reason:
                            finish = choice.finish_reason
                            meter.finished(finish)
                        if choice.delta.content or reasoning_in(choice):
                            meter.token()
                        yield choice
        finally:
            self._turns.release()
        if finish is None:
            raise ModelUnreachable

    async def _begun(
        self,
        messages: Sequence[Message],
        sampling: Sampling,
        more: Mapping[str, Any],
        needed: Collection[str],
        model: str,
        waiting: Waiting,
    ) -> AsyncStream[ChatCompletionChunk]:
        """The completion's stream; an option that the server refuses is not sent to it again."""
        wanted = {**_USAGE, **continuing(messages), **more}
        body = {
            key: value for key, value in wanted.items() if key not in self._refused or key in needed
        }
        while True:
            request = self._client.chat.completions.create(
                model=model,
                messages=[_as_sent(message) for message in as_turns(messages, body)],
                temperature=sampling.temperature,
                max_tokens=sampling.limit,
                frequency_penalty=sampling.frequency_penalty,
                top_p=sampling.top_p if sampling.top_p < 1 else omit,
                stop=list(sampling.stop) or omit,
                seed=omit if sampling.seed is None else sampling.seed,
                stream=True,
                extra_body=body,
            )
            try:
                begun = await waiting.on(request, self._patience)
            except APIStatusError as exc:
                fewer = reduced(body, exc, needed)
                if fewer is None:
                    raise
                body = fewer
            else:
                self._refused |= wanted.keys() - body.keys()
                return begun


def reasoning_in(choice: Choice) -> str:
    """What vLLM calls `reasoning` and llama.cpp, as older servers, `reasoning_content`."""
    more = choice.delta.model_extra or {}
    said = more.get("reasoning") or more.get("reasoning_content") or ""
    return said if isinstance(said, str) else ""


def _readable(chunk: Any) -> list[Choice]:
    """The pieces of a chunk; ModelUnusable for one that only looks like a chunk: nothing else has
    checked what the server sent."""
    choices = getattr(chunk, "choices", None)
    if not isinstance(choices, list):
        raise ModelUnusable
    for choice in choices:
        delta = getattr(choice, "delta", None)
        if delta is None or not isinstance(getattr(delta, "content", None), str | None):
            raise ModelUnusable
    return choices


def _as_sent(message: Message) -> ChatCompletionMessageParam:
    return cast("ChatCompletionMessageParam", {"role": message.role, "content": message.text})
