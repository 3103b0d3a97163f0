"""What is said of an answer: verdicts with their evidence, the score that code computed, advice."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.core.evidence import found


class Verdict(StrEnum):
    """What is said of one checkpoint."""

    COVERED = "covered"
    PARTIAL = "partial"
    MISSING = "missing"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict on one checkpoint with the words of the answer that show it.

    `unsupported` marks a verdict whose evidence the answer does not contain: it counts as missing.
    `chances` has how probable each verdict is to the model (in the order of `Verdict`), where that
    was asked. `ruled_by` is `member` where a dispute changed it, `maintainer` where one overruled.
    """

    checkpoint: str
    verdict: Verdict
    evidence: str = ""
    unsupported: bool = False
    chances: tuple[float, ...] = ()
    ruled_by: str = ""

    @property
    def probabilities(self) -> Mapping[Verdict, float]:
        """The chances by verdict; empty where they were not asked."""
        return dict(zip(Verdict, self.chances, strict=True)) if self.chances else {}


@dataclass(frozen=True, slots=True)
class Advice:
    """What a model writes from checked verdicts: pairs of a checkpoint's id and a sentence, and the
    question that goes on (with the checkpoint that it is aimed at)."""

    strengths: tuple[tuple[str, str], ...] = ()
    gaps: tuple[tuple[str, str], ...] = ()
    misconceptions: tuple[tuple[str, str], ...] = ()
    followup: tuple[str, str] | None = None

    def __bool__(self) -> bool:
        return bool(self.strengths or self.gaps or self.misconceptions or self.followup)


@dataclass(frozen=True, slots=True)
class Feedback:
    """All that is said of one attempt. `score` is 0 to 1, or None where none was earned; `low` and
    `high` are its band, where the model was unsure.

    `graded` is False where nobody judged: the member ticks `ticked` by themselves. `proven` says
    that the model was found fit to judge. `shortcut` is why no model was asked (`core.shortcuts`),
    `trouble` why none could be (the `facts` fill its sentence; `no_estimate` among them is why
    words alone tell nothing). `raw` has the verdicts as the model gave them, before code held them
    against the answer. `estimate` is a score from words alone, with its expected error. `tokens`
    counts what was read and written for it.
    """

    attempt: str
    judgements: tuple[Judgement, ...] = ()
    score: float | None = None
    graded: bool = False
    proven: bool = False
    advice: Advice = Advice()
    model: str = ""
    prompt_hash: str = ""
    trouble: str = ""
    ticked: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    low: float | None = None
    high: float | None = None
    shortcut: str = ""
    raw: tuple[Judgement, ...] = ()
    estimate: tuple[float, float] | None = None
    rubric_hash: str = ""
    tokens: int = 0
    advice_failed: bool = False


def check(judgement: Judgement, answer: str) -> Judgement:
    """The judgement as far as the answer bears it out, its evidence in the answer's own words.

    A verdict other than missing needs evidence that stands in the answer (`core.evidence`); without
    it the verdict is missing, and marked unsupported.
    """
    if judgement.verdict is Verdict.MISSING:
        return replace(judgement, evidence="", unsupported=False)
    words = found(judgement.evidence, answer)
    if words is not None:
        return replace(judgement, evidence=words, unsupported=False)
    return replace(judgement, verdict=Verdict.MISSING, evidence="", unsupported=True)
