"""`coach model`: the embedded model's weights."""

from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from bot import settings
from bot.cli.frame import FINE, WRONG, err, out, print_json

app = typer.Typer(help="Look after the embedded model's weights.", no_args_is_help=True)

JSON = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@app.command()
def fetch() -> int:
    """Download the weights of the embedded model, once, and check them."""
    fetch_with_progress()
    return FINE


@app.command()
def show(as_json: JSON = False) -> int:
    """Say where the weights are, from where they come, and whether they are whole."""
    from bot.llm import weights

    home = settings.read().home
    source = weights.SMOLLM2
    whole = weights.present(home) and weights.verify(home)
    facts = {
        "name": source.name,
        "path": str(weights.path(home)),
        "present": whole,
        "source": f"{source.package} {source.version}",
        "sha256": source.sha256,
        "bytes": source.size,
        "licence": "Apache-2.0",
    }
    if as_json:
        print_json(facts)
    else:
        for name, value in facts.items():
            out.print(f"{name:8} {value}")
        if not whole:
            err.print("The weights are not there, or not whole. Run: coach model fetch")
    return FINE if whole else WRONG


def fetch_with_progress() -> None:
    """Download the weights with a bar; at once where they are there. A CoachError says what
    failed."""
    from bot.llm import weights

    home, name = settings.read().home, weights.SMOLLM2.name
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
    )
    with Progress(*columns, console=err) as progress:
        task = progress.add_task(name, total=None)
        path = weights.fetch(
            home, lambda done, total: progress.update(task, completed=done, total=total)
        )
    out.print(f"{name} is at {path}")
