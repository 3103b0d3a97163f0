"""Judges one answer: verdicts as they come, checked and weighed, the score, then advice."""

import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass, replace

from bot.core import canary
from bot.core.answer_text import fence, plain
from bot.core.checkup import Withheld
from bot.core.completion import ModelFacts, Usage
from bot.core.errors import ModelTrouble
from bot.core.estimate import Estimating
from bot.core.feedback import Advice, Feedback, Judgement, Verdict, check
from bot.core.ports import LanguageModel, Report
from bot.core.question import Question, digest
from bot.core.rubric import Checkpoint
from bot.core.scoring import score, weighed
from bot.core.shortcuts import Shortcut, shortcut
from bot.flows import advising, judging, weighing
from bot.flows.judging import Sheet, alone, judge, judge_one

Fitness = Callable[[ModelFacts, str], Awaitable[Withheld | None]]
"""Why a model may give no scores for answers in a language; None where it may."""

PROMPT_HASH = digest("/".join((judging.VERSION, weighing.VERSION, canary.VERSION)))
"""What verdicts and scores depend on, beside the model."""


async def by_size(facts: ModelFacts, language: str) -> Withheld | None:
    """A model counts as fit where it is not known to be too small."""
    return None if facts.proven else Withheld("feedback.unfit")


@dataclass(frozen=True, slots=True)
class Task:
    """One answer to judge: it is read as `core.answer_text.plain` has it.

    `anyway` asks a model that is not fit, too, for verdicts without a score. `followup` asks for
    one more question. `argument` is what the member says against a verdict.
    """

    attempt: str
    question: Question
    rubric: tuple[Checkpoint, ...]
    answer: str
    language: str
    anyway: bool = False
    followup: bool = True
    argument: str = ""


