"""`coach slack`: the manifest that makes the Slack app what the coach needs."""

from typing import Annotated

import typer

from bot import words
from bot.cli.frame import FINE, print_json
from bot.core.errors import BadInput
from bot.core.preferences import LANGUAGES
from bot.platforms.slack import manifest as made

app = typer.Typer(help="Slack: the manifest of the app.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Slack: the manifest of the app."""


@app.command()
def manifest(
    url: Annotated[
        str | None,
        typer.Option(help="The public address of this coach; without it, Socket Mode."),
    ] = None,
    channels: Annotated[
        bool,
        typer.Option(help="Hear words in threads of channels, too, that do not mention the coach."),
    ] = False,
    language: Annotated[str, typer.Option(help="What the app says of itself: en or zh.")] = "en",
) -> int:
    """Print the manifest: paste it at api.slack.com/apps, "Create New App", "From a manifest"."""
    if url is not None and not url.startswith("https://"):
        raise BadInput("error.slack_url", url=url)
    if language not in LANGUAGES:
        raise BadInput("error.slack_language", value=language)
    print_json(made.manifest(words.say, language=language, url=url, channels=channels))
    return FINE
