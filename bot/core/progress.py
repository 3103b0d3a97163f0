"""What changed between two tries at one question."""

from dataclasses import dataclass

from bot.core.feedback import Feedback, Verdict


@dataclass(frozen=True, slots=True)
class Progress:
    """Checkpoints by what became of them; `before` is the earlier score.

    `changed` says that they were judged by two rubrics: what only one of them has is left out.
    """

    gained: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    before: float | None = None
    changed: bool = False


def progress(before: Feedback, now: Feedback) -> Progress:
    """What is newly covered, still not covered, and covered no more."""
    then = {one.checkpoint: one.verdict for one in before.judgements}
    gained, missing, lost = [], [], []
    for one in now.judgements:
        earlier = then.get(one.checkpoint)
        if one.verdict is Verdict.COVERED:
            if earlier is not None and earlier is not Verdict.COVERED:
                gained.append(one.checkpoint)
        elif earlier is Verdict.COVERED:
            lost.append(one.checkpoint)
        elif earlier is not None:
            missing.append(one.checkpoint)
    changed = before.rubric_hash != now.rubric_hash
    return Progress(tuple(gained), tuple(missing), tuple(lost), before.score, changed)
