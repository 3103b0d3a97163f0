"""A rubric that judges less well than it could is told of."""

from bot.core.bank import Bank
from bot.core.question import Question
from bot.core.rubric import Checkpoint
from bot.core.rubric_lint import odd_rubrics


def rules(*texts: str) -> list[str]:
    rubric = tuple(Checkpoint(f"c{at}", text) for at, text in enumerate(texts, 1))
    asked = Question("kv", "Why?", "So.", "en", "bank.md", 7, rubric=rubric)
    odd = odd_rubrics(Bank([asked]))
    assert {(one.file, one.line, one.level) for one in odd} <= {("bank.md", 7, "warning")}
    return [one.rule for one in odd]


def test_three_to_six_checkpoints_are_fine_and_so_is_no_rubric() -> None:
    assert rules() == rules("a", "b", "c") == rules(*"abcdef") == []


def test_fewer_more_and_twice_the_same_are_told() -> None:
    assert rules("a") == rules("a", "b") == rules(*"abcdefg") == ["rubric-size"]
    assert rules("It grows.", "it grows", "c") == ["repeated-checkpoint"]
