"""What every strategy promises on a model that is really served, however small it is."""

from bot import problems
from bot.core.ports import LanguageModel
from bot.core.reasoning import reason
from bot.core.trace import Trace
from bot.core.worksheet import Allowance
from bot.strategies import strategy
from tests.strategies.planted import TOOLS

ALLOWANCE = Allowance(tokens=1200, seconds=300)


async def served(name: str, model: LanguageModel, problem: str) -> Trace:
    """A run on a built-in problem, held to its allowance, whose whole calls were all counted."""
    *_, last = [
        one
        async for one in reason(
            strategy(name),
            problems.by_id()[problem],
            model,
            tools=TOOLS,
            allowance=ALLOWANCE,
        )
    ]
    assert isinstance(last, Trace)
    assert last.ended in ("answered", "no_answer", "budget", "trouble")
    assert last.trouble != "error.model_unreachable"
    assert sum(one.usage.completion or 0 for one in last.calls) <= ALLOWANCE.tokens
    assert all(one.usage.prompt for one in last.calls if one.ended in ("", "length"))
    return last
