"""`coach play`: the playground, in a browser on this machine alone."""

import asyncio
import contextlib
import importlib.util
import sys
from collections.abc import Callable

import typer

from bot import app as house
from bot import coaching, settings, words
from bot.cli.frame import err, out, run_until_told
from bot.cli.model import fetch_with_progress
from bot.core.chat import Community
from bot.core.completion import ModelFacts
from bot.core.errors import CoachError, SettingsTrouble
from bot.core.ports import LanguageModel

COMMUNITY = Community("web", "playground")


def run(host: str | None, port: int | None) -> int:
    """Serve the playground until told to stop."""
    if importlib.util.find_spec("nicegui") is None:
        raise SettingsTrouble("error.extra_missing", extra="play")
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    chosen = settings.read(**given)
    _offer_weights(chosen)
    return run_until_told(_play(chosen))


async def _play(chosen: settings.Settings) -> None:
    from bot.platforms.web import WebEars

    async with house.running(chosen, "play", [COMMUNITY.platform]) as app:
        status = ModelStatus(app.model)
        waking = asyncio.create_task(status.watch())
        ears = WebEars(
            host=chosen.host,
            port=chosen.port,
            transcript=app.transcript,
            say=words.say,
            clock=coaching.clock,
            community=COMMUNITY,
            language=chosen.coach_language,
            status=status,
            on_ready=_greeting(app.bank().heads.bit_count()),
        )
        try:
            await ears.run(app.recorder.accept, app.coach.ask, app.suggest)
        finally:
            waking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await waking


class ModelStatus:
    """One line about the model behind the coach, for who looks at the page."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self._found: ModelFacts | CoachError | None = None

    def __call__(self, language: str) -> str:
        """The line as it stands, in a language."""
        match self._found:
            case None:
                return words.say(language, "status.waking")
            case ModelFacts(name=name, proven=proven):
                return words.say(
                    language, "status.ready" if proven else "status.unproven", model=name
                )
            case CoachError() as trouble:
                reason = words.say(language, trouble.key, **trouble.facts)
                return words.say(language, "status.away", reason=reason)

    async def watch(self) -> None:
        """Ask the model for its facts until cancelled: often while it is away, seldom once it is
        there."""
        while True:
            try:
                self._found = await self._model.facts()
                wait = 30.0
            except CoachError as trouble:
                self._found = trouble
                wait = 5.0
            await asyncio.sleep(wait)


def _greeting(questions: int) -> Callable[[str], None]:
    def greet(url: str) -> None:
        out.print(f"The playground is at [bold]{url}[/]  ({questions} questions)")
        out.print("Type /quiz in its message box. Ctrl-C ends it.")
        sys.stdout.flush()

    return greet


def _offer_weights(chosen: settings.Settings) -> None:
    """Where the embedded model would be used and its weights are not there: fetch them, if that
    is wanted."""
    from bot.llm import weights

    embedded = importlib.util.find_spec("xllamacpp") is not None
    if chosen.llm_base_url or chosen.coach_gguf or not embedded or weights.present(chosen.home):
        return
    if not sys.stdin.isatty():
        err.print(
            "The embedded model's weights are not there, so answers are not graded yet. "
            "Run: coach model fetch"
        )
        return
    if typer.confirm(
        "The embedded model (93 MB) is not there yet. Download it now?", default=True, err=True
    ):
        try:
            fetch_with_progress()
        except CoachError as trouble:
            err.print(words.say(chosen.coach_language, trouble.key, **trouble.facts))
            err.print("The playground starts without it; answers are kept and not graded.")
