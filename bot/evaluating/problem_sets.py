"""Files of problems with known answers: JSON lines of our own, and the shapes of GSM8K and MGSM."""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.core.errors import BadInput
from bot.core.problem import Problem, own
from bot.core.question import digest


@dataclass(frozen=True, slots=True)
class ProblemSet:
    """`hash` is of all problems: rows of two sets that differ are not mixed."""

    name: str
    format: str
    problems: tuple[Problem, ...]

    @property
    def hash(self) -> str:
        """Of the problems and their answers, in order."""
        return digest("\n".join(f"{one.text}\t{one.answer}" for one in self.problems), 16)


def load(path: Path, *, format: str | None = None) -> ProblemSet:  # noqa: A002
    """The problems of a file; without a format it is told by the file's content.

    `jsonl` has `{problem, answer}` a line; `gsm8k` `{question, answer}` whose answer ends in
    `#### N` (Cobbe et al., 2021); `mgsm` a problem, a tab and a number (Shi et al., 2022).
    BadInput for a file that cannot be read so.
    """
    if format is not None and format not in _READERS:
        raise BadInput("error.unknown_format", format=format, known=", ".join(_READERS))
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        reason = getattr(exc, "strerror", None) or "it is no text in UTF-8"
        raise BadInput("error.eval_file", path=str(path), reason=reason) from exc
    name = format or _told(text)
    try:
        problems = tuple(_READERS[name](text))
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        reason = f"it is not as {name} has it"
        raise BadInput("error.eval_file", path=str(path), reason=reason) from exc
    if not problems:
        raise BadInput("error.eval_file", path=str(path), reason="there is no problem in it")
    return ProblemSet(path.name, name, problems)


def _told(text: str) -> str:
    first = text.lstrip().split("\n", 1)[0]
    if not first.startswith("{"):
        return "mgsm"
    return "gsm8k" if '"question"' in first and "####" in first else "jsonl"


def _jsonl(text: str) -> Iterator[Problem]:
    for row in _objects(text):
        yield _problem(row["problem"], row["answer"])


def _gsm8k(text: str) -> Iterator[Problem]:
    for row in _objects(text):
        _, marked, answer = row["answer"].rpartition("####")
        if not marked:
            raise ValueError("no answer behind ####")
        yield _problem(row["question"], answer, number=True)


def _mgsm(text: str) -> Iterator[Problem]:
    for row in csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row:
            problem, answer = row
            yield _problem(problem, answer, number=True)


def _objects(text: str) -> Iterator[dict[str, str]]:
    return (json.loads(line) for line in text.splitlines() if line.strip())


def _problem(text: str, answer: object, *, number: bool = False) -> Problem:
    guessed = own(str(text))
    said = str(answer).strip().replace(",", "") if number else str(answer).strip()
    kind = "number" if number or isinstance(answer, int | float) else guessed.kind
    return Problem(guessed.text, guessed.language, said, kind, digest(guessed.text, 12))


_READERS: dict[str, Callable[[str], Iterator[Problem]]] = {
    "jsonl": _jsonl,
    "gsm8k": _gsm8k,
    "mgsm": _mgsm,
}
