"""The time of a local Discord: the wall's, plus what a test has pushed it."""

import time
from datetime import UTC, datetime

EPOCH = 1_420_070_400_000
"""Discord's, in milliseconds: the first second of 2015."""


class Clock:
    """Seconds since 1970, which a test may push forward and which nobody can push back."""

    def __init__(self) -> None:
        self._pushed = 0.0
        self._last = 0

    def now(self) -> float:
        return time.time() + self._pushed

    def push(self, seconds: float) -> None:
        """Let `seconds` pass at once."""
        if seconds < 0:
            raise ValueError("time goes forward")
        self._pushed += seconds

    def snowflake(self) -> int:
        """A new id, which carries its time in milliseconds as Discord's do; ids only grow."""
        self._last = max((int(self.now() * 1000) - EPOCH) << 22, self._last + 1)
        return self._last


def iso(seconds: float) -> str:
    """A time as Discord's JSON writes it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def born(snowflake: int) -> float:
    """Seconds since 1970 at which this id was made."""
    return ((snowflake >> 22) + EPOCH) / 1000
