"""The whole way from an answer to its score, with judges of known quality."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import canary
from bot.core.completion import Message, ModelFacts
from bot.core.errors import ModelSlow, ModelUnreachable, ModelUnusable
from bot.core.estimate import Estimate
from bot.core.feedback import Feedback, Verdict
from bot.core.question import Question
from bot.core.rubric import Checkpoint
from bot.core.scoring import score
from bot.flows.assessing import Assessing, Task
from bot.flows.feedback_card import FeedbackCard
from bot.llm.scripted import Reply, ScriptedModel
from bot.words import say
from tests.judges import Judge, judged_by

RUBRIC = (
    Checkpoint("a", "longer than 200 ms", weight=2, must=True),
    Checkpoint("b", "attention reads the whole cache"),
    Checkpoint("c", "projections cost the same at each position"),
    Checkpoint("d", "the slope depends on memory bandwidth"),
)
QUESTION = Question(
    id="q1",
    title="Is a token of 1 ms followed by another of 1 ms?",
    answer="Longer than 200 ms.\n\n- attention reads the whole cache\n- the rest costs the same",
    language="en",
    file="a.md",
    line=1,
    rubric=RUBRIC,
)
ANSWER = (
    "It takes longer, since attention has to go over the whole cache; the projections stay as they"
    " are, and memory bandwidth sets the slope."
)
WORDS = ["it takes longer", "go over the whole cache", "projections stay as they are", "bandwidth"]


def task(answer: str = ANSWER, rubric: tuple[Checkpoint, ...] = RUBRIC) -> Task:
    return Task("attempt", QUESTION, rubric, answer, "en")


def assessed(model: ScriptedModel, asked: Task | None = None) -> list[Feedback]:
    async def run() -> list[Feedback]:
        return [one async for one in Assessing(model).assess(asked or task())]

    return asyncio.run(run())


verdicts = st.sampled_from([one.value for one in Verdict])


@given(st.lists(verdicts, min_size=4, max_size=4))
@settings(deadline=None, max_examples=60)
def test_planted_verdicts_are_recovered_exactly_and_scored_by_code(planted: list[str]) -> None:
    said = {
        one.id: (verdict, "" if verdict == "missing" else words)
        for one, verdict, words in zip(RUBRIC, planted, WORDS, strict=True)
    }
    last = assessed(judged_by(said))[-1]
    assert last.graded
    assert [one.verdict.value for one in last.judgements] == planted
    assert last.score == score(RUBRIC, last.judgements)
    assert all(one.evidence.casefold() in ANSWER.casefold() for one in last.judgements)
    assert (last.low, last.high) == (None, None)


@given(st.text(min_size=1, max_size=60), st.sampled_from(["covered", "partial", "wrong"]))
@settings(deadline=None, max_examples=60)
def test_a_fabricated_quote_never_counts(quote: str, verdict: str) -> None:
    said = {one.id: (verdict, f"{quote} never said by anybody") for one in RUBRIC}
    last = assessed(judged_by(said))[-1]
    assert last.score == 0
    assert all(one.verdict is Verdict.MISSING for one in last.judgements)
    assert all(one.unsupported for one in last.judgements)
    assert {one.verdict.value for one in last.raw if one.checkpoint in said} == {verdict}


@given(st.permutations(range(4)))
@settings(deadline=None, max_examples=24)
def test_the_order_of_checkpoints_changes_nothing(order: list[int]) -> None:
    said = {"a": ("covered", WORDS[0]), "b": ("partial", WORDS[1]), "d": ("wrong", WORDS[3])}
    straight = assessed(judged_by(said))[-1]
    turned = assessed(judged_by(said), task(rubric=tuple(RUBRIC[one] for one in order)))[-1]
    assert turned.score == pytest.approx(straight.score)


def test_a_quote_that_was_not_found_is_asked_for_once_more() -> None:
    judge = Judge({"a": ("covered", WORDS[0])})

    def reply(messages: Sequence[Message]) -> Reply:
        said = judge.reply(messages)
        if isinstance(said, Mapping) and "a" in said and "b" in said:
            return {**said, "a": {"evidence": "so it takes much longer", "verdict": "covered"}}
        return said

    last = assessed(ScriptedModel(reply, weigh=judge.weigh))[-1]
    assert last.judgements[0].verdict is Verdict.COVERED
    assert last.judgements[0].evidence.casefold() == WORDS[0]


def test_an_unsure_model_gives_a_band_and_a_sure_one_a_number() -> None:
    said = {"a": ("covered", WORDS[0]), "b": ("covered", WORDS[1])}
    unsure = assessed(judged_by(said, sure=0.4))[-1]
    assert unsure.score is not None
    assert unsure.low is not None and unsure.high is not None
    assert unsure.low <= unsure.score <= unsure.high
    assert unsure.high - unsure.low > 0.2
    sure = assessed(judged_by(said, sure=0.97))[-1]
    assert (sure.low, sure.high) == (None, None)


def test_options_are_rotated_only_where_the_margin_is_small() -> None:
    model = judged_by({"a": ("covered", WORDS[0])}, sure=0.97)
    assessed(model)
    assert len(model.weighed) == len(RUBRIC)
    model = judged_by({"a": ("covered", WORDS[0])}, sure=0.3)
    assessed(model)
    assert len(model.weighed) == 4 * len(RUBRIC)
    firsts = {one[-1].text.split("A: ")[1].splitlines()[0] for one in model.weighed}
    assert len(firsts) == 4


def test_without_probabilities_the_verdicts_are_asked_for_in_the_other_order() -> None:
    judge = Judge({"a": ("covered", WORDS[0]), "b": ("covered", WORDS[1])})
    other = Judge({"a": ("covered", WORDS[0])})
    seen: list[int] = []

    def reply(messages: Sequence[Message]) -> Reply:
        if "for the checkpoints" in messages[-1].text:
            seen.append(1)
            return (judge if len(seen) == 1 else other).reply(messages)
        return judge.reply(messages)

    last = assessed(ScriptedModel(reply))[-1]
    assert last.graded
    assert len(seen) == 2
    assert last.judgements[1].probabilities == {
        Verdict.COVERED: 0.5,
        Verdict.PARTIAL: 0.0,
        Verdict.MISSING: 0.5,
        Verdict.WRONG: 0.0,
    }
    assert not last.judgements[0].probabilities


def test_a_judge_who_ticks_what_nobody_can_say_is_not_believed() -> None:
    hidden = canary.canary(QUESTION.id, QUESTION.language)
    said = {one.id: ("covered", WORDS[0]) for one in (*RUBRIC, hidden)}
    seen = assessed(judged_by(said))
    assert not seen[-1].graded
    assert seen[-1].score is None
    assert seen[-1].trouble == "feedback.tampered"
    assert seen[-1].judgements == ()
    assert all(one.checkpoint != hidden.id for each in seen for one in each.judgements)


def test_what_needs_no_model_asks_none() -> None:
    model = judged_by()
    for answer in ("I don't know", "fine", QUESTION.title):
        last = assessed(model, task(answer))[-1]
        assert last.graded
        assert last.score == 0
    copied = "\n".join([QUESTION.answer, *(one.text for one in RUBRIC)])
    last = assessed(model, task(copied))[-1]
    assert last.graded
    assert last.score is None
    assert last.shortcut == "reference"
    assert model.asked == []


@pytest.mark.parametrize("trouble", [ModelUnreachable(), ModelSlow(), ModelUnusable()])
def test_a_dead_model_gives_an_estimate_and_never_a_score(
    trouble: ModelUnreachable | ModelSlow | ModelUnusable,
) -> None:
    def words_alone(question: str, reference: str, answer: str) -> Estimate:
        assert (question, reference, answer) == (QUESTION.asked, QUESTION.answer, ANSWER)
        return Estimate(0.5, 0.2)

    async def run() -> Feedback:
        model = ScriptedModel(lambda _: trouble)
        return [one async for one in Assessing(model, estimate=words_alone).assess(task())][-1]

    last = asyncio.run(run())
    assert (last.graded, last.score) == (False, None)
    assert last.estimate == (0.5, 0.2)
    assert last.trouble == trouble.key


def test_a_model_that_is_not_fit_is_asked_only_where_the_member_wants_it() -> None:
    tiny = ModelFacts("tiny-135M", proven=False)
    model = judged_by({"a": ("covered", WORDS[0])}, facts=tiny)
    last = assessed(model)[-1]
    assert (last.graded, last.trouble) == (False, "feedback.unfit")
    assert model.asked == []
    asked = Task("attempt", QUESTION, RUBRIC, ANSWER, "en", anyway=True)
    last = assessed(model, asked)[-1]
    assert last.graded
    assert last.score is None
    assert last.judgements[0].verdict is Verdict.COVERED
    assert model.weighed == []


def test_everybody_who_answers_a_question_shares_the_beginning_of_the_prompts() -> None:
    first, second = judged_by(sure=0.9), judged_by(sure=0.9)
    assessed(first)
    assessed(
        second, Task("another", QUESTION, RUBRIC, "Quite another answer: no idea of it.", "en")
    )
    one, other = first.asked[0][-1].text, second.asked[0][-1].text
    common = next(at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1])
    assert one[:common].endswith("ANSWER\n=====")
    prompts = [messages[-1].text for messages in (first.asked[0], *first.weighed)]
    fence = prompts[0].rsplit("=====", 1)[0]
    assert all(prompt.startswith(fence) for prompt in prompts)


def test_advice_that_its_verdict_does_not_bear_out_is_dropped() -> None:
    judge = Judge({"a": ("covered", WORDS[0])})

    def reply(messages: Sequence[Message]) -> Reply:
        if "JSON for" in messages[-1].text:
            return judge.reply(messages)
        return {
            "strengths": [{"checkpoint": "a", "sentence": "Well said."}],
            "gaps": [{"checkpoint": "b", "sentence": "Say it."}],
            "followup": "And the cache?",
        }

    last = assessed(ScriptedModel(reply, weigh=judge.weigh))[-1]
    assert last.advice.strengths == (("a", "Well said."),)
    assert last.advice.gaps == (("b", "Say it."),)
    assert last.advice.followup == ("b", "And the cache?")

    def lying(messages: Sequence[Message]) -> Reply:
        if "JSON for" in messages[-1].text:
            return judge.reply(messages)
        return {
            "strengths": [{"checkpoint": "b", "sentence": "Well said."}],
            "gaps": [{"checkpoint": "a", "sentence": "Not said."}],
            "followup": "?",
        }

    last = assessed(ScriptedModel(lying, weigh=judge.weigh))[-1]
    assert last.score is not None
    assert not last.advice.strengths and not last.advice.gaps


def test_the_tokens_of_all_calls_are_counted() -> None:
    seen = assessed(judged_by({"a": ("covered", WORDS[0])}, sure=0.9))
    assert seen[-1].tokens > 1000
    assert seen[-1].tokens >= max(one.tokens for one in seen)


def test_an_estimate_that_tells_nothing_is_not_shown() -> None:
    def far_off(question: str, reference: str, answer: str) -> Estimate:
        return Estimate(0.3, 0.54)

    async def run() -> Feedback:
        model = ScriptedModel(lambda _: ModelUnreachable())
        return [one async for one in Assessing(model, estimate=far_off).assess(task())][-1]

    feedback = asyncio.run(run())
    assert feedback.estimate is None
    card = FeedbackCard(say, "en", task().rubric, "attempt", "posting").of(feedback)
    assert "off by more than 40 %" in card.note
