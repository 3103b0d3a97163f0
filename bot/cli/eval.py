"""`coach eval`: measures what the coach says against what people said."""

import asyncio
import importlib.util
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.frame import FINE, WRONG, err, print_json, printable
from bot.core.errors import ModelTrouble, SettingsTrouble

app = typer.Typer(help="Measure the coach against people.", no_args_is_help=True)

_NEEDED = ("matplotlib", "numpy", "scipy", "sklearn")


@app.callback()
def _eval() -> None:
    """Measure the coach against people."""


@app.command()
def grader(
    data: Annotated[Path, typer.Option(help="A file or a folder of answers with human scores.")],
    format: Annotated[  # noqa: A002 - the option's name
        str | None, typer.Option(help="jsonl, csv, saf or semeval; without it, by the content.")
    ] = None,
    graders: Annotated[
        str,
        typer.Option("--grader", help="One or several, as model,length-only."),
    ] = "model",
    out: Annotated[
        Path | None, typer.Option(help="A folder for predictions, metrics and a plot.")
    ] = None,
    train: Annotated[
        Path | None, typer.Option(help="What is fitted learns from this set, not from the data.")
    ] = None,
    columns: Annotated[str, typer.Option(help="What is what, as question=Q,score=grade.")] = "",
    scale: Annotated[str, typer.Option(help="The worst and the best score, as 0-5.")] = "",
    limit: Annotated[int | None, typer.Option(min=1, help="Only so many answers.")] = None,
    concurrency: Annotated[int, typer.Option(min=1, help="Answers graded at once.")] = 4,
    attacks: Annotated[
        Path | None, typer.Option(help="Attacks to try, too: a file of them, or tests/attacks.")
    ] = None,
    attack_answers: Annotated[
        int, typer.Option(min=5, help="Answers that each attack is tried on.")
    ] = 6,
    seed: Annotated[int, typer.Option(help="Of the bootstrap.")] = 0,
    fresh: Annotated[bool, typer.Option(help="Begin anew, whatever is in --out.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> int:
    """Let graders grade answers that people have scored, and say how far they agree.

    Cheap baselines stand beside every result. With --out a run that was broken off is continued.
    """
    lacking = [one for one in _NEEDED if importlib.util.find_spec(one) is None]
    if lacking:
        raise SettingsTrouble("error.extra_missing", extra="eval")
    from bot.cli.eval_graders import chosen
    from bot.cli.eval_report import show, tell_skipped
    from bot.cli.eval_run import Asked, measure
    from bot.evaluating import attacks as attacking
    from bot.evaluating.loaders import load
    from bot.evaluating.loaders.parts.loaded import How, read_columns, read_scale

    names = chosen(graders)
    how = How(read_scale(scale) if scale else None, read_columns(columns))
    loaded = load(data, format=format, how=how)
    tell_skipped(loaded)
    learned = load(train, how=how).items if train else None
    tried = attacking.load(attacks) if attacks else ()
    asked = Asked(
        names, loaded, learned, out, limit, concurrency, tried, attack_answers, seed, fresh
    )
    try:
        document = asyncio.run(measure(asked))
    except (KeyboardInterrupt, ModelTrouble):
        if out:
            err.print(
                f"What was graded is kept in {printable(str(out))}: the same command goes on."
            )
        raise
    if as_json:
        print_json(document)
    else:
        show(document)
    return FINE if document["coverage"] else WRONG


@app.command("cot")
def cot_(
    data: Annotated[Path, typer.Option(help="A file of problems with their answers.")],
    strategies: Annotated[
        str, typer.Option(help="Several, with commas between; all without it.")
    ] = "",
    format: Annotated[  # noqa: A002 - the option's name
        str | None, typer.Option(help="jsonl, gsm8k or mgsm; without it, by the content.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only so many problems.")] = None,
    limit_several: Annotated[
        int | None,
        typer.Option(min=1, help="The same for strategies that make more than two calls."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="A folder for rows, the table and a plot.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the samples.")] = 0,
    concurrency: Annotated[int, typer.Option(min=1, help="Problems at once.")] = 1,
    fresh: Annotated[bool, typer.Option(help="Begin anew, whatever is in --out.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> int:
    """Let strategies of chain of thought solve problems, and say how often each is right.

    With --out a run that was broken off is continued.
    """
    lacking = [one for one in _NEEDED if importlib.util.find_spec(one) is None]
    if lacking:
        raise SettingsTrouble("error.extra_missing", extra="eval")
    from bot.cli.eval_cot import AskedCot, limits_of, measure_cot, show_cot
    from bot.evaluating.problem_sets import load
    from bot.strategies import names, strategy

    wanted = [one for one in strategies.split(",") if one.strip()] or names()
    chosen = tuple({found.name: found for found in map(strategy, wanted)}.values())
    loaded = load(data, format=format)
    count = len(loaded.problems)
    limits = tuple(limits_of(count, limit, limit_several, one.about.usual_calls) for one in chosen)
    asked = AskedCot(chosen, loaded, limits, out, seed, concurrency, fresh)
    try:
        document = asyncio.run(measure_cot(asked))
    except (KeyboardInterrupt, ModelTrouble):
        if out:
            err.print(
                f"What was solved is kept in {printable(str(out))}: the same command goes on."
            )
        raise
    if as_json:
        print_json(document["strategies"])
    else:
        show_cot(document)
    return FINE
