"""The grader on the real embedded model: it says the same twice, and reads what all share once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.llm import weights
from bot.llm.embedded import EmbeddedModel
from bot.llm.embedded_child import SLOTS
from tests.llm.homes import home_with_weights
from tests.llm.learners import QUESTION, Metered, assessed, at_once, share, warm

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(400),
    pytest.mark.soak,
]

LONGEST = 8  # characters in each place of a form: what is read is the same
BRIEF = (
    "GQA shares KV heads within groups, so the cache is an eighth, at nearly the quality of MHA.",
    "MQA keeps one KV head: smallest cache, but the quality suffers.",
    "They cost about 80, 10 and 1.25 GiB, in proportion to the KV heads.",
    "With tensor parallelism the single head of MQA is copied to every GPU.",
    "MHA 最大，MQA 最小但质量下降，GQA 折中。",
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def model(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedModel]:
    home: Path = tmp_path_factory.mktemp("home")
    one = EmbeddedModel(home, weights.path(home_with_weights()), patience=900)
    yield one
    await one.close()


async def test_who_answers_what_others_answer_is_read_from_the_cache(model: EmbeddedModel) -> None:
    await warm(model, QUESTION, SLOTS)
    learners = await at_once(lambda: Metered(model, QUESTION, LONGEST), BRIEF)
    assert all(one.feedback.graded for one in learners)
    print(f"\n{share(learners[1:]):.1%} of the 2nd to 5th's prompts cached")
    assert share(learners[1:]) >= 0.85


async def test_the_same_answer_gets_the_same_verdicts(model: EmbeddedModel) -> None:
    first, second = [await assessed(Metered(model, QUESTION, LONGEST), BRIEF[1]) for _ in "12"]
    assert first.feedback.graded
    assert first.feedback.judgements
    assert [one.verdict for one in first.feedback.judgements] == [
        one.verdict for one in second.feedback.judgements
    ]
