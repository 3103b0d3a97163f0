"""The port `RunProgram`: each program in a process of its own, which is gone after it."""

import asyncio
import contextlib
import importlib.util
import json
import logging
import os
import signal
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from bot.core.running import Ran, Trouble, Why
from bot.running.child import LINE_LIMIT
from bot.running.walls import bubblewrap, inner, walled

logger = logging.getLogger(__name__)

_CODE = 20_000
"""Characters of a program, at most."""
_STARTS = 5.0
"""Seconds for the start of a process on a busy machine, beyond what its program may take."""


def can_run() -> bool:
    """Whether what runs programs is installed."""
    return importlib.util.find_spec("pydantic_monty") is not None


@dataclass(frozen=True, slots=True)
class Limits:
    """What a program may take: seconds, bytes, calls within calls."""

    seconds: float = 5.0
    memory: int = 64 * 1024**2
    depth: int = 300


@dataclass
class Sandbox:
    """Runs a program in pydantic-monty, that in a process of its own without variables or rights,
    and that within bubblewrap where the machine has it and lets it work.

    `wrap` is None until it is known whether it does.
    """

    limits: Limits = field(default_factory=Limits)
    starts: float = _STARTS
    wrap: bool | None = None
    at_once: int = 2
    _places: asyncio.Semaphore = field(init=False)
    _trying: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.at_once)

    async def __call__(self, code: str, *, call: str = "solution") -> Ran:
        """What the program came to."""
        began = time.monotonic()
        if not can_run():
            return Ran(None, trouble=Trouble("not_here"))
        if len(code) > _CODE:
            return Ran(None, trouble=Trouble("too_long"))
        if not call.isidentifier():
            raise ValueError("a function is called by its name")
        wrap = await self.wraps()
        async with self._places:
            ran = await self._run(code, call, wrap=wrap)
        return Ran(ran.value, ran.printed, ran.trouble, time.monotonic() - began)

    async def wraps(self) -> bool:
        """Whether programs run within bubblewrap too: tried once, with a program."""
        async with self._trying:
            if self.wrap is None:
                ran = await self._run("1 + 1", "solution", wrap=True) if bubblewrap() else None
                if ran and ran.trouble and ran.trouble.why == "time":
                    return False  # a machine that is too busy now: it is tried again
                self.wrap = ran is not None and ran.value == "2"
        return self.wrap

    async def _run(self, code: str, call: str, *, wrap: bool) -> Ran:
        asked = {
            "code": code,
            "call": call,
            "alone": wrap,
            "seconds": self.limits.seconds,
            "memory": self.limits.memory,
            "depth": self.limits.depth,
        }
        with tempfile.TemporaryDirectory(prefix="coach-program-") as empty:
            return await self._answered(json.dumps(asked).encode(), empty, wrap=wrap)

    async def _answered(self, asked: bytes, folder: str, *, wrap: bool) -> Ran:
        child: asyncio.subprocess.Process | None = None
        try:
            child = await _started(folder, wrap=wrap)
            patience = self.limits.seconds * 2 + self.starts
            return _ran(await asyncio.wait_for(_answer(child, asked), patience))
        except TimeoutError:
            return Ran(None, trouble=Trouble("time"))
        except (OSError, ValueError, KeyError, TypeError) as exc:
            logger.warning("a program broke what it ran in (%s)", type(exc).__name__)
            return Ran(None, trouble=Trouble("broken"))
        finally:
            if child is not None:
                await _ended(child)


async def _started(folder: str, *, wrap: bool) -> asyncio.subprocess.Process:
    bwrap = bubblewrap() if wrap else None
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}  # Windows
    return await asyncio.create_subprocess_exec(
        *(walled(bwrap) if bwrap else inner()),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=folder,
        env=kept,
        start_new_session=sys.platform != "win32",
        limit=LINE_LIMIT,
    )


async def _answer(child: asyncio.subprocess.Process, asked: bytes) -> Any:
    """What the child answered; ValueError where it is longer than an answer is, or none."""
    assert child.stdin is not None and child.stdout is not None  # noqa: S101 - both are pipes
    child.stdin.write(asked)
    with contextlib.suppress(ConnectionError):  # it ended before it read all
        await child.stdin.drain()
        child.stdin.close()
    return json.loads(await child.stdout.readline())


def _ran(said: Mapping[str, Any]) -> Ran:
    found, trouble = said["trouble"], None
    if found is not None:
        if found["why"] not in get_args(Why):
            raise ValueError(found["why"])
        line = found.get("line")
        line = line if isinstance(line, int) else None
        trouble = Trouble(found["why"], str(found.get("said", "")), line)
    value = None if said["value"] is None else str(said["value"])
    return Ran(value, str(said["printed"]), trouble)


async def _ended(child: asyncio.subprocess.Process) -> None:
    """End it, and what it started, whatever it is doing."""
    if child.returncode == 0:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            child.kill()
        else:
            os.killpg(child.pid, signal.SIGKILL)
    with contextlib.suppress(ConnectionError, ValueError):
        await child.communicate()  # what it wrote and nobody reads keeps its pipe open
