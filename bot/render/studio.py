"""The port `Draw`: pictures that a child process draws, each once."""

import asyncio
import contextlib
import importlib.util
import logging
import os
import struct
import sys
from collections import OrderedDict
from dataclasses import dataclass, field

from bot.core.pictures import Drawing, ImageFile, Picture
from bot.core.question import digest
from bot.render.child import written
from bot.render.image_files import ImageFiles

logger = logging.getLogger(__name__)

_STARTS, _TAKES = 20.0, 3.0
"""Seconds that the child may take to be ready, and for one drawing."""
_IDLE = 120.0
"""Seconds without a drawing after which the child is let go: it holds some 80 MiB."""
_KEPT = 16 * 1024 * 1024
"""Bytes of pictures that are remembered."""
_REMEMBERED = 2000
_LINE = 1 << 20
_ALT = 1024
_KNOWS = frozenset(
    ["HOME", "LD_LIBRARY_PATH", "LOCALAPPDATA", "PATH", "PYTHONPATH", "SYSTEMROOT", "TEMP", "TMP"]
) | {"TMPDIR", "USERPROFILE", "WINDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME"}
"""What the child sees of our environment: no token."""


def can_draw() -> bool:
    """Whether what draws is installed."""
    return all(importlib.util.find_spec(one) for one in ("typst", "latex2mathml"))


@dataclass
class Studio:
    """`files` are the images of the bank."""

    files: ImageFiles = field(default_factory=ImageFiles)
    takes: float = _TAKES
    idle: float = _IDLE
    _drawn: OrderedDict[str, bytes] = field(default_factory=OrderedDict)
    _child: asyncio.subprocess.Process | None = None
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)
    _letting_go: asyncio.TimerHandle | None = None

    async def __call__(self, drawing: Drawing, alt: str) -> Picture | None:
        """The picture; None where there is none."""
        if isinstance(drawing, ImageFile):
            return await asyncio.to_thread(self.files.picture, drawing, alt)
        asked = written(drawing)
        if len(asked) > _LINE or not can_draw():
            return None
        name = digest(asked.decode(), 24)
        if name in self._drawn:
            self._drawn.move_to_end(name)
        else:
            async with self._one_at_a_time:
                if name not in self._drawn:
                    self._remember(name, await self._draw(asked))
        data = self._drawn[name]
        return Picture(f"{name}.png", alt[:_ALT], data) if data else None

    async def close(self) -> None:
        """End the child."""
        async with self._one_at_a_time:
            await self._end()

    async def _draw(self, asked: bytes) -> bytes:
        """The bytes of a picture, none where there is none. A child that takes too long, or dies of
        it, draws nothing further."""
        if self._letting_go:
            self._letting_go.cancel()
        try:
            child = await self._ready()
            if child.stdin is not None:
                child.stdin.write(asked)
            return await asyncio.wait_for(_answer(child), self.takes)
        except (TimeoutError, OSError, asyncio.IncompleteReadError) as exc:
            logger.warning("a drawing was given up (%s)", type(exc).__name__)
            await self._end()
            return b""
        except asyncio.CancelledError:
            await self._end()  # its answer would be taken for the next one's
            raise
        finally:
            self._letting_go = asyncio.get_running_loop().call_later(self.idle, self._let_go)

    async def _ready(self) -> asyncio.subprocess.Process:
        if self._child is None or self._child.returncode is not None:
            self._child = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot.render.child",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=_LINE,
                env={name: value for name, value in os.environ.items() if name in _KNOWS},
            )
            await asyncio.wait_for(_answer(self._child), _STARTS)
        return self._child

    def _let_go(self) -> None:
        if self._child is not None and self._child.stdin and not self._one_at_a_time.locked():
            self._child.stdin.close()  # it ends at the end of its input
            self._child = None

    async def _end(self) -> None:
        child, self._child = self._child, None
        if self._letting_go:
            self._letting_go.cancel()
        if child is not None and child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()

    def _remember(self, name: str, data: bytes) -> None:
        self._drawn[name] = data
        held = sum(map(len, self._drawn.values()))
        while len(self._drawn) > 1 and (held > _KEPT or len(self._drawn) > _REMEMBERED):
            _, dropped = self._drawn.popitem(last=False)
            held -= len(dropped)


async def _answer(child: asyncio.subprocess.Process) -> bytes:
    if child.stdout is None:
        return b""
    (length,) = struct.unpack(">I", await child.stdout.readexactly(4))
    return await child.stdout.readexactly(length)
