"""Stepwise rows: an answer cut into steps, each with whether its evidence speaks for it.

TRL's stepwise supervision (PRMTrainer, experimental there). A step ends with a sentence that a
verdict quotes: `true` where the verdict is covered or partial, `false` where it is wrong.
Sentences that no verdict quotes say nothing either way; they belong to the step that follows, the
last ones to the last step.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.core.feedback import Verdict
from bot.exporting.parts.example import Example, Prompt, Row
from bot.exporting.parts.spans import holding, sentences

FEWEST = 2
"""Steps that a row has at the least."""


def rows(examples: Sequence[Example], prompt: Prompt, left_out: Counter[str]) -> Iterator[Row]:
    """A row for each answer of two steps or more."""
    for one in examples:
        completions, labels = steps(one)
        if len(labels) < FEWEST:
            left_out["fewer than two steps with a verdict"] += 1
            continue
        yield {
            "prompt": one.question.asked,
            "completions": completions,
            "labels": labels,
            "language": one.question.language,
            "id": one.id,
        }


def steps(one: Example) -> tuple[list[str], list[bool]]:
    """The steps of an answer and their labels, in order."""
    said: dict[int, bool] = {}
    for judgement in one.judgements:
        for place in holding(judgement.evidence, one.answer)[:1]:
            last = max(place, default=-1)
            if last >= 0:
                said[last] = said.get(last, True) and judgement.verdict is not Verdict.WRONG
    places = sentences(one.answer)
    ends = sorted(said)
    completions, begin = [], 0
    for number, end in enumerate(ends, 1):
        stop = places[-1][1] if number == len(ends) else places[end][1]
        completions.append(one.answer[begin:stop].strip())
        begin = stop
    return completions, [said[end] for end in ends]
