"""A model whose calls are told of: how long, how many tokens, how it ended; never what was said."""

import time
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.core.completion import Delta, Message, ModelFacts, Sampling, Usage
from bot.core.errors import CoachError
from bot.core.happenings import Called, Tell
from bot.core.ports import LanguageModel, Report
from bot.observing.current import CURRENT
from bot.observing.spans import Spans

_USUAL = Sampling()


@dataclass
class WatchedModel:
    """The port `LanguageModel` over another, whose errors and reports are left as they are."""

    model: LanguageModel
    tell: Tell
    spans: Spans
    _name: str = field(default="", init=False)

    async def facts(self) -> ModelFacts:
        """What is known of the model."""
        found = await self.model.facts()
        self._name = found.name
        return found

    async def stream(
        self,
        messages: Sequence[Message],
        sampling: Sampling = _USUAL,
        *,
        report: Report | None = None,
    ) -> AsyncGenerator[Delta, None]:
        """The model's reasoning and text as it writes them."""
        with self._call("stream", sampling, report) as told:
            async with aclosing(self.model.stream(messages, sampling, report=told)) as deltas:
                async for one in deltas:
                    yield one

    async def fill(
        self,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        sampling: Sampling = _USUAL,
        *,
        report: Report | None = None,
    ) -> AsyncGenerator[Mapping[str, Any], None]:
        """A JSON object that follows the schema, as it comes."""
        with self._call("fill", sampling, report) as told:
            filling = self.model.fill(messages, schema, sampling, report=told)
            async with aclosing(filling) as values:
                async for one in values:
                    yield one

    async def weigh(
        self,
        messages: Sequence[Message],
        choices: Sequence[str],
        sampling: Sampling = _USUAL,
        *,
        report: Report | None = None,
    ) -> Mapping[str, float]:
        """How probable the model finds each choice."""
        with self._call("weigh", sampling, report) as told:
            return await self.model.weigh(messages, choices, sampling, report=told)

    async def close(self) -> None:
        """Let go of connections and processes."""
        await self.model.close()

    @contextmanager
    def _call(self, method: str, sampling: Sampling, report: Report | None) -> Iterator[Report]:
        """One call; attributes as OpenTelemetry names them (semantic conventions for generative
        AI, 2025)."""
        if (now := CURRENT.get()) is not None:
            now.calls.append(method)
        began, used, trouble = time.monotonic(), list[Usage](), ""
        span = self.spans.part(
            f"chat {self._name}".strip(),
            {
                "gen_ai.operation.name": "chat",
                "gen_ai.provider.name": "openai_compatible",
                "gen_ai.request.model": self._name,
                "gen_ai.request.max_tokens": sampling.limit,
                "gen_ai.request.temperature": sampling.temperature,
                "gen_ai.output.type": "json" if method == "fill" else "text",
                "coach.model.method": method,
            },
        )

        def told(usage: Usage) -> None:
            used.append(usage)
            if report is not None:
                report(usage)

        try:
            yield told
        except CoachError as exc:
            trouble = exc.key
            raise
        finally:
            usage = used[-1] if used else Usage(seconds=time.monotonic() - began)
            span.end(trouble, _tokens(usage))
            self.tell(Called(method, usage, trouble))


def _tokens(usage: Usage) -> dict[str, int | float]:
    told = {
        "gen_ai.usage.input_tokens": usage.prompt,
        "gen_ai.usage.cache_read.input_tokens": usage.cached,
        "gen_ai.usage.output_tokens": usage.completion,
        "gen_ai.response.time_to_first_chunk": usage.first,
    }
    return {name: value for name, value in told.items() if value is not None}
