"""A scripted server, and a home in which the real weights seem to lie."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.llm import weights
from tests.llm.homes import home_with_weights
from tests.llm.openai_server import OpenAIServer, openai_server


@pytest.fixture
async def server() -> AsyncIterator[OpenAIServer]:
    async with openai_server() as one:
        yield one


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home of the test's own that shares the real weights."""
    weights.path(tmp_path).parent.mkdir(parents=True)
    weights.path(tmp_path).symlink_to(weights.path(home_with_weights()))
    return tmp_path
