"""Tests that only a real vLLM can pass: `make vllm-test` serves one and names it.

`COACH_TEST_VLLM=http://…:8000/v1 pytest tests/vllm` runs them against another.
"""

import os
from collections.abc import AsyncIterator

import pytest_asyncio

from bot.llm.openai_api import OpenAIModel

URL = os.environ.get("COACH_TEST_VLLM", "")
collect_ignore_glob = [] if URL else ["test_*.py"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def model() -> AsyncIterator[OpenAIModel]:
    one = OpenAIModel(URL, patience=300)
    yield one
    await one.close()
