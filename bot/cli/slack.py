"""`coach slack`: the app's manifest, the address to add it, a first greeting, what is wrong."""

import asyncio
import importlib.util
import json
from dataclasses import asdict
from typing import Annotated

import typer

from bot import settings, words
from bot.cli.frame import FINE, WRONG, out, print_json, printable
from bot.core.errors import BadInput, SettingsTrouble
from bot.core.preferences import LANGUAGES
from bot.platforms.slack import manifest as made

JSON = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
_MARKS = {"fine": "[green]✓[/]", "warning": "[yellow]![/]", "wrong": "[red]✗[/]", "off": " "}

app = typer.Typer(help="Slack: manifest, address, what is wrong.", no_args_is_help=True)


@app.command()
def manifest(
    url: Annotated[
        str | None,
        typer.Option(
            help="The public address of this coach (else COACH_PUBLIC_URL); without one, or with "
            "SLACK_APP_TOKEN, Socket Mode."
        ),
    ] = None,
    many: Annotated[
        bool,
        typer.Option(
            "--many", help="Workspaces add the coach by themselves (else with SLACK_CLIENT_ID)."
        ),
    ] = False,
    channels: Annotated[
        bool,
        typer.Option(help="Hear words in threads of channels, too, that do not mention the coach."),
    ] = False,
    language: Annotated[
        str | None, typer.Option(help="What the app says of itself: en or zh.")
    ] = None,
    link: Annotated[
        bool, typer.Option("--link", help="Print an address that makes the app at once.")
    ] = False,
) -> int:
    """Print the manifest: paste it at api.slack.com/apps, "Create New App", "From a manifest"."""
    chosen = settings.read()
    address = url or chosen.coach_public_url
    if address is not None and not address.startswith("https://"):
        raise BadInput("error.slack_url", url=address)
    many = many or chosen.slack_client_id is not None
    if many and address is None:
        raise BadInput("error.slack_many_url")
    language = language or chosen.coach_language
    if language not in LANGUAGES:
        raise BadInput("error.slack_language", value=language)
    channels = channels or chosen.slack_channel_messages == "on"
    document = made.manifest(
        words.say,
        language=language,
        url=url or (None if chosen.slack_app_token else address),
        install=address if many else None,
        channels=channels,
    )
    if link:
        from bot.cli.on_slack import new_app

        out.print(new_app(json.dumps(document, separators=(",", ":"))), soft_wrap=True)
    else:
        print_json(document)
    return FINE


@app.command("install-url")
def install_url(as_json: JSON = False) -> int:
    """Print the address at which workspaces add the coach (many workspaces, by OAuth)."""
    _check_installed()
    from bot.cli import on_slack

    address = on_slack.install_url()
    if as_json:
        print_json({"install": address})
    else:
        out.print(address, soft_wrap=True)
    return FINE


@app.command()
def welcome(
    name: Annotated[str, typer.Argument(help="Who installed the app: a name, or an ID (U…).")],
    team: Annotated[
        str | None, typer.Option(help="In which workspace (T…), where there are several.")
    ] = None,
    as_json: JSON = False,
) -> int:
    """Have the coach greet whoever installed it, with one card; they may set it up."""
    _check_installed()
    from bot.cli import on_slack

    greeted = asyncio.run(on_slack.welcome(name, team))
    if as_json:
        print_json({"greeted": greeted})
    else:
        language = settings.read().coach_language
        out.print(printable(words.say(language, "slack_doctor.greeted", name=greeted)))
    return FINE


@app.command()
def reread(
    hours: Annotated[float, typer.Option(min=0.1, max=168, help="How far back.")] = 6.0,
    as_json: JSON = False,
) -> int:
    """Have a running coach read again what was said while Slack delivered nothing to it."""
    _check_installed()
    from bot.cli import on_slack

    many = asyncio.run(on_slack.reread(hours))
    if as_json:
        print_json({"workspaces": many, "hours": hours})
    else:
        language = settings.read().coach_language
        told = words.say(language, "slack_doctor.reread", count=many, hours=f"{hours:g}")
        out.print(printable(told))
    return FINE


@app.command()
def doctor(as_json: JSON = False) -> int:
    """Check the tokens, the scopes, the clock, the channels, and how Slack reaches the coach."""
    _check_installed()
    from bot.cli import on_slack

    parts = asyncio.run(on_slack.examine())
    if as_json:
        print_json([asdict(one) for one in parts])
    else:
        for one in parts:
            mend = f"\n    {printable(one.mend)}" if one.mend else ""
            shown = f"{printable(one.part)}: {printable(one.found)}"
            out.print(f"{_MARKS[one.state]} {shown}{mend}")
    return WRONG if any(one.state == "wrong" for one in parts) else FINE


def _check_installed() -> None:
    if importlib.util.find_spec("slack_bolt") is None:
        raise SettingsTrouble("error.slack_not_installed")
