"""Asks how sure the model is of each verdict: label probabilities, with the options in turn."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence

from bot.core.completion import Sampling
from bot.core.errors import ModelUnusable
from bot.core.feedback import Judgement, Verdict, check
from bot.core.ports import LanguageModel, Report
from bot.core.question import digest
from bot.core.rubric import Checkpoint
from bot.flows.judging import Sheet, alone, judge, judge_one

_SAYS = {
    Verdict.COVERED: "the answer says it",
    Verdict.PARTIAL: "the answer says a part of it",
    Verdict.MISSING: "the answer does not say it",
    Verdict.WRONG: "the answer says the opposite",
}
_LETTERS = "ABCD"
MARGIN = 0.2
"""How far the two likeliest verdicts must lie apart to be taken as they are."""
_SAMPLES = 3
_AT_ONCE = 4
_ONE = Sampling(limit=4, seconds=60)
VERSION = digest("/".join((*_SAYS.values(), str(MARGIN), str(_SAMPLES))))

Chances = Mapping[Verdict, float]


async def weigh(
    model: LanguageModel,
    sheet: Sheet,
    judged: Mapping[str, Judgement],
    *,
    report: Report | None = None,
) -> dict[str, Chances]:
    """How probable each verdict is, by checkpoint; one whose evidence failed is certain already.

    The labels are letters. Where the two likeliest lie closer than `MARGIN`, the options are shown
    in all four rotations and averaged (a judge prefers positions: Zheng et al., "Large Language
    Models Are Not Robust Multiple Choice Selectors", 2024); where they still do, three verdicts are
    sampled and count as much. A server that tells no probabilities is asked for its verdicts once
    more in the other order, and what differs is even. ModelTrouble as the model raises it.
    """
    wanted = [one for one in sheet.rubric if one.id in judged and not judged[one.id].unsupported]
    turns = asyncio.Semaphore(_AT_ONCE)

    async def one(checkpoint: Checkpoint) -> Chances:
        async with turns:
            return await _chances(model, sheet, checkpoint, report)

    try:
        found = await asyncio.gather(*map(one, wanted))
    except ModelUnusable as trouble:
        if trouble.key != "error.no_logprobs":
            raise
        return await _second_look(model, sheet, judged, report)
    return {checkpoint.id: chances for checkpoint, chances in zip(wanted, found, strict=True)}


async def _chances(
    model: LanguageModel, sheet: Sheet, checkpoint: Checkpoint, report: Report | None
) -> Chances:
    chances = await _rotated(model, sheet, checkpoint, 0, report)
    if margin(chances) >= MARGIN:
        return chances
    more = [await _rotated(model, sheet, checkpoint, turn, report) for turn in (1, 2, 3)]
    chances = _mean([chances, *more])
    if margin(chances) >= MARGIN:
        return chances
    drawn = []
    for seed in range(1, _SAMPLES + 1):
        sampling = alone(temperature=0.7, seed=seed)
        said = await judge_one(model, sheet, checkpoint, sampling, report=report)
        drawn.append(check(said, sheet.answer).verdict)
    counted = Counter(drawn)
    return _mean([chances, {one: counted[one] / _SAMPLES for one in Verdict}])


async def _rotated(
    model: LanguageModel, sheet: Sheet, checkpoint: Checkpoint, turn: int, report: Report | None
) -> Chances:
    """The probabilities with the options begun at the one of number `turn`."""
    verdicts = list(Verdict)[turn:] + list(Verdict)[:turn]
    options = "\n".join(
        f"{letter}: {_SAYS[one]}" for letter, one in zip(_LETTERS, verdicts, strict=True)
    )
    task = f"Now checkpoint {checkpoint.id} alone:\n{options}\nReply with one letter."
    said = await model.weigh(sheet.messages(task), _LETTERS, _ONE, report=report)
    return {one: said[letter] for letter, one in zip(_LETTERS, verdicts, strict=True)}


async def _second_look(
    model: LanguageModel, sheet: Sheet, judged: Mapping[str, Judgement], report: Report | None
) -> dict[str, Chances]:
    again = [one async for one in judge(model, sheet, report=report, backwards=True)][-1]
    found: dict[str, Chances] = {}
    for said in again:
        first = judged.get(said.checkpoint)
        second = check(said, sheet.answer).verdict
        if first and not first.unsupported and first.verdict is not second:
            found[said.checkpoint] = {first.verdict: 0.5, second: 0.5}
    return found


def margin(chances: Chances) -> float:
    """How much likelier the likeliest verdict is than the next."""
    first, second = sorted((chances.get(one, 0.0) for one in Verdict), reverse=True)[:2]
    return first - second


def _mean(several: Sequence[Chances]) -> Chances:
    return {
        one: sum(chances.get(one, 0.0) for chances in several) / len(several) for one in Verdict
    }
