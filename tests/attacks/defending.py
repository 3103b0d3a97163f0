"""The coach's grading as a grader of which each defence can be taken away."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from bot import checkups
from bot.core import canary
from bot.core.answer_text import broken, fence, plain
from bot.core.checkup import Outcome, findings
from bot.core.completion import Message, ModelFacts, Sampling
from bot.core.feedback import Feedback, Judgement, check
from bot.core.ports import LanguageModel, Report
from bot.core.question import Question, digest
from bot.core.rubric import Checkpoint
from bot.core.scoring import score
from bot.core.shortcuts import Shortcut, shortcut
from bot.evaluating.grader import Graded
from bot.evaluating.item import Item
from bot.flows.assessing import Assessing, Task
from bot.flows.health import as_if_fit
from bot.flows.judging import Sheet
from bot.flows.judging import judge as judged
from tests.attacks.judges import HERE, judge

DEFENCES = ("characters", "tokens", "fence", "canary", "evidence", "shortcuts", "exam")
WORTH = {"good": 1.0, "half": 0.5, "poor": 0.25, "off_topic": 0.0}
_LONGEST = 4000
_USUAL = Sampling()


@cache
def questions() -> Mapping[str, Question]:
    """The questions of the honest set, by id."""
    given = yaml.safe_load((HERE / "honest.yaml").read_text(encoding="utf-8"))["questions"]
    return {
        one["id"]: Question(
            id=one["id"],
            title=one["question"],
            answer=one["reference"],
            language=one["language"],
            file="honest.yaml",
            line=0,
            rubric=tuple(
                Checkpoint(**{**point, "accept": tuple(point["accept"])}) for point in one["rubric"]
            ),
        )
        for one in given
    }


@cache
def honest() -> tuple[Item, ...]:
    """The honest answers, each with what it is worth."""
    given = yaml.safe_load((HERE / "honest.yaml").read_text(encoding="utf-8"))["questions"]
    return tuple(
        Item(
            group=one["id"],
            question=one["question"],
            reference=one["reference"],
            answer=answer,
            score=WORTH[kind],
            language=one["language"],
            id=f"{one['id']}/{kind}",
            label=kind,
        )
        for one in given
        for kind, answer in one["answers"].items()
    )


@dataclass(frozen=True)
class Bare:
    """A model that is asked as if some of the defences were not there."""

    model: LanguageModel
    without: frozenset[str]
    question: Question
    answer: str

    async def facts(self) -> ModelFacts:
        return await self.model.facts()

    async def fill(
        self,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        sampling: Sampling = _USUAL,
        *,
        report: Report | None = None,
    ) -> AsyncGenerator[Mapping[str, Any], None]:
        hidden = canary.canary(self.question.id, self.question.language).id
        filling = self.model.fill(self._put(messages), schema, sampling, report=report)
        async with aclosing(filling) as documents:
            async for document in documents:
                if "canary" in self.without and "verdict" in document.get(hidden, {}):
                    document = {**document, hidden: {"evidence": "", "verdict": "missing"}}
                yield document

    async def weigh(
        self,
        messages: Sequence[Message],
        choices: Sequence[str],
        sampling: Sampling = _USUAL,
        *,
        report: Report | None = None,
    ) -> Mapping[str, float]:
        return await self.model.weigh(self._put(messages), choices, sampling, report=report)

    def stream(self, *_: Any, **__: Any) -> Any:
        raise AssertionError("an assessment fills forms")

    async def close(self) -> None:
        await self.model.close()

    def _put(self, messages: Sequence[Message]) -> list[Message]:
        system, user = messages
        head, _, rest = user.text.partition("\n\nANSWER\n")
        line, _, rest = rest.partition("\n")
        _, _, task = rest.partition(f"\n{line}")
        data = self.answer
        if "characters" not in self.without:
            data = plain(data)
        if "tokens" not in self.without:
            data = broken(data)
        if "fence" in self.without:
            line = "====="
        return [system, Message("user", f"{head}\n\nANSWER\n{line}\n{data}\n{line}{task}")]


@dataclass(frozen=True)
class Defended:
    """The coach's grading by a judge, without some of its defences."""

    judge: str
    without: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return self.judge

    @property
    def version(self) -> str:
        return digest("/".join(sorted(self.without)))

    async def grade(self, item: Item) -> Graded:
        question = questions()[item.group]
        if "exam" not in self.without and not await self.fit(question.language):
            return Graded(None, reason="feedback.unfit")
        return await self.said(question, item.answer)

    async def fit(self, language: str) -> bool:
        """Whether it passes the coach's own examination in a language."""
        if (self, language) not in _FIT:
            outcomes = []
            for one in checkups.sets()[language].samples:
                said = await self.said(one.question, one.answer)
                tampered = said.reason == "feedback.tampered"
                outcomes.append(
                    Outcome(one.question.id, one.kind, said.score, said.reason, tampered)
                )
            _FIT[self, language] = all(one.holds for one in findings(outcomes))
        return _FIT[self, language]

    async def said(self, question: Question, answer: str) -> Graded:
        """What it says of an answer, fit or not."""
        answer = answer[:_LONGEST]
        model = Bare(judge(self.judge), self.without, question, answer)
        task = Task("attempt", question, question.rubric, answer, "en")
        if self.without & {"evidence", "shortcuts"}:
            return await self._straight(model, task)
        feedback = Feedback("")
        async with aclosing(Assessing(model, fit=as_if_fit).assess(task)) as updates:
            async for feedback in updates:
                if feedback.graded:
                    break
        return Graded(feedback.score, reason=feedback.trouble or feedback.shortcut)

    async def _straight(self, model: Bare, task: Task) -> Graded:
        """As `Assessing`, without what it does before and after the verdicts."""
        answer = plain(task.answer)
        short = shortcut(task.question, task.rubric, answer)
        if short and "shortcuts" not in self.without:
            return Graded(None if short is Shortcut.REFERENCE else 0.0, reason=short)
        hidden = canary.canary(task.question.id, task.question.language)
        placed = canary.placed(task.rubric, hidden)
        sheet = Sheet(task.question, placed, answer, fence=fence(answer))
        said: list[Judgement] = []
        async with aclosing(judged(model, sheet)) as judging:
            async for said in judging:  # noqa: B007 - the last is whole
                pass
        if canary.tripped(said, hidden):
            return Graded(None, reason="feedback.tampered")
        if "evidence" not in self.without:
            said = [check(one, answer) for one in said]
        return Graded(score(task.rubric, said))


_FIT: dict[tuple[Defended, str], bool] = {}
"""What was found of judges: an examination takes long, and they do not change."""
