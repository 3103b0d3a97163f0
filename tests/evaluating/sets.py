"""Sets of scored answers that tests make up."""

import json
import random
from functools import partial
from pathlib import Path

from bot.evaluating.item import DataSet, Item
from bot.evaluating.prediction import read_prediction
from bot.evaluating.rows_file import opened as opened_for

_WORDS = "cache page key value batch token head layer norm rope beam draft".split()  # noqa: SIM905

opened = partial(opened_for, read=read_prediction)
"""The file of predictions."""


def made_up(questions: int = 6, answers: int = 8, *, seed: int = 0) -> DataSet:
    """Answers that have some of the reference's words, scored by how many, in quarters."""
    chance = random.Random(seed)
    items = []
    for number in range(questions):
        reference = chance.sample(_WORDS, 4)
        for answer in range(answers):
            held = chance.randint(0, 4)
            said = reference[:held] + [f"filler{chance.randint(0, 99)}" for _ in range(4 - held)]
            items.append(
                Item(
                    group=f"q{number}",
                    question=f"What is matter {number}?",
                    reference=" ".join(reference),
                    answer=" ".join(said),
                    score=held / 4,
                    language="en",
                    id=f"q{number}.{answer}",
                )
            )
    return DataSet("made up", "jsonl", tuple(items))


def written(data: DataSet, path: Path) -> Path:
    """The set as JSON Lines."""
    rows = [
        {
            "id": one.id,
            "group": one.group,
            "question": one.question,
            "reference": one.reference,
            "answer": one.answer,
            "score": one.score,
        }
        for one in data.items
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path
