"""Examples as the shapes get them."""

from collections import Counter

from bot.cli.export import prompt
from bot.core.feedback import Judgement, Verdict
from bot.core.question import Question
from bot.core.rubric import Checkpoint
from bot.exporting import Example, Row, shape

QUESTION = Question("kv", "Why does a KV cache help?", "Keys and values are kept.", "en", "b.md", 1)
RUBRIC = (Checkpoint("core", "keeps keys and values", 2.0, must=True), Checkpoint("c1", "memory"))
LONG = (
    "That is a good question and I have thought about it for years. "
    "It keeps keys and values of the past. "
    "There are many papers about it, and some of them are long. "
    "The price is memory that grows with the length."
)


def judged(*said: tuple[str, Verdict, str]) -> tuple[Judgement, ...]:
    return tuple(Judgement(name, verdict, evidence) for name, verdict, evidence in said)


COVERED = judged(
    ("core", Verdict.COVERED, "keeps keys and values"),
    ("c1", Verdict.COVERED, "memory that grows"),
)


def made(
    name: str = "a",
    answer: str = LONG,
    judgements: tuple[Judgement, ...] = COVERED,
    *,
    score: float = 1.0,
    contested: tuple[tuple[Judgement, Judgement], ...] = (),
) -> Example:
    return Example(
        name, QUESTION, RUBRIC, answer, judgements, contested, "core: Well.", score, score
    )


def rows(name: str, *examples: Example) -> tuple[list[Row], Counter[str]]:
    left_out: Counter[str] = Counter()
    return list(shape(name).rows(examples, prompt, left_out)), +left_out
