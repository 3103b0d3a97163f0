"""Runs the command line: exit statuses, sentences instead of tracebacks, JSON on standard
output."""

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
from collections.abc import Coroutine
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape

from bot import settings, words
from bot.core.errors import BadInput, CoachError, SettingsTrouble, where
from bot.observing import lines
from bot.platforms.terminal.harmless import harmless

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

FINE, WRONG, MISUSED = 0, 1, 2

logger = logging.getLogger(__name__)


def run(app: typer.Typer) -> int:
    """The exit status of the command: 0 fine, 1 it found something wrong, 2 it was called
    wrongly."""
    lines.begin(os.environ.get("COACH_LOG", ""))
    try:
        result = app(standalone_mode=False)
    except typer.Exit as exc:
        return exc.exit_code
    except typer.Abort:
        return 130
    except typer.TyperException as exc:
        _show_misuse(exc)
        return MISUSED
    except CoachError as exc:
        _complain(sentence(exc))
        return MISUSED if isinstance(exc, BadInput | SettingsTrouble) else WRONG
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has left; there is nobody to tell.
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115
        return FINE
    except Exception as exc:
        _complain(
            f"Something went wrong on our side ({where(exc)}). "
            "Please report it with this line; `coach doctor` may say more."
        )
        return WRONG
    return result if isinstance(result, int) else FINE


def announce(text: str) -> None:
    """Say on standard error what is under way: in a line of the log, where that is JSON."""
    if lines.are_json():
        logger.info(text)
    else:
        err.print(text)


def _complain(text: str) -> None:
    if lines.are_json():
        logger.error(text)
    else:
        err.print(f"[bold red]✗[/] {escape(text)}")


def _show_misuse(exc: typer.TyperException) -> None:
    """What the command was called wrongly in, or its help where nothing was given at all."""
    if type(exc).__name__ == "NoArgsIsHelpError":
        out.print(escape(exc.format_message()))
        return
    context = getattr(exc, "ctx", None)
    way_out = f" See: {context.command_path} --help" if context else ""
    err.print(f"[bold red]✗[/] {escape(exc.format_message())}{way_out}")


def sentence(error: CoachError) -> str:
    """The error in the operator's language, with a way out."""
    return words.say(language(), error.key, **error.facts)


def language() -> str:
    """The operator's language: COACH_LANGUAGE where it is set, else that of the terminal."""
    try:
        chosen = settings.read()
    except SettingsTrouble:
        return _terminals()
    return chosen.coach_language if "coach_language" in chosen.model_fields_set else _terminals()


def _terminals() -> str:
    told = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next(filter(None, told), "").startswith("zh") else "en"


def printable(text: str) -> str:
    """A text of a file or a model as it may stand in what is printed: it commands nothing."""
    return escape(harmless(text))


def print_json(document: Any) -> None:
    """One JSON document on standard output, and nothing else there."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def run_until_told(work: Coroutine[Any, Any, None]) -> int:
    """Run until it ends, or until Ctrl-C or SIGTERM, when everything is put away first."""

    async def attended() -> None:
        loop, task = asyncio.get_running_loop(), asyncio.ensure_future(work)

        def stop() -> None:
            if not task.cancelling():  # a second signal does not break off the putting away
                task.cancel()

        for one in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(one, stop)
        with contextlib.suppress(asyncio.CancelledError):
            await task

    asyncio.run(attended())
    return FINE
