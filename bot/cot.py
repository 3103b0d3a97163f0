"""Builds the chain-of-thought lab of a house: the strategies, their tools, the problems."""

from collections.abc import Sequence
from dataclasses import replace

from bot import problems, strategies
from bot.core.chat import Member
from bot.core.keeping import Postings
from bot.core.keeping_work import Requests
from bot.core.ports import BankHolder, Clock, LanguageModel
from bot.core.queueing import Line
from bot.core.strategy import Passage, Search
from bot.core.worksheet import Allowance, Tools
from bot.flows.cot import Cot
from bot.flows.cot_conclusions import CotConclusions
from bot.flows.cot_problem import CotProblem
from bot.flows.cot_running import CotRunning
from bot.flows.limiting import Limiting
from bot.flows.voice import Voice
from bot.running.sandbox import Sandbox, can_run
from bot.settings import Settings
from bot.store.database import Database
from bot.store.traces import StoredTraces

_PASSAGE = 800
"""Characters of an answer that a strategy is given to read."""


def search_of(bank: BankHolder) -> Search:
    """The search of the bank, as a strategy's tool."""

    def found(words: str, limit: int) -> Sequence[Passage]:
        names = bank().words.find(words, limit=limit)
        questions = [one for name in names if (one := bank().get(name))]
        return [Passage(one.id, one.title, one.answer[:_PASSAGE]) for one in questions]

    return found


def tools_of(bank: BankHolder) -> Tools:
    """What every strategy may use: the search of the bank, and programs where they can be run."""
    return Tools(search=search_of(bank), run=Sandbox() if can_run() else None)


def allowance(settings: Settings) -> Allowance:
    """What one run may take."""
    return Allowance(settings.coach_cot_tokens, settings.coach_cot_seconds)


def build(
    settings: Settings,
    database: Database,
    bank: BankHolder,
    model: LanguageModel,
    requests: Requests,
    postings: Postings,
    limiting: Limiting,
    line: Line,
    voice: Voice,
    clock: Clock,
    quiet: frozenset[str],
) -> Cot:
    """The lab."""
    traces = StoredTraces(database)
    usual = tools_of(bank)

    def tools(member: Member) -> Tools:
        return replace(usual, conclusions=CotConclusions(traces, member))

    return Cot(
        requests=requests,
        strategies=strategies.names,
        strategy=strategies.strategy,
        problems=CotProblem(bank, postings, traces, problems.by_id()),
        running=CotRunning(traces, model, tools, allowance(settings), limiting, line, voice, clock),
        voice=voice,
        quiet=quiet,
    )
