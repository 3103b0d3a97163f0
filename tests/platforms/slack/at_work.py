"""A whole house on a local Slack: real sockets and HTTP, the real store, jobs and flows."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot import settings
from bot.app import App, running
from bot.core.ports import LanguageModel
from bot.llm.scripted import ScriptedModel
from tests.house import SEED
from tests.wire.slack.people import until
from tests.wire.slack.server import LocalSlack


@asynccontextmanager
async def at_work(
    slack: LocalSlack, home: Path, model: LanguageModel | None = None, *, bank: Path = SEED
) -> AsyncIterator[App]:
    """The coach at work in a local Slack until the block ends."""
    chosen = settings.read(
        coach_home=home,
        coach_bank=str(bank),
        coach_timezone="Etc/UTC",
        coach_replica="town",
        slack_bot_token=slack.bot_token,
        slack_app_token=slack.app_token,
        slack_api_base=slack.base_url,
    )
    async with running(chosen, "serve", ["slack"], model or ScriptedModel([])) as app:
        ears = app.ears["slack"]
        hearing = asyncio.create_task(ears.run(app.recorder.accept, app.coach.ask, app.suggest))
        try:
            await until(lambda: hearing.done() or slack.delivery.sockets)
            assert not hearing.done(), hearing.exception()
            yield app
        finally:
            hearing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await hearing
