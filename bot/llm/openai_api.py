"""A model behind an OpenAI-compatible server: vLLM, llama.cpp and whatever speaks like them."""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from openai import APIError, AsyncOpenAI, DefaultAsyncHttpxClient, Timeout

from bot.core.completion import Delta, Message, ModelFacts, Sampling
from bot.core.errors import ModelUnusable
from bot.core.ports import Report
from bot.llm.completions import Completions, reasoning_in
from bot.llm.confidence import Certain
from bot.llm.continuing import goes_on, left_thinking
from bot.llm.filling import Filling
from bot.llm.served import facts_of
from bot.llm.thinking import Thinking
from bot.llm.trouble import trouble
from bot.llm.waiting import Waiting
from bot.llm.weighing import TOP, probabilities, weights

_USUAL = Sampling()
_FRESH = 30.0  # seconds for which the facts of a server hold
_CONNECTING = 10.0  # seconds to reach the server, and to hear which models it has
_NO_THINKING = {"chat_template_kwargs": {"enable_thinking": False}}
_PROBABILITIES = {"logprobs": True, "top_logprobs": TOP}


class OpenAIModel:
    """Streams, fills and weighs over Chat Completions.

    `base_url` may lack its `/v1`; without `model` it is the first that the server names. `patience`
    is the most seconds without a token, `at_once` the most requests under way. `Sampling.seconds`
    counts the time spent waiting for the server, not what the reader of a stream takes. A request
    whose connection was dropped or that was turned away (429, 5xx) is sent once more, if no answer
    had begun; one that asks for what the server does not know (usage, no thinking) is sent without.
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
        self._key = api_key or "none"
        self._completions = Completions(self._client, patience=patience, at_once=at_once)
        self._facts: ModelFacts | None = None
        self._asked_at = 0.0
        self._asking = asyncio.Lock()
        self._tells_none: set[str] = set()
        self._opened = False

    @property
    def address(self) -> tuple[str, str, str]:
        """Where the server is, the key that it is asked with, and the model's name, "" where that
        is the first of its list."""
        return str(self._client.base_url), self._key, self._model or ""

    async def facts(self) -> ModelFacts:
        """What `/v1/models` says (see `facts_of`); what it said half a minute ago is asked anew."""
        async with self._asking:
            now = time.monotonic()
            if self._facts is None or now - self._asked_at > _FRESH:
                self._facts = await Waiting(_CONNECTING).on(self._ask())
                self._asked_at = now
        return self._facts

    async def stream(
        self,
        messages: Sequence[Message],
        sampling: Sampling = _USUAL,
        *,
        report: Report | None = None,
    ) -> AsyncGenerator[Delta, None]:
        """The model's reasoning and text as it writes them.

        A server that does not go on with a text of the assistant is asked to in words.
        """
        opened = left_thinking(messages) if goes_on(messages) else self._opened
        thinking, certain = Thinking(opened=opened), Certain()
        more = _PROBABILITIES if sampling.confidences else {}
        async with aclosing(
            self._completions.choices(self._name, messages, sampling, more, report)
        ) as choices:
            async for choice in choices:
                certain.read(choice.logprobs)
                if reasoning := reasoning_in(choice):
                    yield certain.of(Delta("reasoning", reasoning))
                for delta in thinking.feed(choice.delta.content or ""):
                    yield certain.of(delta)
        for delta in thinking.end():
            yield certain.of(delta)
        if not goes_on(messages):
            self._opened = thinking.unopened

    async def fill(
        self,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        sampling: Sampling = _USUAL,
        *,
        report: Report | None = None,
    ) -> AsyncGenerator[Mapping[str, Any], None]:
        """A JSON object that follows the schema, anew each time another part of it is whole.

        Thinking is off, where the server can be told so. A server that does not keep to the schema
        is ModelUnusable.
        """
        filling, thinking, cut_off = Filling(schema), Thinking(), False
        named = {"name": "answer", "schema": schema, "strict": True}
        more = {"response_format": {"type": "json_schema", "json_schema": named}, **_NO_THINKING}
        async with aclosing(
            self._completions.choices(self._name, messages, sampling, more, report)
        ) as choices:
            async for choice in choices:
                for delta in thinking.feed(choice.delta.content or ""):
                    if delta.kind == "text" and (value := filling.feed(delta.text)) is not None:
                        yield value
                cut_off = cut_off or choice.finish_reason == "length"
        if cut_off:
            raise ModelUnusable
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
        """How probable the model finds each choice, by the first token that it would say.

        A choice that is not among the `TOP` likeliest beginnings has none. ModelUnusable
        (`error.no_logprobs`) where no probabilities come, and from then on without asking; or,
        this once, where none of them is a choice's.
        """
        if (await self._name()) in self._tells_none:
            raise ModelUnusable("error.no_logprobs")
        only = {"structured_outputs": {"choice": list(choices)}}
        more = {**_PROBABILITIES, **_NO_THINKING, **only}
        one, tokens = replace(sampling, limit=1), dict[str, float]()
        try:
            async with aclosing(
                self._completions.choices(
                    self._name, messages, one, more, report, needed=_PROBABILITIES
                )
            ) as pieces:
                async for piece in pieces:
                    tokens = tokens or probabilities(piece.logprobs)
        except ModelUnusable as refused:
            if refused.facts.get("status") not in (400, 422):
                raise
        if not tokens:
            self._tells_none.add(await self._name())
        if (found := weights(tokens, choices)) is None:
            raise ModelUnusable("error.no_logprobs")
        return found

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.close()

    async def _name(self) -> str:
        return self._model or (await self.facts()).name

    async def _ask(self) -> ModelFacts:
        try:
            said = await self._client.with_raw_response.models.list()
        except APIError as exc:
            raise trouble(exc) from exc
        return facts_of(said.content, self._model)
