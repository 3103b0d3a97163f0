"""Every command of `coach`, with what it takes; each does its work in a file of its own."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import bank, block, cot, db, discord, lab, model, slack
from bot.cli import eval as evaluation

JSON = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]

app = typer.Typer(
    name="coach",
    help="A coach for LLM and machine-learning interviews, for Discord, Slack and your own model.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
app.add_typer(bank.app, name="bank")
app.add_typer(model.app, name="model")
app.add_typer(db.app, name="db")
app.add_typer(evaluation.app, name="eval")
app.add_typer(cot.app, name="cot")
app.add_typer(lab.app, name="lab")
app.add_typer(block.app, name="block")
app.add_typer(discord.app, name="discord")
app.add_typer(slack.app, name="slack")


@app.command()
def play(
    host: Annotated[str | None, typer.Option(help="A loopback address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on.")] = None,
) -> int:
    """Start the playground: the coach in a browser, on this machine alone."""
    from bot.cli.play import run

    return run(host, port)


@app.command()
def chat() -> int:
    """Talk to the coach in this terminal, or through a pipe."""
    from bot.cli.chat import run

    return run()


@app.command()
def serve(
    roles: Annotated[
        str, typer.Option(help="What this process does: ears, workers, web, with commas.")
    ] = "ears,workers,web",
    shards: Annotated[
        str | None, typer.Option(help="Shards of Discord's gateway to hear: 0-3, or 0-3/16.")
    ] = None,
) -> int:
    """Run the jobs and the health endpoints, and every chat platform that is configured."""
    from bot.cli.serve import run

    return run(roles, shards)


@app.command()
def doctor(
    grader: Annotated[
        bool, typer.Option("--grader", help="Examine instead how well the model judges: minutes.")
    ] = False,
    language: Annotated[
        str | None, typer.Option(help="With --grader: en or zh alone, instead of each.")
    ] = None,
    as_json: JSON = False,
) -> int:
    """Say what is configured, reachable and wrong, and how to mend it."""
    if grader:
        from bot.cli.doctor_grader import run as examine

        return examine(language, as_json=as_json)
    if language is not None:
        raise typer.BadParameter("--language goes with --grader.")
    from bot.cli.doctor import run

    return run(as_json=as_json)


@app.command()
def grade(
    question: Annotated[str, typer.Argument(help="A question's id; `coach bank list` has them.")],
    answer: Annotated[Path, typer.Option(help="A file with the answer; - for standard input.")],
    grader: Annotated[str, typer.Option(help="Who judges: model.")] = "model",
    as_json: JSON = False,
) -> int:
    """Grade one answer and print its feedback."""
    from bot.cli.grade import run

    return run(question, answer, grader, as_json=as_json)


@app.command()
def export(
    shape: Annotated[str, typer.Argument(help="sft, dpo, prm or distill: docs/training.md.")],
    out: Annotated[Path | None, typer.Option(help="A new file of JSON lines.")] = None,
    names: Annotated[
        Path | None, typer.Option(help="Names to take out of every text, one on each line.")
    ] = None,
    unproven: Annotated[
        bool, typer.Option("--unproven", help="Also what an unfit grader said.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Print the rows, and write nothing.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over what is there.")] = False,
    as_json: JSON = False,
) -> int:
    """Write what members let be used, without names and numbers, as rows to teach a model with."""
    from bot.cli.export import run

    return run(
        shape,
        out,
        names=names,
        unproven=unproven,
        check=check,
        force=force,
        as_json=as_json,
    )
