"""Every strategy on the real embedded model: it ends, within its allowance."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.llm import weights
from bot.llm.embedded import EmbeddedModel
from bot.strategies import names
from tests.llm.homes import home_with_weights
from tests.strategies.served import served

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(400),
    pytest.mark.soak,
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def model(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedModel]:
    home = tmp_path_factory.mktemp("home")
    one = EmbeddedModel(home, weights.path(home_with_weights()), patience=900)
    yield one
    await one.close()


@pytest.mark.parametrize("name", names())
async def test_it_ends_within_its_allowance(model: EmbeddedModel, name: str) -> None:
    trace = await served(name, model, "tickets-en")
    print(f"\n{name}: {trace.ended}, {len(trace.calls)} calls, {trace.usage.completion} tokens")
