"""`coach cot`: strategies of chain of thought on the served model, without any chat."""

import asyncio
import sys
from contextlib import aclosing
from typing import Annotated

import typer

from bot import settings, strategies, words
from bot.cli.frame import FINE, WRONG, err, out, print_json, printable
from bot.core.bank import Bank
from bot.core.errors import BadInput
from bot.core.ports import LanguageModel
from bot.core.problem import Problem, own
from bot.core.reasoning import reason
from bot.core.strategy import Strategy
from bot.core.trace import Step, Trace
from bot.core.worksheet import Allowance
from bot.flows.cot_card import CotCard
from bot.flows.cot_comparing import Comparison
from bot.flows.cot_narration import Narration

app = typer.Typer(help="See chain-of-thought techniques at work.", no_args_is_help=True)

_Problem = Annotated[
    str, typer.Option("--problem", help="The problem in its words, or the id of a built-in one.")
]
_Seed = Annotated[int, typer.Option(help="Of the samples.")]
_Tokens = Annotated[int | None, typer.Option(min=1, help="The most that the model may write.")]
_Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@app.command()
def run(
    strategy: Annotated[str, typer.Argument(help="As self-consistency; coach cot explain: all.")],
    problem: _Problem = "",
    tokens: _Tokens = None,
    seed: _Seed = 0,
    as_json: _Json = False,
) -> int:
    """Have a strategy reason about a problem; exit status 1 where it comes to no answer."""
    chosen = settings.read()
    named, asked = strategies.strategy(strategy), _asked(problem)
    trace = asyncio.run(_all(chosen, [named], asked, tokens, seed, aloud=not as_json))[0]
    language = chosen.coach_language
    if as_json:
        print_json(trace.document())
    else:
        card = CotCard(words.say, language).over(named, trace, "")
        out.print(f"\n\n[bold]{printable(card.title)}[/]")
        for one in card.fields:
            out.print(f"{printable(one.name)}: {printable(one.value)}")
        if trace.ended != "answered":
            err.print(printable(words.say(language, trace.trouble or "cot.no_answer")))
    return FINE if trace.answer else WRONG


@app.command()
def compare(
    names: Annotated[str, typer.Option("--strategies", help="Several, with commas between.")],
    problem: _Problem = "",
    tokens: _Tokens = None,
    seed: _Seed = 0,
    as_json: _Json = False,
) -> int:
    """Have several strategies reason about one problem, one after the other."""
    chosen = settings.read()
    found = [strategies.strategy(one) for one in names.split(",") if one.strip()]
    asked = _asked(problem)
    traces = asyncio.run(_all(chosen, found, asked, tokens, seed, aloud=False))
    if as_json:
        print_json([one.document() for one in traces])
    else:
        card = CotCard(words.say, chosen.coach_language)
        out.print(printable(Comparison(card, tuple(found), asked, tuple(traces)).table()))
    return FINE if any(one.answer for one in traces) else WRONG


@app.command()
def explain(
    strategy: Annotated[str, typer.Argument(help="One of them; all without it.")] = "",
    as_json: _Json = False,
) -> int:
    """Say what a strategy does, where it helps and where it hurts; or list all."""
    language = settings.read().coach_language
    found = [strategies.strategy(one) for one in ([strategy] if strategy else strategies.names())]
    if as_json:
        print_json([_facts(one, language) for one in found])
        return FINE
    card = CotCard(words.say, language)
    shown = card.explained(found[0]) if strategy else card.listed(found)
    out.print(f"[bold]{printable(shown.title)}[/]\n\n{printable(shown.body.replace('**', ''))}")
    for one in shown.fields:
        out.print(f"{printable(one.name)}: {printable(one.value)}")
    return FINE


def _facts(strategy: Strategy, language: str) -> dict[str, str]:
    told = strategy.told(language)
    return {
        "strategy": strategy.name,
        "title": told.title,
        "family": strategy.about.family,
        "calls": strategy.about.usual_calls,
        "source": strategy.about.paper,
        "does": told.does,
        "helps": told.helps,
        "hurts": told.hurts,
        "not_shown": told.not_shown,
    }


def _asked(problem: str) -> Problem:
    words_ = problem if problem != "-" else sys.stdin.read()
    if not words_.strip():
        raise BadInput("error.no_problem")
    return own(words_)


async def _all(
    chosen: settings.Settings,
    named: list[Strategy],
    problem: Problem,
    tokens: int | None,
    seed: int,
    *,
    aloud: bool,
) -> list[Trace]:
    from bot import app as house
    from bot import cot

    bank = await asyncio.to_thread(house.load_bank, chosen)
    model = house.make_model(chosen)
    allowed = cot.allowance(chosen)
    if tokens:
        allowed = Allowance(tokens, allowed.seconds)
    try:
        return [
            await _one(model, bank, one, problem, allowed, seed, chosen.coach_language, aloud=aloud)
            for one in named
        ]
    finally:
        await model.close()


async def _one(
    model: LanguageModel,
    bank: Bank,
    strategy: Strategy,
    problem: Problem,
    allowed: Allowance,
    seed: int,
    language: str,
    *,
    aloud: bool,
) -> Trace:
    from bot import cot

    narration = Narration(words.say, language)
    tools = cot.tools_of(lambda: bank)
    happening = reason(strategy, problem, model, tools=tools, allowance=allowed, seed=seed)
    async with aclosing(happening):
        async for one in happening:
            if isinstance(one, Trace):
                return one
            text = narration.step(one) if isinstance(one, Step) else narration.wrote(one)
            if aloud and text:
                out.print(f"[dim]{printable(text)}[/]", end="")
    raise AssertionError("a run ends in its trace")
