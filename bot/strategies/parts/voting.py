"""An election among samples, as steps of the trace."""

from collections.abc import Mapping, Sequence

from bot.core.final_answer import same
from bot.core.voting import agreement, tally
from bot.core.worksheet import Worksheet, Written
from bot.strategies.parts.concluding import found


def read(sheet: Worksheet, written: Sequence[Written]) -> dict[int, str | None]:
    """The answer of each sample by its step, which has it as its title from now on; a sample that
    was cut off abstains."""
    answers = {one.step: found(sheet, one) for one in written}
    for step, answer in answers.items():
        sheet.mark(step, title=answer or "")
    return answers


def elected(
    sheet: Worksheet,
    answers: Mapping[int, str | None],
    *,
    asked: int,
    weights: Mapping[int, float] | None = None,
) -> str | None:
    """The answer that wins; each answer becomes a step `vote` of its samples, whose score is its
    share of the weight. `facts` get `agreement` (the winner's share of the samples `asked` for)
    and `abstained`."""
    steps = list(answers)
    votes = tally(
        [answers[one] for one in steps],
        lambda one, other: same(one, other, sheet.problem.kind),
        [weights[one] for one in steps] if weights else None,
    )
    total = sum(one.weight for one in votes)
    for place, vote in enumerate(votes):
        parents = [steps[one] for one in vote.samples]
        for step in parents:
            sheet.mark(step, state="kept" if place == 0 else "pruned")
        sheet.note(
            "vote",
            vote.answer,
            parents=parents,
            state="kept" if place == 0 else "pruned",
            score=vote.weight / total if total else 0.0,
        )
    sheet.facts["agreement"] = agreement(votes, asked)
    sheet.facts["abstained"] = asked - sum(len(one.samples) for one in votes)
    return votes[0].answer if votes else None
