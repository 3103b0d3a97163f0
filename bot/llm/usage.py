"""Counts what one call to a server used, by the clock and by the server's own word."""

import time
from typing import Any

from bot.core.completion import Ended, Usage
from bot.core.ports import Report


class Meter:
    """Runs from its making until `over`, which reports; without a report it only runs."""

    def __init__(self, report: Report | None) -> None:
        self._report = report
        self._began = time.monotonic()
        self._first: float | None = None
        self._prompt: int | None = None
        self._cached: int | None = None
        self._completion: int | None = None
        self._ended: Ended = ""

    def token(self) -> None:
        """A token has come."""
        if self._first is None:
            self._first = time.monotonic() - self._began

    def read(self, chunk: Any) -> None:
        """Keep what a chunk says of usage: the standard's `usage`, and llama.cpp's `timings`."""
        usage = getattr(chunk, "usage", None)
        if usage is None:
            return
        details = getattr(usage, "prompt_tokens_details", None)
        timings = (getattr(chunk, "model_extra", None) or {}).get("timings")
        cached = _count(getattr(details, "cached_tokens", None))
        if cached is None and isinstance(timings, dict):
            cached = _count(timings.get("cache_n"))
        self._prompt = _count(getattr(usage, "prompt_tokens", None))
        self._completion = _count(getattr(usage, "completion_tokens", None))
        self._cached = cached

    def finished(self, reason: str) -> None:
        """The server said why there is no more."""
        self._ended = "stop" if reason == "stop" else "length" if reason == "length" else ""

    def over(self) -> None:
        """Report what was used."""
        if self._report:
            self._report(
                Usage(
                    self._prompt,
                    self._cached,
                    self._completion,
                    seconds=time.monotonic() - self._began,
                    first=self._first,
                    ended=self._ended,
                )
            )


def _count(said: object) -> int | None:
    """A number of tokens; None for what is none, since nothing has checked what the server sent."""
    return said if isinstance(said, int) and not isinstance(said, bool) and said >= 0 else None
