"""Long-to-short rows: a long answer that is covered, and its shortest part that shows the same.

TRL's conversational prompt-completion (SFTTrainer). The short one consists of whole sentences of
the long one: the fewest characters that still hold the evidence of every verdict. That is all that
was checked. Nobody judged it again, and nobody wrote it to be read alone.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, product

from bot.core.feedback import Verdict
from bot.exporting.parts.example import Example, Prompt, Row
from bot.exporting.parts.spans import holding, sentences

COVERED = 0.75
"""The score from which on an answer is worth shortening."""
SHORTER = 0.7
"""The most of an answer's length that its short form may have."""
_TRIES = 4096

_TASK = "Say the same in as few words as you can, and leave no point out.\n\n"


def rows(examples: Sequence[Example], prompt: Prompt, left_out: Counter[str]) -> Iterator[Row]:
    """A row for each answer that is covered and can be shortened."""
    for one in examples:
        wrong = any(each.verdict is Verdict.WRONG for each in one.judgements)
        if one.low < COVERED or wrong:
            left_out["not covered well enough to be shortened"] += 1
            continue
        short = shortest(one)
        if len(short) > SHORTER * len(one.answer):
            left_out["cannot be much shorter"] += 1
            continue
        asked = f"{_TASK}QUESTION\n{one.question.asked}\n\nANSWER\n{one.answer}"
        yield {
            "prompt": [{"role": "user", "content": asked}],
            "completion": [{"role": "assistant", "content": short}],
            "language": one.question.language,
            "id": one.id,
        }


def shortest(one: Example) -> str:
    """The sentences that hold the evidence of every verdict, in their order: as few characters as
    can be, where words that stand in several places leave a choice."""
    places = sentences(one.answer)
    choices = [holding(each.evidence, one.answer) for each in one.judgements if each.evidence]
    picks = islice(product(*choices), _TRIES)
    unions = (frozenset[int]().union(*pick) for pick in picks)
    best = min(
        unions,
        key=lambda kept: (sum(places[n][1] - places[n][0] for n in kept), min(kept, default=0)),
    )
    parts: list[str] = []
    for number in sorted(best):
        gap = one.answer[places[number - 1][1] : places[number][0]] if parts else ""
        parts.append(gap + one.answer[slice(*places[number])])
    return "".join(parts).strip()
