"""Writes a list of objects, one a question; what is unknown is null, and nothing is lost."""

import json
from collections.abc import Sequence

from bot.core.question import Question
from bot.writers.parts.files import File, Told, untold
from bot.writers.parts.kept import kept, normal

ENDINGS = (".json",)


def carried(question: Question) -> Question:
    """The question as this format gives it back: as it is."""
    return normal(question)


def write(questions: Sequence[Question], told: Told = untold) -> list[File]:
    """One file."""
    parts = []
    for done, question in enumerate(questions, 1):
        document = json.dumps(kept(carried(question)), ensure_ascii=False, indent=2)
        parts.append(document.replace("\n", "\n  "))
        told(done, len(questions))
    whole = "[\n  " + ",\n  ".join(parts) + "\n]\n" if parts else "[]\n"
    return [File("", whole.encode())]
