"""The score that code computes from checked verdicts, and how sure it is."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.feedback import Judgement, Verdict
from bot.core.rubric import Checkpoint

_MISSING_MUST, _WRONG_MUST = 0.60, 0.40
_WORTH = {Verdict.COVERED: 1.0, Verdict.PARTIAL: 0.5, Verdict.MISSING: 0.0, Verdict.WRONG: -0.25}
UNSURE = 0.12
"""The standard deviation of a score from which on a band is shown in its place."""


@dataclass(frozen=True, slots=True)
class Score:
    """A score of 0 to 1, and the band in which it lies by the model's own probabilities.

    `deviation` is the standard deviation of the score; `sure` says that the number may be shown
    alone.
    """

    number: float
    low: float
    high: float
    deviation: float = 0.0

    @property
    def sure(self) -> bool:
        """Whether the number says enough without its band."""
        return self.deviation <= UNSURE and self.low <= self.number <= self.high


def score(rubric: Sequence[Checkpoint], judgements: Sequence[Judgement]) -> float:
    """The part of the rubric's weight that an answer earned, 0 to 1.

    Covered earns all of a checkpoint's weight, partial half, wrong costs a quarter; an answer
    without a must-have stays at 0.60 or below, with one of them wrong at 0.40 or below. Each
    checkpoint counts once, by its last judgement.
    """
    verdicts = {judgement.checkpoint: judgement.verdict for judgement in judgements}
    said = [verdicts.get(one.id, Verdict.MISSING) for one in rubric]
    earned = _share(rubric, [_WORTH[verdict] for verdict in said])
    return min(earned, _cap(rubric, said))


def weighed(
    rubric: Sequence[Checkpoint],
    judgements: Sequence[Judgement],
    chances: Mapping[str, Mapping[Verdict, float]],
) -> Score:
    """The score with its band: one standard deviation round what the probabilities expect.

    `chances` has for some checkpoints how probable each verdict is; the others count as certain.
    Checkpoints are held to be independent. Where the number itself lies outside the band, the band
    reaches to it.
    """
    number = score(rubric, judgements)
    verdicts = {one.checkpoint: one.verdict for one in judgements}
    means, variance, total = [], 0.0, sum(one.weight for one in rubric)
    for one in rubric:
        certain = {verdicts.get(one.id, Verdict.MISSING): 1.0}
        said = chances.get(one.id) or certain
        mean = sum(_WORTH[verdict] * chance for verdict, chance in said.items())
        square = sum(_WORTH[verdict] ** 2 * chance for verdict, chance in said.items())
        means.append(mean)
        variance += (one.weight / total) ** 2 * max(0.0, square - mean**2)
    cap = _cap(rubric, [verdicts.get(one.id, Verdict.MISSING) for one in rubric])
    expected = min(_share(rubric, means), cap)
    deviation = math.sqrt(variance)
    if abs(expected - number) > UNSURE:  # the verdicts and the probabilities disagree
        deviation = max(deviation, abs(expected - number))
    low = max(0.0, min(number, expected - deviation))
    high = min(1.0, max(number, expected + deviation))
    return Score(number, low, high, deviation)


def _share(rubric: Sequence[Checkpoint], worths: Sequence[float]) -> float:
    total = sum(one.weight for one in rubric)
    if not total:
        raise ValueError("a rubric without checkpoints gives no score")
    earned = math.fsum(worth * one.weight for one, worth in zip(rubric, worths, strict=True))
    return min(1.0, max(0.0, earned / total))


def _cap(rubric: Sequence[Checkpoint], said: Sequence[Verdict]) -> float:
    musts = {verdict for one, verdict in zip(rubric, said, strict=True) if one.must}
    if Verdict.WRONG in musts:
        return _WRONG_MUST
    return _MISSING_MUST if Verdict.MISSING in musts else 1.0


def points(rubric: Sequence[Checkpoint], judgements: Sequence[Judgement]) -> tuple[float, ...]:
    """What each checkpoint adds to the score before it is capped, in the rubric's own weights."""
    verdicts = {judgement.checkpoint: judgement.verdict for judgement in judgements}
    return tuple(one.weight * _WORTH[verdicts.get(one.id, Verdict.MISSING)] for one in rubric)


def cap(rubric: Sequence[Checkpoint], judgements: Sequence[Judgement]) -> float:
    """The most that an answer can score with these verdicts on the must-haves, 0 to 1."""
    verdicts = {judgement.checkpoint: judgement.verdict for judgement in judgements}
    return _cap(rubric, [verdicts.get(one.id, Verdict.MISSING) for one in rubric])
