"""Waits for what another process brings about."""

import asyncio
import time
from collections.abc import Callable


async def until(so: Callable[[], object], within: float, what: str = "") -> None:
    """Returns once something is so; AssertionError after `within` seconds."""
    ends = time.monotonic() + within
    while not so():
        assert time.monotonic() < ends, f"not within {within} s: {what or so}"
        await asyncio.sleep(0.01)
