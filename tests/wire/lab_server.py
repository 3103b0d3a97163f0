"""A local server that completes texts at a planted speed, and lacks whatever abilities it is told
to lack."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Speed = Callable[[int], float]
"""Seconds of the token at this place of the context."""
BLOCK = 16
"""Tokens of a block of the prefix cache; a word is a token."""


def even(seconds: float) -> Speed:
    """Every token takes the same."""
    return lambda _: seconds


@dataclass
class ScriptedLab:
    """`lacks` are names of `core.lab_server.Abilities`. `prefill` is seconds a token of a prompt
    that is not cached; `others` are requests
    that others have under way; where it `blocks`, no token comes while a prompt is read."""

    lacks: frozenset[str] = frozenset()
    speed: Speed = field(default_factory=lambda: even(0.0))
    prefill: float = 0.0
    others: int = 0
    speculates: bool = False
    blocks: bool = False
    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    hung_up: int = 0
    _cached: set[tuple[str, ...]] = field(default_factory=set)
    _running: int = 0
    _step: asyncio.Lock = field(default_factory=asyncio.Lock)
    _drafted: int = 0

    async def completions(self, request: web.Request) -> web.StreamResponse:
        """`/v1/completions`, streamed or not."""
        body = await request.json()
        self.asked.append(body)
        if refused := self._refused(body):
            return web.json_response({"error": {"message": refused}}, status=400)
        words = body["prompt"].split()
        cached = self._read(words, body)
        end = body["max_tokens"]
        if not (body.get("ignore_eos") and "ignores_end" not in self.lacks):
            end = min(end, 20)
        usage = {"prompt_tokens": len(words), "completion_tokens": end, "total_tokens": 0}
        if "cached" not in self.lacks:
            usage["prompt_tokens_details"] = {"cached_tokens": cached}
        if not body.get("stream"):
            return web.json_response({"choices": [{"text": "x " * end}], "usage": usage})
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await answer.prepare(request)
        self._running += 1
        try:
            async with self._step if self.blocks else contextlib.nullcontext():
                await asyncio.sleep(self.prefill * (len(words) - cached))
            for place in range(end):
                if self.blocks:
                    async with self._step:
                        pass
                await asyncio.sleep(self.speed(len(words) + place))
                await _event(answer, {"choices": [{"text": " x"}]})
            if self.speculates:
                self._drafted += end
            counted = usage if "usage" not in self.lacks else None
            await _event(answer, {"choices": [], "usage": counted})
            await answer.write(b"data: [DONE]\n\n")
        except (ConnectionError, asyncio.CancelledError):
            self.hung_up += 1
            raise
        finally:
            self._running -= 1
        return answer

    async def chat(self, request: web.Request) -> web.Response:
        """`/v1/chat/completions`, for the probe."""
        body = await request.json()
        binds = "response_format" in body and "schema" not in self.lacks
        choice: dict[str, Any] = {
            "message": {"content": '{"word": "zebra"}' if binds else "apple"},
            "logprobs": None,
        }
        if body.get("logprobs") and "probabilities" not in self.lacks:
            tops = [{"token": "yes", "logprob": -0.1}]
            choice["logprobs"] = {"content": [{"token": "yes", "top_logprobs": tops}]}
        return web.json_response({"choices": [choice]})

    async def metrics(self, _: web.Request) -> web.Response:
        """`/metrics`."""
        if "metrics" in self.lacks:
            return web.Response(status=404)
        lines = ["# HELP something", 'vllm:prompt_tokens_total{model="m"} 5', "odd{} NaNo"]
        if "running" not in self.lacks:
            lines.append(f'vllm:num_requests_running{{model="m"}} {self._running + self.others}')
        if self.speculates:
            lines.append(f"vllm:spec_decode_num_draft_tokens_total {self._drafted}")
            lines.append(f"vllm:spec_decode_num_accepted_tokens_total {self._drafted * 0.75}")
            lines.append(f"vllm:spec_decode_num_drafts_total {self._drafted / 4}")
        return web.Response(text="\n".join(lines) + "\n")

    def _refused(self, body: dict[str, Any]) -> str:
        known = "priority" not in self.lacks
        if known and not isinstance(body.get("priority", 0), int):
            return "priority is a number"
        return ""

    def _read(self, words: list[str], body: dict[str, Any]) -> int:
        """Tokens of the prompt that are in the cache, whole blocks of them; then all are."""
        salt = str(body.get("cache_salt", "")) if "cold" not in self.lacks else ""
        blocks = [(salt, *words[: at + BLOCK]) for at in range(0, len(words) - BLOCK, BLOCK)]
        held = sum(1 for one in blocks if one in self._cached)
        self._cached.update(blocks)
        return held * BLOCK


async def _event(answer: web.StreamResponse, event: dict[str, Any]) -> None:
    await answer.write(f"data: {json.dumps(event)}\n\n".encode())


@asynccontextmanager
async def scripted_lab(lab: ScriptedLab) -> AsyncIterator[ScriptedLab]:
    """The server on a free loopback port until the block ends."""
    app = web.Application()
    app.router.add_post("/v1/completions", lab.completions)
    app.router.add_post("/v1/chat/completions", lab.chat)
    app.router.add_get("/metrics", lab.metrics)
    runner = web.AppRunner(app, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    lab.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield lab
    finally:
        await runner.cleanup()
