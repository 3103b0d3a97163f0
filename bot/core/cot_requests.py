"""What a member asks of the chain-of-thought lab.

`problem` is the member's own words, the id of a built-in problem, or nothing: then it is the
question that is open in the place.
"""

from dataclasses import dataclass

from bot.core.requests import Inquiry, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCot(Request):
    """Have a strategy reason about a problem, live; `again` is a trace whose problem is taken.

    Without a `strategy` it is the first word of the problem, if that names one.
    """

    strategy: str = ""
    problem: str = ""
    again: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareCot(Request):
    """Have several strategies (names with commas between) reason about one problem."""

    strategies: str = ""
    problem: str = ""
    again: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayCot(Request):
    """Tell a run that was kept once more, from its beginning; no model is asked."""

    trace: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainCot(Inquiry):
    """What a strategy does, where it helps and where it hurts; without one, the list of all."""

    strategy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowTrace(Inquiry):
    """The steps of a run that was kept, from the step `after` on."""

    trace: str
    after: int = 0
