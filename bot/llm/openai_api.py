"""A model behind an OpenAI-compatible server: vLLM, llama.cpp and whatever speaks like them."""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any, cast
from urllib.parse import urlsplit

from openai import APIError, AsyncOpenAI, DefaultAsyncHttpxClient, Timeout, omit
from openai.types.chat import ChatCompletionMessageParam
from openai.types.chat.chat_completion_chunk import Choice

from bot.core.completion import Delta, Message, ModelFacts, Sampling
from bot.core.errors import ModelUnreachable, ModelUnusable
from bot.llm.filling import Filling
from bot.llm.served import facts_of
from bot.llm.thinking import Thinking
from bot.llm.trouble import trouble
from bot.llm.waiting import Waiting

_USUAL = Sampling()
_FRESH = 30.0  # seconds for which the facts of a server hold
_CONNECTING = 10.0  # seconds to reach the server, and to hear which models it has


class OpenAIModel:
    """Streams and fills over Chat Completions.

    `base_url` may lack its `/v1`; without `model` it is the first that the server names. `patience`
    is the most seconds without a token, `at_once` the most requests under way. `Sampling.seconds`
    counts the time spent waiting for the server, not what the reader of a stream takes. A request
    whose connection was dropped or that was turned away (429, 5xx) is sent once more, if no answer
    had begun.
    """

    def __init__(
        self,
        base_url: str,
        model: str | None = None,
        api_key: str | None = None,
        *,
        patience: float = 60.0,
        at_once: int = 16,
    ) -> None:
        parts = urlsplit(base_url)
        here = parts.hostname in ("localhost", "127.0.0.1", "::1")
        self._client = AsyncOpenAI(
            base_url=base_url if parts.path.strip("/") else base_url.rstrip("/") + "/v1",
            api_key=api_key or "none",
            timeout=Timeout(None, connect=_CONNECTING),
            max_retries=1,
            http_client=DefaultAsyncHttpxClient(trust_env=not here),  # no proxy to this machine
        )
        self._model = model
        self._patience = patience
        self._turns = asyncio.Semaphore(at_once)
        self._facts: ModelFacts | None = None
        self._asked_at = 0.0
        self._asking = asyncio.Lock()
        self._thinking_refused = False
        self._opened = False

    async def facts(self) -> ModelFacts:
        """What `/v1/models` says (see `facts_of`); what it said half a minute ago is asked anew."""
        async with self._asking:
            now = time.monotonic()
            if self._facts is None or now - self._asked_at > _FRESH:
                self._facts = await Waiting(_CONNECTING).on(self._ask())
                self._asked_at = now
        return self._facts

    async def stream(
        self, messages: Sequence[Message], sampling: Sampling = _USUAL
    ) -> AsyncGenerator[Delta, None]:
        """The model's reasoning and text as it writes them."""
        thinking = Thinking(opened=self._opened)
        async with aclosing(self._choices(messages, sampling)) as choices:
            async for choice in choices:
                if reasoning := _reasoning(choice):
                    yield Delta("reasoning", reasoning)
                for delta in thinking.feed(choice.delta.content or ""):
                    yield delta
        for delta in thinking.end():
            yield delta
        self._opened = thinking.unopened

    async def fill(
        self,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        sampling: Sampling = _USUAL,
    ) -> AsyncGenerator[Mapping[str, Any], None]:
        """A JSON object that follows the schema, anew each time another part of it is whole.

        Thinking is off, where the server can be told so; one that knows no such parameter is asked
        again without. A server that does not keep to the schema is ModelUnusable.
        """
        told = not self._thinking_refused
        try:
            async with aclosing(self._filled(messages, schema, sampling, told=told)) as values:
                async for value in values:
                    yield value
        except ModelUnusable as refused:
            if not told or refused.facts.get("status") not in (400, 422):
                raise
            async with aclosing(self._filled(messages, schema, sampling, told=False)) as values:
                async for value in values:
                    self._thinking_refused = True
                    yield value

    async def _filled(
        self,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        sampling: Sampling,
        *,
        told: bool,
    ) -> AsyncGenerator[Mapping[str, Any], None]:
        """The same, with the server told not to think, or not."""
        filling, thinking = Filling(schema), Thinking()
        named = {"name": "answer", "schema": schema, "strict": True}
        more: dict[str, Any] = {"response_format": {"type": "json_schema", "json_schema": named}}
        if told:
            more["chat_template_kwargs"] = {"enable_thinking": False}
        async with aclosing(self._choices(messages, sampling, more)) as choices:
            async for choice in choices:
                for delta in thinking.feed(choice.delta.content or ""):
                    if delta.kind == "text" and (value := filling.feed(delta.text)) is not None:
                        yield value
                if choice.finish_reason == "length":
                    raise ModelUnusable
        if (value := filling.end()) is not None:
            yield value

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.close()

    async def _choices(
        self, messages: Sequence[Message], sampling: Sampling, more: Mapping[str, Any] | None = None
    ) -> AsyncGenerator[Choice, None]:
        """The pieces of one completion, the last with its `finish_reason`."""
        waiting = Waiting(sampling.seconds)
        model = self._model or (await waiting.on(self.facts())).name
        finish = None
        await waiting.on(self._turns.acquire())
        try:
            request = self._client.chat.completions.create(
                model=model,
                messages=[_as_sent(message) for message in messages],
                temperature=sampling.temperature,
                max_tokens=sampling.limit,
                frequency_penalty=sampling.frequency_penalty,
                seed=omit if sampling.seed is None else sampling.seed,
                stream=True,
                extra_body=more,
            )
            async with await waiting.on(request, self._patience) as stream:
                while chunk := await waiting.on(anext(stream, None), self._patience):
                    for choice in _readable(chunk):
                        finish = choice.finish_reason or finish
                        yield choice
        except APIError as exc:
            raise trouble(exc) from exc
        except ValueError as exc:  # an event that is no JSON
            raise ModelUnusable from exc
        finally:
            self._turns.release()
        if finish is None:
            raise ModelUnreachable

    async def _ask(self) -> ModelFacts:
        try:
            said = await self._client.with_raw_response.models.list()
        except APIError as exc:
            raise trouble(exc) from exc
        return facts_of(said.content, self._model)


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


def _reasoning(choice: Choice) -> str:
    """What vLLM calls `reasoning` and llama.cpp, as older servers, `reasoning_content`."""
    more = choice.delta.model_extra or {}
    said = more.get("reasoning") or more.get("reasoning_content") or ""
    return said if isinstance(said, str) else ""
