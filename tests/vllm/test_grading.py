"""What the grader promises, where only a real vLLM can show it."""

import pytest

from bot.llm.openai_api import OpenAIModel
from tests.llm.learners import ANSWERS, QUESTION, Metered, assessed, at_once, share, unread

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(900)]


async def test_who_answers_what_others_answer_is_read_from_the_cache(model: OpenAIModel) -> None:
    question = unread(QUESTION)
    learners = await at_once(lambda: Metered(model, question, 40))
    assert all(one.feedback.graded for one in learners)
    shares = [f"{one.cached} of {one.prompt} in {one.calls} calls" for one in learners]
    print(f"\n{share(learners[1:]):.1%} of the 2nd to 5th's prompts cached: {'; '.join(shares)}")
    assert share(learners[1:]) >= 0.85


async def test_the_same_answer_gets_the_same_verdicts(model: OpenAIModel) -> None:
    first, second = [await assessed(Metered(model, QUESTION, 40), ANSWERS[1]) for _ in range(2)]
    assert first.feedback.graded
    assert first.feedback.judgements
    assert [one.verdict for one in first.feedback.judgements] == [
        one.verdict for one in second.feedback.judgements
    ]
