"""Every strategy on a real vLLM: it ends, within its allowance."""

import pytest

from bot.llm.openai_api import OpenAIModel
from bot.strategies import names
from tests.strategies.served import served

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(900)]


@pytest.mark.parametrize("name", names())
async def test_it_ends_within_its_allowance(model: OpenAIModel, name: str) -> None:
    trace = await served(name, model, "tickets-en")
    print(f"\n{name}: {trace.ended}, {len(trace.calls)} calls, {trace.usage.completion} tokens")
