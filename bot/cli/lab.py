"""`coach lab`: claims about inference, measured on the operator's own server or predicted."""

import asyncio
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot import experiments, settings, words
from bot.cli.frame import FINE, WRONG, err, out, print_json, printable
from bot.core.errors import BadInput, SettingsTrouble
from bot.core.experiment import Experiment, Report
from bot.core.measuring import measure
from bot.core.model_shapes import processor as processor_of
from bot.core.model_shapes import shape
from bot.core.roofline import Served

app = typer.Typer(help="Measure claims about inference on your own server.", no_args_is_help=True)

_Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@app.command()
def run(
    name: Annotated[str, typer.Argument(help="As prefix-caching; coach lab list: all.")],
    tokens: Annotated[
        int, typer.Option(min=1, help="The most tokens that it may read and write.")
    ] = 200_000,
    seed: Annotated[int, typer.Option(help="Of the order of repeats.")] = 0,
    as_json: _Json = False,
) -> int:
    """Run an experiment; exit status 1 where there is no verdict."""
    wanted, chosen = experiments.experiment(name), settings.read()
    report = asyncio.run(_measured(chosen, wanted, tokens, seed))
    told = wanted.told(chosen.coach_language)
    if as_json:
        print_json(report.document(told.claim))
    else:
        _show(report, wanted, chosen.coach_language)
    return FINE if report.finding.verdict else WRONG


@app.command("list")
def list_(as_json: _Json = False) -> int:
    """The experiments, and what each claims."""
    language = settings.read().coach_language
    found = [experiments.experiment(one) for one in experiments.names()]
    if as_json:
        print_json([{"experiment": one.name, "claim": one.told(language).claim} for one in found])
        return FINE
    for one in found:
        told = one.told(language)
        out.print(f"[bold]{one.name}[/] {printable(told.title)}\n  {printable(told.claim)}")
    return FINE


@app.command()
def predict(
    model: Annotated[str, typer.Option(help="As Qwen3-8B.")],
    gpu: Annotated[str, typer.Option(help="As H100.")],
    context: Annotated[int, typer.Option(min=0, help="Tokens before the answer.")] = 0,
    tokens: Annotated[int, typer.Option(min=1, help="Tokens of the answer.")] = 200,
    count: Annotated[int, typer.Option(min=1, help="Processors, by tensor parallelism.")] = 1,
    weight_bytes: Annotated[float, typer.Option(min=0.1, help="Bytes of a weight.")] = 2.0,
    kv_bytes: Annotated[float, typer.Option(min=0.1, help="Bytes of a number cached.")] = 2.0,
    as_json: _Json = False,
) -> int:
    """What the speed of memory predicts of a model on a processor, with the formulas."""
    served = Served(shape(model), processor_of(gpu), weight_bytes, kv_bytes, count)
    if not served.divides:
        heads = served.shape.heads
        raise BadInput("error.not_divided", count=count, heads=heads, kv=served.shape.kv_heads)
    found = _prediction(served, context, tokens)
    if as_json:
        print_json(found)
        return FINE
    out.print(f"[bold]{served.shape.name}[/] on {count} x {served.processor.name}")
    for what, value in found.items():
        out.print(f"  {what}: {value}")
    return FINE


def _prediction(served: Served, context: int, tokens: int) -> dict[str, Any]:
    whole = served.seconds(tokens, context=context)
    return {
        "weights, GB": round(served.weights / 1e9, 2),
        "KV cache, KiB a token = 2 * layers * kv_heads * head_size * bytes": round(
            served.kv_per_token / 1024, 2
        ),
        "room for context, tokens": served.room,
        "ms a token at this context = (weights + context * KV) / bandwidth": round(
            served.token_seconds(context) * 1000, 4
        ),
        "ns more for each token of context = KV / bandwidth": round(served.growth * 1e9, 2),
        f"ms for {tokens} tokens": round(whole * 1000, 2),
        f"more than {tokens} times the first": f"{served.share_over(tokens, context=context):+.3%}",
        "MB sent a token and processor (all-reduce)": round(served.all_reduce_per_token / 1e6, 3),
    }


async def _measured(
    chosen: settings.Settings, wanted: Experiment, tokens: int, seed: int
) -> Report:
    from bot import app as house
    from bot.llm.embedded import EmbeddedModel
    from bot.llm.openai_api import OpenAIModel
    from bot.llm.timing import TimingServer

    model = house.make_model(chosen)
    if not isinstance(model, OpenAIModel | EmbeddedModel):
        raise SettingsTrouble("error.no_model")
    try:
        facts = await model.facts()
        address = await model.address() if isinstance(model, EmbeddedModel) else model.address
        url, key, named = address
        server = TimingServer(url, named or facts.name, key, patience=chosen.llm_patience)
        columns = (
            TextColumn(wanted.name),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        try:
            with Progress(*columns, console=err) as shown:
                bar = shown.add_task(wanted.name, total=None)
                return await measure(
                    wanted,
                    server,
                    model=facts.name,
                    tokens=tokens,
                    waits=_nobody,
                    tell=lambda done, of: shown.update(bar, completed=done, total=of),
                    seed=seed,
                )
        finally:
            await server.close()
    finally:
        await model.close()


async def _nobody() -> bool:
    """At the shell nobody is known to wait: the server is asked whether others use it."""
    return False


def _show(report: Report, wanted: Experiment, language: str) -> None:
    told, finding = wanted.told(language), report.finding
    out.print(f"[bold]{printable(told.title)}[/]\n{printable(told.claim)}\n")
    if finding.verdict:
        means = {"greater": told.greater, "less": told.less, "equal": told.equal}
        out.print(f"{printable(told.bet)} [bold]{printable(means[finding.verdict])}[/]")
    else:
        err.print(printable(words.say(language, finding.reason)))
    if finding.value is not None:
        interval = (
            f" ({finding.low:.4g} to {finding.high:.4g})"
            if finding.low is not None and finding.high is not None
            else ""
        )
        out.print(f"{finding.value:.4g}{interval} {printable(finding.unit)}")
    for name, value in finding.facts.items():
        out.print(f"  {printable(name)}: {value}")
    said = ", ".join(f"{name} {value}" for name, value in report.conditions.items())
    out.print(f"[dim]{printable(said)}; {report.seconds:.0f} s, {report.tokens:,} tokens[/]")
