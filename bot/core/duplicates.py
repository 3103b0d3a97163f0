"""Questions that may be one question in other words, found without holding each against each."""

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from bot.core import tags
from bot.core.account import Diagnostic
from bot.core.bank import Bank
from bot.core.question import Question
from bot.core.tokens import content

REWORDED = 0.8
"""From this Dice coefficient of their titles' tokens on, two questions are told of."""

_RAREST = 3
_CROWD = 60


def duplicates(bank: Bank) -> list[Diagnostic]:
    """A warning for each question whose title says much the same as that of an earlier one.

    Questions of one title are told of when the bank is gathered. Two that state other companies are
    told of too: a question that was asked twice is still one question.
    """
    questions = [one for one in bank.questions if one.translation_of is None]
    return [
        _diagnostic(questions[later], questions[earlier]) for earlier, later in _alike(questions)
    ]


def _alike(questions: Sequence[Question]) -> Iterator[tuple[int, int]]:
    """Pairs of rows, the earlier first. Only those that share one of their rarest tokens are held
    against each other, and none where that token has a crowd.
    """
    words = [frozenset(content(one.title)) for one in questions]
    having: dict[str, list[int]] = {}
    for row, tokens in enumerate(words):
        for token in tokens:
            having.setdefault(token, []).append(row)
    for row, tokens in enumerate(words):
        rarest = sorted(tokens, key=lambda token: len(having[token]))[:_RAREST]
        near = {
            other
            for token in rarest
            if len(having[token]) <= _CROWD
            for other in having[token]
            if other < row
        }
        for other in sorted(near):
            if _is_reworded(questions[row], questions[other], tokens, words[other]):
                yield other, row
                break


def _is_reworded(
    one: Question, other: Question, words: frozenset[str], others: frozenset[str]
) -> bool:
    if one.language != other.language or one.body != other.body:
        return False
    dice = 2 * len(words & others) / (len(words) + len(others))
    if dice < REWORDED or len(words | others) < _RAREST:
        return False
    first, second = tags.key(one.title), tags.key(other.title)
    return first != second and _digits(first) == _digits(second) and fuzz.ratio(first, second) > 50


def _digits(text: str) -> str:
    """The digits of a title: `GPT-2` and `GPT-3` are two things."""
    return "".join(filter(str.isdigit, text))


def _diagnostic(question: Question, earlier: Question) -> Diagnostic:
    return Diagnostic(
        question.file,
        question.line,
        "near-duplicate",
        "warning",
        f"much the same is asked at {earlier.file}:{earlier.line} ({earlier.title})",
        "make one question of the two, or leave them: both are kept",
    )
