"""Reads lines from a pipe or a file, of any length and encoding, and never holds up the loop."""

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

LONGEST = 128 * 1024
"""Bytes of a line that is still read."""


@dataclass
class PipedLines:
    """The lines of an open file, by its descriptor; None is a file that was closed.

    `on_odd` is told the key of a sentence and the number of a line that had to be left out.
    """

    source: int | None
    on_odd: Callable[[str, int], None]
    live: bool = field(default=False, init=False)
    _held: bytes = field(default=b"", init=False)
    _number: int = field(default=0, init=False)
    _over: bool = field(default=False, init=False)

    async def read(self) -> str | None:
        """The next line that says something; None at the end."""
        while (line := await self._line()) is not None:
            if line.strip():
                return line.strip()
        return None

    async def answer(self, *, long: bool) -> str | None:
        """The next line, whatever it says; a long answer is one line too."""
        return await self._line()

    async def _line(self) -> str | None:
        while (raw := await self._raw()) is not None:
            self._number += 1
            if len(raw) > LONGEST:
                self.on_odd("terminal.too_long", self._number)
                continue
            try:
                return raw.decode("utf-8-sig" if self._number == 1 else "utf-8").rstrip("\r")
            except UnicodeDecodeError:
                self.on_odd("terminal.not_utf8", self._number)
        return None

    async def _raw(self) -> bytes | None:
        """The bytes up to the next line's end; of a line that is too long, one more than may be."""
        while b"\n" not in self._held and not self._over:
            chunk = await _chunk(self.source)
            self._over = not chunk
            self._held = self._held[: LONGEST + 1] + chunk
        if not self._held:
            return None
        raw, _, self._held = self._held.partition(b"\n")
        return raw


async def _chunk(source: int | None) -> bytes:
    """What can be read now; b"" at the end. Nothing waits for its thread when we leave."""
    if source is None:
        return b""
    loop = asyncio.get_running_loop()
    found: asyncio.Future[bytes] = loop.create_future()

    def settle(data: bytes) -> None:
        if not found.done():
            found.set_result(data)

    def work() -> None:
        try:
            data = os.read(source, 64 * 1024)
        except OSError:
            data = b""
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody wants it any more
            loop.call_soon_threadsafe(settle, data)

    threading.Thread(target=work, name="standard input", daemon=True).start()
    return await found
