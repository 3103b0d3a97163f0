"""A verdict that its member contests, and what became of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.core.chat import Member
from bot.core.feedback import Advice, Feedback, Judgement, Verdict
from bot.core.rubric import Checkpoint
from bot.core.scoring import weighed

ARGUMENT = 1000
"""The most characters of an argument."""
_RANK = {one: rank for rank, one in enumerate(reversed(list(Verdict)))}
_BORNE_OUT = {
    "strengths": (Verdict.COVERED, Verdict.PARTIAL),
    "gaps": (Verdict.MISSING, Verdict.PARTIAL),
    "misconceptions": (Verdict.WRONG,),
}


class DisputeState(StrEnum):
    """`OPEN` until it is judged again; then `KEPT` or `CHANGED`; `RULED` once a maintainer has."""

    OPEN = "open"
    KEPT = "kept"
    CHANGED = "changed"
    RULED = "ruled"


JUDGED_AGAIN = (DisputeState.KEPT, DisputeState.CHANGED)
"""What waits for a maintainer."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """Both judgements stay on record: `before`, and `after` once it was judged again.

    `trouble` is the key of the sentence that says why it could not be judged again. `ruled_by` is
    the maintainer who looked at it, `ruling` the verdict that they gave (None: it stands as it
    was), `reason` what they said.
    """

    id: str
    attempt: str
    member: Member
    checkpoint: str
    argument: str
    at: datetime
    before: Judgement
    after: Judgement | None = None
    model: str = ""
    prompt_hash: str = ""
    state: DisputeState = DisputeState.OPEN
    trouble: str = ""
    ruled_by: str | None = None
    ruling: Verdict | None = None
    reason: str = ""

    @property
    def stands(self) -> Judgement:
        """The judgement that holds now: a maintainer's, else the better of the two."""
        better = self.before
        if self.after is not None and raises(self.before, self.after):
            better = replace(self.after, ruled_by="member")
        if self.ruling is None or self.ruling is better.verdict:
            return better
        said = [one for one in (self.after, self.before) if one and one.evidence]
        evidence = said[0].evidence if said and self.ruling is not Verdict.MISSING else ""
        return Judgement(self.checkpoint, self.ruling, evidence, ruled_by="maintainer")

    @property
    def changed(self) -> bool:
        """Whether another verdict holds now than the first one."""
        return self.stands.verdict is not self.before.verdict


def raises(before: Judgement, after: Judgement) -> bool:
    """Whether a second judgement is better for who answered than the first."""
    return _RANK[after.verdict] > _RANK[before.verdict]


def lower(one: Judgement, other: Judgement) -> Judgement:
    """The judgement that is worse for who answered; the first of two that are equal."""
    return other if _RANK[other.verdict] < _RANK[one.verdict] else one


def settled(
    feedback: Feedback, rubric: Sequence[Checkpoint], disputes: Iterable[Dispute]
) -> Feedback:
    """The feedback with the verdicts that stand after its disputes: the score and its band are
    computed anew, and advice that a new verdict does not bear out is dropped."""
    standing = {
        one.checkpoint: one.stands for one in disputes if one.state is not DisputeState.OPEN
    }
    judgements = tuple(standing.get(one.checkpoint, one) for one in feedback.judgements)
    if judgements == feedback.judgements:
        return feedback
    chances = {one.checkpoint: one.probabilities for one in judgements if one.chances}
    result = weighed(rubric, judgements, chances)
    return replace(
        feedback,
        judgements=judgements,
        score=result.number,
        low=None if result.sure else result.low,
        high=None if result.sure else result.high,
        advice=_borne_out(feedback.advice, judgements),
    )


def _borne_out(advice: Advice, judgements: Sequence[Judgement]) -> Advice:
    verdicts = {one.checkpoint: one.verdict for one in judgements}
    lists = {
        name: tuple(one for one in getattr(advice, name) if verdicts.get(one[0]) in fitting)
        for name, fitting in _BORNE_OUT.items()
    }
    asked = advice.followup
    if asked and verdicts.get(asked[0]) is Verdict.COVERED:
        asked = None
    return Advice(**lists, followup=asked)
