"""The coach's own grading as a grader that can be measured."""

import itertools
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.core.completion import Delta, Message, ModelFacts, Sampling, Usage
from bot.core.errors import ModelTrouble, ModelUnusable
from bot.core.evidence import found
from bot.core.feedback import Feedback, Judgement, Verdict
from bot.core.ports import LanguageModel, Report
from bot.core.question import Question, digest
from bot.core.rubric import Checkpoint, cut
from bot.core.scoring import score
from bot.evaluating.grader import Graded, Tokens
from bot.evaluating.item import PASS, Item
from bot.flows.assessing import PROMPT_HASH, Assessing, Task
from bot.flows.health import as_if_fit

_MOST_WAYS = 4096
_PLAIN = Sampling()
_Piece = TypeVar("_Piece")


@dataclass(frozen=True)
class ModelGrader:
    """Grades by a rubric that is cut from the reference answer. The model counts as fit, whatever
    it is: that is what is to be found out."""

    model: LanguageModel
    facts: ModelFacts
    name: str = "model"

    @property
    def version(self) -> str:
        """The model and the hash of the prompts."""
        return f"{self.facts.name}/{PROMPT_HASH}"

    async def grade(self, item: Item) -> Graded:
        """The score, without the advice; ModelTrouble where the model cannot be reached."""
        spent = _Spent(self.model)
        rubric = cut(item.reference, None) or (Checkpoint("c1", item.reference),)
        task = Task(
            attempt=digest(f"{item.id}/{item.answer}"),
            question=Question(
                id=item.group,
                title=item.question,
                answer=item.reference,
                language=item.language,
                file="",
                line=1,
                rubric=rubric,
            ),
            rubric=rubric,
            answer=item.answer,
            language=item.language,
            followup=False,
        )
        feedback = Feedback(task.attempt)
        async with aclosing(Assessing(spent, fit=as_if_fit).assess(task)) as assessing:
            async for feedback in assessing:
                if feedback.graded:
                    break
        broken = not feedback.graded and isinstance(spent.trouble, ModelUnusable)
        if spent.trouble and not broken and not feedback.graded:
            raise spent.trouble
        ids = {one.id for one in rubric}
        told = [one for one in feedback.raw if one.checkpoint in ids]
        quotes = [one for one in told if one.verdict is not Verdict.MISSING]
        band = None
        if feedback.low is not None and feedback.high is not None:
            band = feedback.low, feedback.high
        return Graded(
            feedback.score,
            band=band,
            passing=_passing(rubric, feedback.judgements) if feedback.score is not None else None,
            label=_label(feedback),
            evidence=(sum(bool(found(one.evidence, item.answer)) for one in quotes), len(quotes)),
            schema_valid=not broken,
            tokens=spent.tokens,
            reason="" if feedback.score is not None else feedback.trouble or feedback.shortcut,
        )


def _label(feedback: Feedback) -> str:
    """The class in the words of SemEval-2013's three: a wrong verdict contradicts the reference."""
    if feedback.score is None:
        return ""
    if any(one.verdict is Verdict.WRONG for one in feedback.judgements):
        return "contradictory"
    return "correct" if feedback.score >= PASS else "incorrect"


def _passing(rubric: Sequence[Checkpoint], judgements: Sequence[Judgement]) -> float | None:
    """How probable it is that the score passes, over all verdicts that the model finds possible,
    held to be independent; None where there are too many, or no probabilities."""
    if not any(one.chances for one in judgements):
        return None
    open_now = [one.probabilities or {one.verdict: 1.0} for one in judgements]
    ways = [[(one, p) for one, p in said.items() if p > 0] for said in open_now]
    count = 1
    for said in ways:
        count *= len(said)
    if count > _MOST_WAYS:
        return None
    chance = 0.0
    for way in itertools.product(*ways):
        probable = 1.0
        for _, p in way:
            probable *= p
        verdicts = [
            Judgement(one.checkpoint, verdict)
            for one, (verdict, _) in zip(judgements, way, strict=True)
        ]
        chance += probable * (score(rubric, verdicts) >= PASS)
    return min(1.0, chance)


class _Spent:
    """The model, with a count of what its calls used and the last trouble that it had."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self.tokens = Tokens()
        self.trouble: ModelTrouble | None = None

    async def facts(self) -> ModelFacts:
        return await self._model.facts()

    async def stream(
        self,
        messages: Sequence[Message],
        sampling: Sampling = _PLAIN,
        *,
        report: Report | None = None,
    ) -> AsyncGenerator[Delta, None]:
        writing = self._model.stream(messages, sampling, report=self._noting(report))
        async with aclosing(self._remembered(writing)) as deltas:
            async for delta in deltas:
                yield delta

    async def fill(
        self,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        sampling: Sampling = _PLAIN,
        *,
        report: Report | None = None,
    ) -> AsyncGenerator[Mapping[str, Any], None]:
        filling = self._model.fill(messages, schema, sampling, report=self._noting(report))
        async with aclosing(self._remembered(filling)) as documents:
            async for document in documents:
                yield document

    async def weigh(
        self,
        messages: Sequence[Message],
        choices: Sequence[str],
        sampling: Sampling = _PLAIN,
        *,
        report: Report | None = None,
    ) -> Mapping[str, float]:
        try:
            return await self._model.weigh(messages, choices, sampling, report=self._noting(report))
        except ModelTrouble as trouble:
            self.trouble = trouble
            raise

    async def close(self) -> None:
        await self._model.close()

    async def _remembered(
        self, pieces: AsyncGenerator[_Piece, None]
    ) -> AsyncGenerator[_Piece, None]:
        async with aclosing(pieces):
            try:
                async for piece in pieces:
                    yield piece
            except ModelTrouble as trouble:
                self.trouble = trouble
                raise

    def _noting(self, report: Report | None) -> Report:
        def note(usage: Usage) -> None:
            self.tokens = Tokens(
                self.tokens.prompt + (usage.prompt or 0),
                self.tokens.cached + (usage.cached or 0),
                self.tokens.completion + (usage.completion or 0),
            )
            if report:
                report(usage)

        return note
