"""A whole house on a local Discord: the real gateway and HTTP, the real store, jobs and flows."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot import settings, words
from bot.app import App, running
from bot.core.ports import LanguageModel
from bot.llm.scripted import ScriptedModel
from bot.platforms.discord import catalogue
from tests.house import SEED
from tests.wire.clients import pointed_at
from tests.wire.discord.server import LocalDiscord


@asynccontextmanager
async def town(
    local: LocalDiscord,
    home: Path,
    model: LanguageModel | None = None,
    *,
    content: bool = False,
    patience: float = 10.0,
    bank: Path = SEED,
    maintainers: str = "",
) -> AsyncIterator[App]:
    """The coach at work in a local Discord until the block ends; `home` may be an earlier one's."""
    register(local)
    chosen = settings.read(
        coach_home=home,
        coach_bank=str(bank),
        coach_timezone="Etc/UTC",
        coach_replica="town",
        discord_token=local.token,
        discord_api_base=local.api,
        discord_gateway=local.gateway_url,
        discord_message_content="on" if content else "off",
        discord_patience=patience,
        coach_maintainers=maintainers,
    )
    with pointed_at(local):
        async with running(chosen, "serve", ["discord"], model or ScriptedModel([])) as app:
            hearing = asyncio.create_task(
                app.ears["discord"].run(app.recorder.accept, app.coach.ask, app.suggest)
            )
            try:
                await local.until(lambda: hearing.done() or local.gateway.connected, 9)
                assert not hearing.done(), hearing.exception()
                yield app
            finally:
                hearing.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await hearing


def register(local: LocalDiscord) -> None:
    """Register the commands, as `coach discord sync` does."""
    held = local.desk.commands.setdefault(None, {})
    for one in catalogue.application_commands(words.say):
        id_ = local.world.clock.snowflake()
        held[id_] = one | {"id": str(id_)}
