"""What a strategy came to on one problem, as it is kept: without words."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.core.trace import Trace
from bot.evaluating.wilson import wilson


@dataclass(frozen=True, slots=True)
class Solved:
    """`id` is the problem's; `ended` says how the run ended (`core.trace.Ended`)."""

    id: str
    correct: bool
    ended: str
    calls: int
    prompt: int
    cached: int
    completion: int
    seconds: float
    critical_path: float
    first: float | None = None

    def document(self) -> dict[str, Any]:
        """The JSON object of one line."""
        return {
            key: round(value, 4) if isinstance(value, float) else value
            for key, value in asdict(self).items()
        }


def solved(trace: Trace) -> Solved:
    """What is kept of a run."""
    usage = trace.usage
    return Solved(
        id=trace.problem.id,
        correct=bool(trace.correct),
        ended=trace.ended,
        calls=len(trace.calls),
        prompt=usage.prompt or 0,
        cached=usage.cached or 0,
        completion=usage.completion or 0,
        seconds=trace.seconds,
        critical_path=trace.critical_path,
        first=usage.first,
    )


def read_solved(document: Mapping[str, Any]) -> Solved:
    """The row that was kept. TypeError for an object that is none."""
    found = Solved(**document)
    if not isinstance(found.id, str) or not isinstance(found.correct, bool):
        raise TypeError("a row has an id and says whether it is correct")
    return found


def figures(strategy: str, rows: Sequence[Solved]) -> dict[str, Any]:
    """The row of a strategy: accuracy with its 95 % interval (Wilson, 1927), and means over its
    problems of tokens written and read, and of seconds.

    `tokens_per_correct` is all that was written for each problem that was solved; None where none
    was. A problem without an answer counts as not solved.
    """
    count = len(rows)
    correct = sum(one.correct for one in rows)
    low, high = wilson(correct, count)
    written = sum(one.completion for one in rows)
    return {
        "strategy": strategy,
        "n": count,
        "correct": correct,
        "accuracy": correct / count if count else None,
        "low": low,
        "high": high,
        "answered": sum(one.ended == "answered" for one in rows),
        "calls": _mean([float(one.calls) for one in rows]),
        "tokens": _mean([float(one.completion) for one in rows]),
        "prompt_tokens": _mean([float(one.prompt) for one in rows]),
        "cached_tokens": _mean([float(one.cached) for one in rows]),
        "tokens_per_correct": written / correct if correct else None,
        "seconds": _mean([one.seconds for one in rows]),
        "critical_path_seconds": _mean([one.critical_path for one in rows]),
    }


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
