"""What of a question's checkpoints its people missed: counted, without any names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.core.feedback import Judgement, Verdict
from bot.core.pictures import Bars
from bot.core.rubric import Checkpoint
from bot.core.totals import FEWEST


@dataclass(frozen=True, slots=True)
class Missed:
    """How many people covered a checkpoint, covered it in part, and missed it or had it wrong."""

    checkpoint: Checkpoint
    covered: int
    partial: int
    missed: int

    @property
    def counts(self) -> tuple[int, int, int]:
        """The three counts, the good one first."""
        return self.covered, self.partial, self.missed


@dataclass(frozen=True, slots=True)
class MissMap:
    """The lines stand in the order of the rubric."""

    people: int
    lines: tuple[Missed, ...]

    def drawing(self, title: str, kinds: tuple[str, str, str], language: str) -> Bars:
        """The map as a picture; `kinds` are the words for covered, in part, and missed."""
        rows = tuple((one.checkpoint.said(language), one.counts) for one in self.lines)
        return Bars(title, kinds, rows)


def miss_map(
    rubric: Sequence[Checkpoint],
    judged: Mapping[str, Iterable[Judgement]],
    *,
    fewest: int = FEWEST,
) -> MissMap | None:
    """The map of a question; `judged` has, by member, the judgements of their first graded answer.

    None for fewer than the `fewest` people. A checkpoint that an answer was not judged by (the
    rubric was another then) counts for nobody.
    """
    if len(judged) < fewest:
        return None
    said = sorted((one.checkpoint, one.verdict) for ones in judged.values() for one in _once(ones))
    by_id = {
        name: [verdict for _, verdict in group] for name, group in groupby(said, lambda one: one[0])
    }
    lines = []
    for checkpoint in rubric:
        verdicts = by_id.get(checkpoint.id, [])
        covered = verdicts.count(Verdict.COVERED)
        partial = verdicts.count(Verdict.PARTIAL)
        lines.append(Missed(checkpoint, covered, partial, len(verdicts) - covered - partial))
    return MissMap(len(judged), tuple(lines))


def _once(judgements: Iterable[Judgement]) -> Iterable[Judgement]:
    return {one.checkpoint: one for one in judgements}.values()
