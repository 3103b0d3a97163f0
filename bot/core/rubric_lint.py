"""What is odd in the rubrics that authors write, beside what cannot be read of them."""

from collections.abc import Iterator

from bot.core.account import Diagnostic
from bot.core.bank import Bank
from bot.core.question import Question, normal_title
from bot.core.rubric import MOST

LEAST = 3


def odd_rubrics(bank: Bank) -> list[Diagnostic]:
    """A warning for each rubric that judges less well than it could: of fewer than three or more
    than six checkpoints, or one that says the same thing twice."""
    return [one for question in bank.questions if question.rubric for one in _odd(question)]


def _odd(question: Question) -> Iterator[Diagnostic]:
    count = len(question.rubric)
    if not LEAST <= count <= MOST:
        yield Diagnostic(
            question.file,
            question.line,
            "rubric-size",
            "warning",
            f"the rubric has {count} checkpoint{'s' if count > 1 else ''}",
            f"{LEAST} to {MOST} that each say one thing judge best",
        )
    if len({normal_title(one.text) for one in question.rubric}) < count:
        yield Diagnostic(
            question.file,
            question.line,
            "repeated-checkpoint",
            "warning",
            "two checkpoints of the rubric say the same",
            "take one of them out: it would count twice",
        )
