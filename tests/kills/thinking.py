"""A model server that judges as `tests.judges` does and can be held in the middle of a word."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.core.completion import Message
from tests.judges import Judge
from tests.llm.openai_server import Line, OpenAIServer, openai_server, weighs

MODEL = "coach"
"""The name of the model, as the server tells it."""


@dataclass
class Thinking:
    """While `held` is on, a document stops in its middle; `stopped` counts those that have."""

    server: OpenAIServer
    judge: Judge
    pace: float = 0.0
    """Seconds from one piece of a document to the next."""
    piece: int = 40
    """Characters of a piece."""
    stopped: int = 0
    _open: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"{self.server.url}/v1"

    def hold(self) -> None:
        """Let documents stop in their middle from now on."""
        self.stopped = 0
        self._open.clear()

    def release(self) -> None:
        """Let them go on."""
        self._open.set()

    async def answer(self, line: Line, body: Mapping[str, Any]) -> None:
        """Answer a request for a completion."""
        said = [Message(one["role"], one["content"]) for one in body["messages"]]
        if body.get("logprobs"):
            await weighs(self.judge.weigh(said))(line, body)
            return
        text = json.dumps(self.judge.reply(said), ensure_ascii=False, indent=2)
        await line.begin()
        for at in range(0, len(text), self.piece):
            if at >= len(text) // 2 and not self._open.is_set():
                self.stopped += 1
                await self._open.wait()
            await line.delta(content=text[at : at + self.piece])
            await asyncio.sleep(self.pace)
        await line.end()


@asynccontextmanager
async def thinking(
    judge: Judge | None = None, pace: float = 0.0, piece: int = 40
) -> AsyncIterator[Thinking]:
    """A model server until the block ends."""
    async with openai_server() as server:
        one = Thinking(server, judge or Judge(), pace, piece)
        one.release()
        server.behave = one.answer
        yield one
