"""The time that one call may still wait for a server."""

import asyncio
import time
from collections.abc import Awaitable
from typing import TypeVar

from bot.core.errors import ModelSlow

T = TypeVar("T")


class Waiting:
    """Counts the seconds spent waiting, and none of what is done between two waits.

    A timeout round the whole of a stream would cancel its reader, and count the reader's time.
    """

    def __init__(self, seconds: float) -> None:
        self._left = seconds

    async def on(self, answer: Awaitable[T], most: float = float("inf")) -> T:
        """The answer, if it comes within `most` seconds and the seconds left; else ModelSlow."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(min(self._left, most)):
                return await answer
        except TimeoutError as exc:
            raise ModelSlow from exc
        finally:
            self._left -= time.monotonic() - began
