"""Finds out what a server can do, by trying each ability once."""

import secrets
from collections.abc import Mapping
from typing import Any, Protocol

from bot.core.errors import ModelTrouble
from bot.core.lab_server import Abilities, Timed

_LONG = " ".join(f"item {number}" for number in range(130))
"""A prompt of several blocks of any server's cache: vLLM's are 128 tokens on a CPU."""
_RUNNING = ("vllm:num_requests_running", "llamacpp:requests_processing")
_DRAFTED = (
    "vllm:spec_decode_num_draft_tokens_total",
    "llamacpp:spec_decode_num_draft_tokens_total",
)
_SCHEMA = {
    "type": "object",
    "properties": {"word": {"type": "string", "enum": ["zebra"]}},
    "required": ["word"],
    "additionalProperties": False,
}
_REFUSED = (400, 422)


class Asks(Protocol):
    """What a probe asks through."""

    def body(self, prompt: str, tokens: int, **more: Any) -> dict[str, Any]:
        """A greedy, streamed request."""
        ...

    async def timed(self, body: Mapping[str, Any]) -> Timed:
        """Time the stream that a body asks for."""
        ...

    async def asked(self, path: str, body: Mapping[str, Any]) -> tuple[int, Mapping[str, Any]]:
        """The status and the JSON of one request."""
        ...

    async def figures(self) -> Mapping[str, float]:
        """What the server publishes of itself."""
        ...


async def probe(server: Asks) -> Abilities:
    """What it was seen to do. ModelTrouble only where it does not even complete a text."""
    first = await server.timed(server.body("Hello", 2))
    cached, cold = await _caching(server)
    ignores_end = await _ignores_end(server)
    figures = await _figures(server)
    return Abilities(
        usage=first.tokens is not None and first.prompt is not None,
        cached=cached,
        cold=cold,
        ignores_end=ignores_end,
        metrics=bool(figures),
        running=any(name in figures for name in _RUNNING),
        speculates=any(figures.get(name, 0) > 0 for name in _DRAFTED),
        schema=await _schema(server),
        probabilities=await _probabilities(server),
        priority=await _priority(server),
    )


async def _figures(server: Asks) -> Mapping[str, float]:
    try:
        return await server.figures()
    except ModelTrouble:
        return {}


async def _caching(server: Asks) -> tuple[bool, bool]:
    """Whether a prompt that comes again is told as cached, and whether it can be had uncached."""
    prompt = _fresh()
    try:
        await server.timed(server.body(prompt, 1))
        again = await server.timed(server.body(prompt, 1))
        if not again.cached:
            return False, False
        options = {"cache_salt": secrets.token_hex(8), "cache_prompt": False}
        apart = await server.timed(server.body(prompt, 1, **options))
    except ModelTrouble:
        return False, False
    return True, not apart.cached


async def _ignores_end(server: Asks) -> bool:
    """A text that is over soon goes on to its limit only where the end is ignored: asked twice."""
    prompt = "Q: Say yes.\nA: yes\n\nQ: Say no.\nA: no\n\nQ: Say yes.\nA:"
    try:
        whole = await server.timed(server.body(prompt, 48, ignore_eos=True))
    except ModelTrouble:
        return False
    return whole.tokens == 48


async def _schema(server: Asks) -> bool:
    """Whether a schema binds: the model is asked for one word and the schema has another."""
    asked = {
        "messages": [{"role": "user", "content": "Reply with the single word apple."}],
        "max_tokens": 24,
        "temperature": 0,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "word", "schema": _SCHEMA, "strict": True},
        },
    }
    try:
        status, said = await server.asked("/v1/chat/completions", asked)
        return status == 200 and "zebra" in said["choices"][0]["message"]["content"]
    except (ModelTrouble, LookupError, TypeError):
        return False


async def _probabilities(server: Asks) -> bool:
    asked = {
        "messages": [{"role": "user", "content": "Reply yes or no."}],
        "max_tokens": 1,
        "temperature": 0,
        "logprobs": True,
        "top_logprobs": 2,
    }
    try:
        status, said = await server.asked("/v1/chat/completions", asked)
        return status == 200 and bool(said["choices"][0]["logprobs"]["content"][0]["top_logprobs"])
    except (ModelTrouble, LookupError, TypeError):
        return False


async def _priority(server: Asks) -> bool:
    """Whether the server knows the option: one that does refuses a value that is no number."""
    try:
        right, _ = await server.asked("/v1/completions", _short(priority=1))
        wrong, _ = await server.asked("/v1/completions", _short(priority="first"))
    except ModelTrouble:
        return False
    return right == 200 and wrong in _REFUSED


def _short(**more: Any) -> dict[str, Any]:
    return {"prompt": "Hello", "max_tokens": 1, "temperature": 0, **more}


def _fresh() -> str:
    """A long prompt that no cache has."""
    return f"{secrets.token_hex(6)} {_LONG}"
