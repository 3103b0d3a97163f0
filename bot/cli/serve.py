"""`coach serve`: the jobs, the health endpoints, and every chat platform that is configured."""

import asyncio
import logging

from bot import app as house
from bot import settings
from bot.cli.frame import err, run_until_told
from bot.core.errors import CoachError, ModelTrouble, StoreTrouble


def run() -> int:
    """Serve until told to stop."""
    return run_until_told(_serve(settings.read()))


async def _serve(chosen: settings.Settings) -> None:
    import uvicorn

    from bot.health import endpoints, listening

    platforms = ["discord"] if chosen.discord_token else []
    async with house.running(chosen, "serve", platforms) as app:

        async def checks() -> dict[str, bool]:
            found = {"bank": len(app.bank()) > 0, "database": True, "model": True}
            try:
                await app.model.facts()
            except ModelTrouble:
                found["model"] = False
            try:
                await app.recorder.inbox.is_done("")
            except StoreTrouble:
                found["database"] = False
            return found

        socket = listening(chosen.host, chosen.port)
        logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
        config = uvicorn.Config(
            endpoints(checks), log_config=None, access_log=False, lifespan="off"
        )
        err.print(f"Health at http://{chosen.host}:{chosen.port}/healthz and /readyz.")
        if not platforms:
            err.print("No chat platform is configured: set DISCORD_TOKEN, or try `coach play`.")
        serving = [asyncio.create_task(uvicorn.Server(config).serve(sockets=[socket]))]
        if app.discord is not None:
            ears = app.discord.run(app.recorder.accept, app.coach.ask, app.suggest)
            serving.append(asyncio.create_task(ears))
        try:
            await asyncio.wait(serving, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in serving:
                one.cancel()
            ended = await asyncio.gather(*serving, return_exceptions=True)
        for error in ended:
            if isinstance(error, CoachError):
                raise error
