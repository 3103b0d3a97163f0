"""Supervised rows: the prompt of grading, and the verdicts that stand, as a judge answers.

TRL's conversational prompt-completion (SFTTrainer). The evidence stands before the verdict, so
that a model learns to look first; `rationale` has what a model wrote of the verdicts, a column that
TRL leaves alone.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.exporting.parts.example import Example, Prompt, Row


def rows(examples: Sequence[Example], prompt: Prompt, left_out: Counter[str]) -> Iterator[Row]:
    """A row for each example."""
    for one in examples:
        yield {
            "prompt": [{"role": each.role, "content": each.text} for each in prompt(one)],
            "completion": [{"role": "assistant", "content": one.verdicts()}],
            "rationale": one.rationale,
            "language": one.question.language,
            "id": one.id,
        }
