"""The coach's own grading, measured with judges of known quality."""

from collections.abc import Mapping

import pytest

from bot.cli.eval_model import ModelGrader
from bot.core.completion import ModelFacts
from bot.core.errors import ModelUnreachable, ModelUnusable
from bot.evaluating.grader import Graded
from bot.evaluating.item import Item
from bot.llm.scripted import ScriptedModel
from tests.judges import judged_by

FACTS = ModelFacts("scripted", proven=True)
ITEM = Item(
    group="q1",
    question="Why is decoding slow?",
    reference="Decoding is bound by memory.\n\n- it reads all weights\n- it reads the whole cache",
    answer="Every token reads all of the weights, and the cache too.",
    score=0.5,
    language="en",
    id="q1.1",
)


async def graded(model: ScriptedModel, item: Item = ITEM, facts: ModelFacts = FACTS) -> Graded:
    return await ModelGrader(model, facts).grade(item)


def said(**verdicts: tuple[str, str]) -> Mapping[str, tuple[str, str]]:
    return verdicts


async def test_the_score_is_that_of_a_rubric_cut_from_the_reference() -> None:
    judge = judged_by(said(c1=("covered", "reads all of the weights"), c2=("partial", "the cache")))
    found = await graded(judge)
    assert found.score == pytest.approx(0.75)
    assert found.schema_valid
    assert found.tokens.prompt > 100
    assert found.tokens.completion > 10


async def test_a_wrong_verdict_is_a_contradiction_and_a_missing_one_is_not() -> None:
    first = "reads all of the weights"
    right = await graded(judged_by(said(c1=("covered", first), c2=("covered", "the cache"))))
    wrong = await graded(judged_by(said(c1=("covered", first), c2=("wrong", "the cache"))))
    missing = await graded(judged_by())
    labels = (right.label, wrong.label, missing.label)
    assert labels == ("correct", "contradictory", "incorrect")


async def test_quotes_are_counted_with_those_that_the_answer_holds() -> None:
    judge = judged_by(said(c1=("covered", "reads all of the weights"), c2=("covered", "invented")))
    found = await graded(judge)
    assert found.evidence == (1, 2)


async def test_the_probability_of_passing_is_that_of_its_verdicts() -> None:
    sure = said(c1=("covered", "reads all of the weights"), c2=("covered", "the cache"))
    certain = await graded(judged_by(sure))
    unsure = await graded(judged_by(sure, sure=0.5))
    assert certain.passing is not None and unsure.passing is not None
    assert certain.passing > 0.9
    assert 0.2 < unsure.passing < certain.passing


async def test_a_model_that_is_too_small_is_measured_all_the_same() -> None:
    small = ModelFacts("tiny-135M", proven=False)
    judge = judged_by(said(c1=("covered", "reads all of the weights")), facts=small)
    assert (await graded(judge, facts=small)).score == pytest.approx(0.5)


async def test_what_breaks_the_form_is_recorded_and_what_is_away_is_raised() -> None:
    broken = await graded(ScriptedModel(lambda _: ModelUnusable()))
    assert broken.score is None
    assert not broken.schema_valid
    assert broken.reason == "error.model_unusable"
    with pytest.raises(ModelUnreachable):
        await graded(ScriptedModel(lambda _: ModelUnreachable()))


def test_the_version_names_the_model_and_the_prompts() -> None:
    one = ModelGrader(ScriptedModel([]), FACTS).version
    other = ModelGrader(ScriptedModel([]), ModelFacts("another", proven=True)).version
    assert one != other
    assert one.split("/")[1] == other.split("/")[1] != ""
