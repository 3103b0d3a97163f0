"""What a member's own earlier runs concluded, by how like their problems are."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.chat import Member
from bot.core.keeping_traces import Traces
from bot.core.likeness import likeness
from bot.core.strategy import Concluded

_LOOKED_AT = 200
_LEAST = 0.3


@dataclass(frozen=True)
class CotConclusions:
    """The port `Conclusions`: nobody else's runs are looked at."""

    traces: Traces
    member: Member

    async def near(self, problem: str) -> Sequence[Concluded]:
        """Problems like this one among the newest that came to an answer not known to be wrong."""
        kept = await self.traces.of(self.member, most=_LOOKED_AT)
        found: dict[str, Concluded] = {}
        for one in kept:
            trace = one.trace
            alike = likeness(problem, trace.problem.text)
            if trace.answer and trace.correct is not False and alike >= _LEAST:
                known = Concluded(trace.problem.text, trace.answer, alike)
                found.setdefault(trace.problem.text, known)
        return sorted(found.values(), key=lambda one: -one.likeness)
