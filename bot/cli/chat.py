"""`coach chat`: the coach in this terminal, or in a pipe."""

import asyncio
import contextlib
import importlib.util

from bot import app as house
from bot import settings, words
from bot.cli.frame import FINE
from bot.core.chat import Community
from bot.core.errors import SettingsTrouble

COMMUNITY = Community("terminal", "local")


def run() -> int:
    """Talk until the input ends."""
    if importlib.util.find_spec("prompt_toolkit") is None:
        raise SettingsTrouble("error.extra_missing", extra="terminal")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_chat(settings.read()))
    return FINE


async def _chat(chosen: settings.Settings) -> None:
    from bot.platforms.terminal import TerminalEars

    async with house.running(chosen, "chat", [COMMUNITY.platform]) as app:
        ears = TerminalEars(
            transcript=app.transcript,
            say=words.say,
            community=COMMUNITY,
            language=chosen.coach_language,
            settled=app.pump.settled,
        )
        await ears.run(app.recorder.accept, app.coach.ask, app.suggest)
