"""Which problem a strategy is to reason about: the member's own, a built-in one, the open
question."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.cot_requests import CompareCot, RunCot
from bot.core.errors import BadInput
from bot.core.keeping import Postings
from bot.core.keeping_traces import Traces
from bot.core.ports import BankHolder
from bot.core.problem import Problem, own

LONGEST = 4000
"""Characters of a member's own problem."""


@dataclass(frozen=True)
class CotProblem:
    """`built_in` are the problems of the house by their ids."""

    bank: BankHolder
    postings: Postings
    traces: Traces
    built_in: Mapping[str, Problem]

    async def of(self, request: RunCot | CompareCot, words: str) -> Problem:
        """The problem that was asked for in these words, or in none; BadInput where there is none,
        and for words that are too many."""
        if request.again:
            kept = await self.traces.get(request.community, request.again)
            if kept is None:
                raise BadInput("error.no_trace")
            return kept.trace.problem
        words = words.strip()
        if len(words) > LONGEST:
            raise BadInput("error.problem_too_long", most=LONGEST)
        if words:
            return self.built_in.get(words.casefold()) or own(words)
        posting = await self.postings.at(request.place)
        question = self.bank().get(posting.question) if posting else None
        if question is None:
            raise BadInput("error.no_problem")
        return Problem(question.asked, question.language or "en", id=question.id)