@dataclass(frozen=True)
class Assessing:
    """Trouble with the model is part of the feedback, never raised."""

    model: LanguageModel
    fit: Fitness = by_size
    estimate: Estimating | None = None

    def needs_model(self, task: Task) -> bool:
        """Whether a model must be asked: not of an answer that code alone can judge."""
        return shortcut(task.question, task.rubric, plain(task.answer)) is None

    async def assess(self, task: Task) -> AsyncGenerator[Feedback, None]:
        """The feedback each time it has grown; the last is whole.

        What needs no model is said at once. Trouble that ends it before the last verdict leaves it
        not graded, without verdicts, with an estimate where there is one; so does a model that is
        not fit, and an answer that made the judge tick what nobody can have said (`core.canary`).
        Trouble with the advice leaves the verdicts.
        """
        task = replace(task, answer=plain(task.answer), argument=plain(task.argument))
        feedback = Feedback(
            task.attempt, prompt_hash=PROMPT_HASH, rubric_hash=rubric_hash(task.rubric)
        )
        if short := shortcut(task.question, task.rubric, task.answer):
            yield _shortened(feedback, task, short)
            return
        yield feedback
        spent = _Spent()
        try:
            facts = await self.model.facts()
            withheld = await self.fit(facts, task.question.language)
            feedback = replace(feedback, model=facts.name, proven=withheld is None)
            if withheld and not task.anyway:
                feedback = replace(feedback, facts=withheld.facts)
                yield self._ungraded(feedback, task, withheld.trouble)
                return
            yield feedback
            async with aclosing(self._judged(feedback, task, spent.note)) as judging_now:
                async for feedback in judging_now:
                    yield replace(feedback, tokens=spent.tokens)
        except ModelTrouble as trouble:
            failed = replace(feedback, judgements=(), raw=(), tokens=spent.tokens, proven=False)
            yield self._ungraded(failed, task, _for_members(trouble))
            return
        if not feedback.graded or not feedback.proven:
            return
        try:
            advice = advising.advise(
                self.model,
                task.question,
                task.rubric,
                feedback.judgements,
                task.language,
                followup=task.followup,
                report=spent.note,
            )
            async with aclosing(advice) as sentences:
                async for said in sentences:
                    feedback = replace(feedback, advice=said, tokens=spent.tokens)
                    yield feedback
        except ModelTrouble:
            feedback = replace(feedback, advice=Advice(), advice_failed=True)
        yield replace(feedback, tokens=spent.tokens)

    async def _judged(
        self, feedback: Feedback, task: Task, report: Report
    ) -> AsyncGenerator[Feedback, None]:
        """The verdicts as they come, then the whole: graded, or found to be tampered with."""
        hidden = canary.canary(task.question.id, task.question.language)
        sheet = Sheet(
            task.question,
            canary.placed(task.rubric, hidden),
            task.answer,
            fence=fence(task.answer, task.argument),
            argument=task.argument,
        )
        said: list[Judgement] = []
        async with aclosing(judge(self.model, sheet, report=report)) as judging_now:
            async for said in judging_now:
                shown = [check(one, task.answer) for one in said if one.checkpoint != hidden.id]
                feedback = replace(feedback, judgements=tuple(shown), raw=tuple(said))
                yield feedback
        if feedback.proven and canary.tripped(said, hidden):
            ungraded = replace(feedback, judgements=(), proven=False)
            yield self._ungraded(ungraded, task, "feedback.tampered")
            return
        if not feedback.proven:
            yield replace(feedback, graded=True)
            return
        judged = await self._supported(sheet, feedback.judgements, report)
        chances = await weighing.weigh(
            self.model, sheet, {one.checkpoint: one for one in judged}, report=report
        )
        result = weighed(task.rubric, judged, chances)
        judged = [
            replace(one, chances=tuple(chances[one.checkpoint].get(v, 0.0) for v in Verdict))
            if one.checkpoint in chances
            else one
            for one in judged
        ]
        feedback = replace(feedback, judgements=tuple(judged), graded=True, score=result.number)
        if not result.sure:
            feedback = replace(feedback, low=result.low, high=result.high)
        yield feedback

    async def _supported(
        self, sheet: Sheet, judged: Sequence[Judgement], report: Report
    ) -> list[Judgement]:
        """The judgements, those whose evidence the answer does not hold asked for once more."""
        checkpoints = {one.id: one for one in sheet.rubric}
        found = []
        for one in judged:
            if one.unsupported:
                checkpoint = checkpoints[one.checkpoint]
                again = await judge_one(self.model, sheet, checkpoint, alone(), report=report)
                one = replace(check(again, sheet.answer), unsupported=True)
                if one.evidence:
                    one = replace(one, unsupported=False)
            found.append(one)
        return found

    def _ungraded(self, feedback: Feedback, task: Task, trouble: str) -> Feedback:
        """Feedback without verdicts, with an estimate from the words where there is one."""
        estimate, facts = None, feedback.facts
        if self.estimate is not None and task.question.answer:
            said = self.estimate(task.question.asked, task.question.answer, task.answer)
            if said.tells and said.number is not None:
                estimate = (said.number, said.error)
            else:
                facts = (*facts, ("no_estimate", said.reason or "estimate.too_far"))
        return replace(feedback, trouble=trouble, estimate=estimate, facts=facts)


class _Spent:
    """Counts the tokens of an assessment's calls."""

    def __init__(self) -> None:
        self.tokens = 0

    def note(self, usage: Usage) -> None:
        self.tokens += (usage.prompt or 0) + (usage.completion or 0)


def rubric_hash(rubric: Sequence[Checkpoint]) -> str:
    """What tells one rubric from another."""
    return digest(json.dumps([asdict(one) for one in rubric], ensure_ascii=False))


def _shortened(feedback: Feedback, task: Task, short: Shortcut) -> Feedback:
    """What is said where no model is needed: nothing earned, or nothing that could be judged."""
    missing = tuple(Judgement(one.id, Verdict.MISSING) for one in task.rubric)
    if short is Shortcut.REFERENCE:
        return replace(feedback, graded=True, shortcut=short.value)
    earned = score(task.rubric, missing)
    return replace(feedback, judgements=missing, graded=True, score=earned, shortcut=short.value)


def _for_members(trouble: ModelTrouble) -> str:
    """The sentence's key. One with facts (a path, say) is for operators: its kind says enough."""
    return type(trouble).key if trouble.facts else trouble.key
