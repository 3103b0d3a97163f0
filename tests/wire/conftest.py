"""A local Discord for a test, and a check that nothing broke its table of limits."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.wire.discord.server import LocalDiscord


@pytest_asyncio.fixture
async def discord() -> AsyncIterator[LocalDiscord]:
    """A test that means to break a limit empties `discord.violations` before it ends."""
    async with LocalDiscord() as one:
        yield one
        assert one.violations == []
