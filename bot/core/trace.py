"""The record of one run of a strategy: its steps, its calls to the model, how it ended."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from bot.core.completion import Usage
from bot.core.problem import Problem

StepKind = Literal[
    "answer",
    "check",
    "claim",
    "code",
    "cut",
    "draft",
    "merge",
    "passage",
    "plan",
    "question",
    "result",
    "revision",
    "route",
    "sample",
    "thought",
    "tool",
    "vote",
]
"""What a step is; each has its word in every language (`cot_step.KIND`)."""
State = Literal["open", "kept", "pruned", "right", "wrong"]
"""What became of a step."""
Ended = Literal["answered", "no_answer", "budget", "deadline", "stopped", "trouble"]
"""How a run ended: with an answer, with none in what was written, out of tokens or of time, stopped
by its member, or because the model could not help."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step that a reader can follow; `parents` are the steps that it came from.

    `title` is a few words (a vote's answer, a sub-question, a tool's name), `text` the rest of it.
    """

    id: int
    kind: StepKind
    title: str = ""
    text: str = ""
    parents: tuple[int, ...] = ()
    state: State = "open"
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One call to the model for a step: `begun` and `over` are seconds since the run began.

    `ended` is "" where the call was whole, else what cut it: "length", "repeating", "trouble".
    """

    step: int
    begun: float
    over: float
    usage: Usage
    ended: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """A run from its problem to its end. `trouble` is the key of the sentence that says why it has
    no answer; `correct` is None where no answer of the problem is known."""

    strategy: str
    problem: Problem
    model: str
    ended: Ended
    answer: str | None = None
    correct: bool | None = None
    trouble: str = ""
    steps: tuple[Step, ...] = ()
    calls: tuple[Call, ...] = ()
    seconds: float = 0.0
    facts: Mapping[str, str | float] = field(default_factory=dict)
    """What this strategy alone has to tell, as `agreement`."""

    @property
    def usage(self) -> Usage:
        """The tokens of all calls; None where no call's server told. `first` is from the beginning
        of the run to the first token of all."""
        firsts = [one.begun + one.usage.first for one in self.calls if one.usage.first is not None]
        return Usage(
            prompt=_sum([one.usage.prompt for one in self.calls]),
            cached=_sum([one.usage.cached for one in self.calls]),
            completion=_sum([one.usage.completion for one in self.calls]),
            seconds=self.seconds,
            first=min(firsts, default=None),
        )

    @property
    def critical_path(self) -> float:
        """Seconds of the longest chain of calls each of which began after the one before was over:
        what the run would take on a server with room for all that was asked at once.

        Weighted interval scheduling over the calls, O(n log n).
        """
        calls = sorted(self.calls, key=lambda one: one.over)
        overs = [one.over for one in calls]
        best = [0.0]
        for index, one in enumerate(calls):
            before = bisect_right(overs, one.begun, hi=index)
            best.append(max(best[index], best[before] + one.over - one.begun))
        return best[-1]

    def document(self) -> dict[str, Any]:
        """The trace as JSON has it, under the names that scripts rely on."""
        usage = self.usage
        return {
            "strategy": self.strategy,
            "problem": asdict(self.problem),
            "model": self.model,
            "ended": self.ended,
            "answer": self.answer,
            "correct": self.correct,
            "trouble": self.trouble,
            "calls": len(self.calls),
            "tokens": {
                "prompt": usage.prompt,
                "cached": usage.cached,
                "completion": usage.completion,
            },
            "seconds": self.seconds,
            "first_token_seconds": usage.first,
            "critical_path_seconds": self.critical_path,
            "facts": dict(self.facts),
            "trace": [asdict(step) for step in self.steps],
            "each_call": [asdict(call) for call in self.calls],
        }

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Trace":
        """The trace that `document` wrote; KeyError or TypeError for any other."""
        return cls(
            strategy=document["strategy"],
            problem=Problem(**document["problem"]),
            model=document["model"],
            ended=document["ended"],
            answer=document["answer"],
            correct=document["correct"],
            trouble=document["trouble"],
            steps=tuple(
                Step(**{**one, "parents": tuple(one["parents"])}) for one in document["trace"]
            ),
            calls=tuple(
                Call(**{**one, "usage": Usage(**one["usage"])}) for one in document["each_call"]
            ),
            seconds=document["seconds"],
            facts=dict(document["facts"]),
        )


def _sum(values: Sequence[int | None]) -> int | None:
    told = [one for one in values if one is not None]
    return sum(told) if told else None
