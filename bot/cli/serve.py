"""`coach serve`: the jobs, the health endpoints, and every chat platform that is configured."""

import logging

from bot import app as house
from bot import settings
from bot.cli.frame import err, run_until_told
from bot.core.errors import ModelTrouble, StoreTrouble


def run() -> int:
    """Serve until told to stop."""
    return run_until_told(_serve(settings.read()))


async def _serve(chosen: settings.Settings) -> None:
    import uvicorn

    from bot.health import endpoints, listening

    async with house.running(chosen, "serve", []) as app:

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
        err.print("This version has no Discord and no Slack yet: try the coach with `coach play`.")
        await uvicorn.Server(config).serve(sockets=[socket])
