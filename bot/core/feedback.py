"""What is said of an answer: verdicts, the evidence that code could find, and the score that code
computed."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.core.rubric import Checkpoint

_MISSING_MUST, _WRONG_MUST = 0.60, 0.40


class Verdict(StrEnum):
    """What is said of one checkpoint."""

    COVERED = "covered"
    PARTIAL = "partial"
    MISSING = "missing"
    WRONG = "wrong"


_WORTH = {Verdict.COVERED: 1.0, Verdict.PARTIAL: 0.5, Verdict.MISSING: 0.0, Verdict.WRONG: -0.25}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict on one checkpoint with the words of the answer that show it.

    `unsupported` marks a verdict whose evidence the answer does not contain: it counts as missing.
    """

    checkpoint: str
    verdict: Verdict
    evidence: str = ""
    unsupported: bool = False


@dataclass(frozen=True, slots=True)
class Feedback:
    """All that is said of one attempt. `score` is 0 to 1, or None where none was earned.

    `graded` is False where no model judged: the member ticks `ticked` by themselves.
    """

    attempt: str
    judgements: tuple[Judgement, ...] = ()
    score: float | None = None
    graded: bool = False
    proven: bool = False
    advice: str = ""
    model: str = ""
    prompt_hash: str = ""
    trouble: str = ""
    ticked: tuple[str, ...] = ()


def check(judgement: Judgement, answer: str) -> Judgement:
    """The judgement as far as the answer bears it out.

    A verdict other than missing needs evidence that stands in the answer (compared without width,
    case, spaces and punctuation); without it the verdict is missing, and marked unsupported.
    """
    if judgement.verdict is Verdict.MISSING:
        return replace(judgement, evidence="", unsupported=False)
    if stands_in(judgement.evidence, answer):
        return replace(judgement, unsupported=False)
    return Judgement(judgement.checkpoint, Verdict.MISSING, unsupported=True)


def stands_in(evidence: str, answer: str) -> bool:
    """Whether the words of the evidence are words of the answer, in their order and whole."""
    wanted = _folded(evidence).split()
    if not wanted or (len(wanted) == 1 and len(wanted[0]) < 2):
        return False
    return f" {' '.join(wanted)} " in f" {' '.join(_folded(answer).split())} "


def score(rubric: Sequence[Checkpoint], judgements: Sequence[Judgement]) -> float:
    """The part of the rubric's weight that an answer earned, 0 to 1.

    Covered earns all of a checkpoint's weight, partial half, wrong costs a quarter; an answer
    without a must-have stays at 0.60 or below, with one of them wrong at 0.40 or below.
    """
    verdicts = {judgement.checkpoint: judgement.verdict for judgement in judgements}
    total = sum(checkpoint.weight for checkpoint in rubric)
    if not total:
        raise ValueError("a rubric without checkpoints gives no score")
    said = {one.id: verdicts.get(one.id, Verdict.MISSING) for one in rubric}
    earned = sum(_WORTH[said[one.id]] * one.weight for one in rubric)
    result = max(0.0, earned / total)
    musts = {said[one.id] for one in rubric if one.must}
    if Verdict.MISSING in musts:
        result = min(result, _MISSING_MUST)
    if Verdict.WRONG in musts:
        result = min(result, _WRONG_MUST)
    return result


def _folded(text: str) -> str:
    """Words apart by spaces; each Chinese character is a word."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = re.sub(r"([\u3400-\u9fff\U00020000-\U0003ffff])", r" \1 ", plain)
    return re.sub(r"[\W_]+", " ", plain)
