"""A local Slack for a test, and a check that nothing broke its table of limits."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.wire.slack.server import LocalSlack


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    """A test that means to break a limit empties `slack.violations` before it ends."""
    async with LocalSlack() as one:
        yield one
        assert one.violations == []
