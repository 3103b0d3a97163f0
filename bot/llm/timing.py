"""Sends an experiment's requests to a server of OpenAI's Completions and times what comes."""

import json
import re
import secrets
import time
from collections.abc import Mapping
from typing import Any

import httpx

from bot.core.errors import ModelSlow, ModelTrouble, ModelUnreachable, ModelUnusable
from bot.core.lab_server import Abilities, Load, Timed
from bot.llm.probing import probe

_SAMPLE = re.compile(r"^([A-Za-z_:][\w:]*)(?:\{[^}]*\})?\s+(\S+)", re.MULTILINE)


class TimingServer:
    """Greedy requests over `/v1/completions`, streamed. `patience` is the most seconds without a
    token.

    Options that a server does not know are left out from the first refusal on: a cold prompt is
    asked for by a salt of its own (vLLM) or by `cache_prompt` (llama.cpp), whichever it takes.
    """

    def __init__(
        self, base_url: str, model: str, key: str | None = None, *, patience: float = 60.0
    ) -> None:
        self._model = model
        root = base_url.rstrip("/").removesuffix("/v1")
        here = httpx.URL(root).host in ("localhost", "127.0.0.1", "::1")
        self._client = httpx.AsyncClient(
            base_url=root,
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx.Timeout(patience, connect=10.0),
            limits=httpx.Limits(max_keepalive_connections=0),  # llama.cpp shuts idle ones
            trust_env=not here,
        )
        self._abilities: Abilities | None = None

    async def abilities(self) -> Abilities:
        """What it can do; tried once."""
        if self._abilities is None:
            self._abilities = await probe(self)
        return self._abilities

    async def run(self, load: Load) -> Timed:
        """Send one request and time its answer."""
        return await self.timed(await self._body(load))

    async def timed(self, body: Mapping[str, Any]) -> Timed:
        """Time the stream that a request's body asks for."""
        arrived: list[float] = []
        usage: Mapping[str, Any] = {}
        began = time.perf_counter()
        try:
            async with self._client.stream("POST", "/v1/completions", json=body) as answer:
                if answer.status_code >= 400:
                    await answer.aread()
                    raise _refused(answer.status_code)
                async for line in answer.aiter_lines():
                    if not line.startswith("data:") or line.endswith("[DONE]"):
                        continue
                    event = json.loads(line.removeprefix("data:"))
                    now = time.perf_counter() - began
                    usage = event.get("usage") or usage
                    if any(one.get("text") for one in event.get("choices", ())):
                        arrived.append(now)
        except (httpx.HTTPError, ValueError) as exc:
            raise _trouble(exc) from exc
        details = usage.get("prompt_tokens_details") or {}
        return Timed(
            tuple(arrived),
            time.perf_counter() - began,
            prompt=usage.get("prompt_tokens"),
            cached=details.get("cached_tokens"),
            tokens=usage.get("completion_tokens"),
        )

    async def asked(self, path: str, body: Mapping[str, Any]) -> tuple[int, Mapping[str, Any]]:
        """The status and the JSON of one request; an empty object where it is none."""
        try:
            answer = await self._client.post(path, json={"model": self._model, **body})
        except httpx.HTTPError as exc:
            raise _trouble(exc) from exc
        try:
            said = answer.json()
        except ValueError:
            said = {}
        return answer.status_code, said if isinstance(said, dict) else {}

    def body(self, prompt: str, tokens: int, **more: Any) -> dict[str, Any]:
        """A greedy, streamed request."""
        return {
            "model": self._model,
            "prompt": prompt,
            "max_tokens": tokens,
            "temperature": 0,
            "stream": True,
            "stream_options": {"include_usage": True},
            **more,
        }

    async def figures(self) -> Mapping[str, float]:
        """Prometheus's text at `/metrics`, a name's samples summed up over their labels."""
        try:
            answer = await self._client.get("/metrics")
        except httpx.HTTPError as exc:
            raise _trouble(exc) from exc
        if answer.status_code != httpx.codes.OK:
            return {}
        found: dict[str, float] = {}
        for name, value in _SAMPLE.findall(answer.text):
            try:
                found[name] = found.get(name, 0.0) + float(value)
            except ValueError:
                continue
        return found

    async def close(self) -> None:
        """Let go of connections."""
        await self._client.aclose()

    async def _body(self, load: Load) -> dict[str, Any]:
        able = await self.abilities()
        more: dict[str, Any] = {"seed": load.seed}
        if able.ignores_end:
            more["ignore_eos"] = True
        if load.cold and able.cold:
            more |= cold()
        if load.urgency and able.priority:
            more["priority"] = load.urgency
        return self.body(load.prompt, load.tokens, **more)


def cold() -> dict[str, Any]:
    """What asks each kind of server not to use its prefix cache; others are not sent it."""
    return {"cache_salt": secrets.token_hex(8), "cache_prompt": False}


def _refused(status: int) -> ModelTrouble:
    return ModelUnreachable() if status >= 500 or status in (401, 403, 404) else ModelUnusable()


def _trouble(exc: Exception) -> ModelTrouble:
    if isinstance(exc, httpx.TimeoutException):
        return ModelSlow()
    return ModelUnusable() if isinstance(exc, ValueError) else ModelUnreachable()
