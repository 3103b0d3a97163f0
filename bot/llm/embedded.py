"""llama.cpp's own server in a child process, as a language model that needs no set-up."""

import asyncio
import json
import logging
import os
import secrets
import subprocess
import sys
import time
from collections import deque
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, cast

from bot.core.completion import Delta, Message, ModelFacts, Sampling
from bot.core.errors import ModelSlow, ModelUnreachable, SettingsTrouble
from bot.core.ports import Report
from bot.llm import embedded_child, weights
from bot.llm.openai_api import OpenAIModel

_USUAL = Sampling()
_LOADING = 120.0  # seconds, for gigabytes from a slow disk; the packaged model takes half of one
_STARTS, _WITHIN = 4, 60.0  # one start and three restarts a minute
_LOG_LIMIT = 1 << 20

_log = logging.getLogger(__name__)


class EmbeddedModel:
    """Starts its child at the first use, and again if it died: three times a minute at most.

    Without `gguf` it serves the packaged weights of `home`, and is unreachable while they are not
    there. SettingsTrouble if `gguf` is missing or no GGUF file. The child ends when this process
    does, however it does. `home/logs/embedded.log` has what went wrong while llama.cpp loaded.
    """

    def __init__(self, home: Path, gguf: Path | None = None, *, patience: float = 60.0) -> None:
        if gguf is not None:
            _check(gguf)
        self._patience = patience
        self._path = gguf or weights.path(home)
        self._name = gguf.stem if gguf else weights.SMOLLM2.name
        self._log_file = home / "logs" / "embedded.log"
        self._starting = asyncio.Lock()
        self._starts: deque[float] = deque(maxlen=_STARTS)
        self._child: subprocess.Popen[str] | None = None
        self._model: OpenAIModel | None = None

    async def start(self) -> None:
        """Have the child ready to answer; every other method does this, too."""
        await self._running()

    async def address(self) -> tuple[str, str, str]:
        """Where its server listens, the key that it asks for, and the model's name."""
        return (await self._running()).address

    async def facts(self) -> ModelFacts:
        """What is known of the model; `context` is what one request may use of it."""
        model = await self._running()
        return replace(await model.facts(), embedded=True)

    async def stream(
        self,
        messages: Sequence[Message],
        sampling: Sampling = _USUAL,
        *,
        report: Report | None = None,
    ) -> AsyncGenerator[Delta, None]:
        """The model's reasoning and text as it writes them."""
        model = await self._running()
        async with aclosing(model.stream(messages, sampling, report=report)) as deltas:
            async for delta in deltas:
                yield delta

    async def fill(
        self,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        sampling: Sampling = _USUAL,
        *,
        report: Report | None = None,
    ) -> AsyncGenerator[Mapping[str, Any], None]:
        """A JSON object that follows the schema, anew each time another part of it is whole."""
        model = await self._running()
        async with aclosing(model.fill(messages, schema, sampling, report=report)) as values:
            async for value in values:
                yield value

    async def weigh(
        self,
        messages: Sequence[Message],
        choices: Sequence[str],
        sampling: Sampling = _USUAL,
        *,
        report: Report | None = None,
    ) -> Mapping[str, float]:
        """How probable the model finds each choice, by the first token that it would say."""
        model = await self._running()
        return await model.weigh(messages, choices, sampling, report=report)

    async def close(self) -> None:
        """End the child. A later use starts another."""
        async with self._starting:
            await self._let_go()

    async def _running(self) -> OpenAIModel:
        async with self._starting:
            if self._model and self._child and self._child.poll() is None:
                return self._model
            if self._child:
                _log.warning("the embedded model ended with status %s", self._child.poll())
            await self._let_go()
            if not self._path.is_file():
                raise ModelUnreachable("error.model_missing")
            self._count_start()
            key = secrets.token_urlsafe(16)
            try:
                self._child = self._launch()
                address = await self._address(self._child, key)
            except OSError as exc:
                await self._let_go()
                raise ModelUnreachable from exc
            except BaseException:
                await self._let_go()
                raise
            self._model = OpenAIModel(
                address, self._name, key, patience=self._patience, at_once=embedded_child.SLOTS
            )
            return self._model

    def _count_start(self) -> None:
        now = time.monotonic()
        if len(self._starts) == _STARTS and now - self._starts[0] < _WITHIN:
            raise ModelUnreachable
        self._starts.append(now)

    def _launch(self) -> subprocess.Popen[str]:
        """Start the child from this very thread: Linux kills it with the thread that started it."""
        self._log_file.parent.mkdir(parents=True, exist_ok=True)
        grown = self._log_file.exists() and self._log_file.stat().st_size > _LOG_LIMIT
        with self._log_file.open("wb" if grown else "ab") as log:
            return subprocess.Popen(  # noqa: S603 (every word of the command is ours)
                [sys.executable, "-P", embedded_child.__file__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    async def _address(self, child: subprocess.Popen[str], key: str) -> str:
        """Give the child its orders; where it serves, once it does."""
        orders = {"path": str(self._path), "name": self._name, "key": key, "parent": os.getpid()}
        print(json.dumps(orders), file=child.stdin, flush=True)
        said = cast("IO[str]", child.stdout)
        try:
            async with asyncio.timeout(_LOADING):
                line = await asyncio.to_thread(said.readline)
        except TimeoutError as exc:
            raise ModelSlow from exc
        if not line:
            raise ModelUnreachable("error.gguf_broken", path=str(self._path))
        return str(json.loads(line)["address"])

    async def _let_go(self) -> None:
        model, child = self._model, self._child
        self._model = self._child = None
        if model:
            await model.close()
        if child:
            child.kill()
            with suppress(BrokenPipeError), child:
                pass  # its exit waits for the child and closes the pipes


def _check(gguf: Path) -> None:
    try:
        with gguf.open("rb") as file:
            magic = file.read(4)
    except OSError as exc:
        raise SettingsTrouble("error.gguf_missing", path=str(gguf)) from exc
    if magic != b"GGUF":
        raise SettingsTrouble("error.gguf_broken", path=str(gguf))
