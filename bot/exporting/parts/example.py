"""One attempt of somebody who consents, cleaned, with what stands of its verdicts."""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.core.completion import Message
from bot.core.consent import Consented
from bot.core.dispute import DisputeState
from bot.core.evidence import found
from bot.core.feedback import Advice, Judgement, Verdict
from bot.core.question import Question
from bot.core.rubric import Checkpoint
from bot.exporting.parts.deidentify import Deidentifier

Row = Mapping[str, Any]
"""A line of the file: the columns that TRL documents for its shape, `id` and `language`."""


@dataclass(frozen=True, slots=True)
class Example:
    """`question` is what was asked (of a follow-up, that). `judgements` follow the rubric, their
    evidence stands in `answer`, word for word. `contested` has what a dispute changed, before and
    after. `rationale` is what a model wrote of the verdicts. `low` and `high` bound the score.
    """

    id: str
    question: Question
    rubric: tuple[Checkpoint, ...]
    answer: str
    judgements: tuple[Judgement, ...]
    contested: tuple[tuple[Judgement, Judgement], ...] = ()
    rationale: str = ""
    low: float = 0.0
    high: float = 0.0

    def verdicts(self, instead: Judgement | None = None) -> str:
        """The JSON that a judge answers with, with another judgement in place of one."""
        said = {
            one.checkpoint: instead if instead and instead.checkpoint == one.checkpoint else one
            for one in self.judgements
        }
        document = {
            name: {"evidence": one.evidence, "verdict": one.verdict.value}
            for name, one in said.items()
        }
        return json.dumps(document, ensure_ascii=False)


Prompt = Callable[[Example], Sequence[Message]]
"""What a judge is asked about an example: the very prompt of grading, with a fence made from the
example's id."""


def unfit(consented: Consented, *, unproven: bool) -> str | None:
    """Why an attempt cannot teach anything; None where it can."""
    said = consented.feedback
    if not said.graded or said.shortcut or not said.judgements:
        return "not graded by a model"
    if not said.proven and not unproven:
        return "its grader was not found fit"
    return None


def example(
    consented: Consented,
    question: Question,
    rubric: Sequence[Checkpoint],
    cleaner: Deidentifier,
    salt: bytes,
) -> Example | None:
    """The attempt, cleaned; None where a verdict's evidence is not there or does not outlive that,
    or a checkpoint of the rubric has no verdict."""
    attempt, said = consented.attempt, consented.feedback
    if attempt.asked:
        question = replace(question, title=cleaner.clean(attempt.asked), body="")
    answer = cleaner.clean(attempt.answer)

    def cleaned(one: Judgement) -> Judgement | None:
        if one.verdict is Verdict.MISSING:
            return replace(one, evidence="")
        words = found(cleaner.clean(one.evidence), answer)
        return None if words is None else replace(one, evidence=words)

    settled = [one for one in consented.disputes if one.state is not DisputeState.OPEN]
    stands = {one.checkpoint: one for one in said.judgements}
    stands |= {one.checkpoint: one.stands for one in settled}
    by_name = {name: cleaned(one) for name, one in stands.items()}
    judgements = [by_name.get(one.id) for one in rubric]
    standing = tuple(one for one in judgements if one is not None)
    if len(standing) < len(judgements):
        return None
    contested = []
    for one in settled:
        before, after = cleaned(one.before), cleaned(one.stands)
        if one.changed and before and after:
            contested.append((before, after))
    score = said.score or 0.0
    return Example(
        id=keyed(f"{attempt.member.community}\n{attempt.id}", salt),
        question=question,
        rubric=tuple(rubric),
        answer=answer,
        judgements=standing,
        contested=tuple(contested),
        rationale=cleaner.clean(_rationale(said.advice)),
        low=score if said.low is None else said.low,
        high=score if said.high is None else said.high,
    )


def keyed(text: str, salt: bytes) -> str:
    """A name that only who has the salt can make again: HMAC-SHA-256 (RFC 2104), 32 hex digits."""
    return hmac.new(salt, text.encode(), hashlib.sha256).hexdigest()[:32]


def _rationale(advice: Advice) -> str:
    points = (*advice.strengths, *advice.gaps, *advice.misconceptions)
    return "\n".join(f"{name}: {sentence}" if name else sentence for name, sentence in points)
