"""Judges one answer: verdicts as they come, the score that code computes, then advice."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from bot.core.completion import Delta
from bot.core.errors import ModelTrouble
from bot.core.feedback import Feedback, score
from bot.core.ports import LanguageModel
from bot.core.question import Question, digest
from bot.core.rubric import Checkpoint, cut
from bot.flows.advising import advise
from bot.flows.judging import PROMPT_HASH, judge


def rubric_of(question: Question) -> tuple[Checkpoint, ...]:
    """What an answer to the question is judged by: the author's rubric, else cut from the
    answer."""
    return question.rubric or cut(question.answer, question.core)


async def assess(
    model: LanguageModel, question: Question, answer: str, *, attempt: str, language: str
) -> AsyncGenerator[Feedback | Delta, None]:
    """The feedback each time it has grown, with the pieces of the advice between; the last is
    whole.

    Trouble with the model is part of the feedback, never raised: one that ends it before the last
    verdict leaves it not graded, without verdicts; one that ends the advice leaves the verdicts.
    A model that is not proven gets no score. `attempt` must not be guessable by who wrote the
    answer.
    """
    rubric = rubric_of(question)
    feedback = Feedback(attempt, prompt_hash=PROMPT_HASH)
    yield feedback
    try:
        facts = await model.facts()
        feedback = replace(feedback, model=facts.name, proven=facts.proven)
        fence = f"====={digest(attempt, 8)}====="
        async with aclosing(judge(model, question, rubric, answer, fence=fence)) as judging:
            async for judgements in judging:
                feedback = replace(feedback, judgements=tuple(judgements))
                yield feedback
    except ModelTrouble as trouble:
        yield replace(feedback, judgements=(), trouble=_for_members(trouble))
        return
    earned = score(rubric, feedback.judgements) if feedback.proven else None
    feedback = replace(feedback, graded=True, score=earned)
    yield feedback
    try:
        async with aclosing(advise(model, question, rubric, feedback.judgements, language)) as said:
            async for delta in said:
                if delta.kind == "text":
                    feedback = replace(feedback, advice=feedback.advice + delta.text)
                yield delta
    except ModelTrouble as trouble:
        feedback = replace(feedback, trouble=_for_members(trouble))
    yield feedback


def _for_members(trouble: ModelTrouble) -> str:
    """The sentence's key. One with facts (a path, say) is for operators: its kind says enough."""
    return type(trouble).key if trouble.facts else trouble.key
