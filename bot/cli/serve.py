"""`coach serve`: the jobs, the health endpoints, and every chat platform that is configured, or a
part of these."""

import asyncio
import gc
import logging
from collections.abc import Collection, Coroutine, Mapping
from typing import Any

from bot import app as house
from bot import settings
from bot.cli.frame import announce, run_until_told
from bot.core.errors import BadInput, CoachError
from bot.platforms.discord.gateway.shards import Shards
from bot.readiness import readiness


def run(roles: str, shards: str | None) -> int:
    """Serve until told to stop. BadInput for roles and shards that there cannot be."""
    wanted = [one.strip() for one in roles.split(",")]
    if not set(wanted) <= set(house.ROLES):
        raise BadInput("error.serve_roles", written=roles, known=", ".join(house.ROLES))
    heard = Shards.of(shards) if shards is not None else None
    chosen = settings.read()
    if heard is not None and ("ears" not in wanted or chosen.discord_token is None):
        raise BadInput("error.serve_shards_alone")
    return run_until_told(_serve(chosen, wanted, heard))


async def _serve(chosen: settings.Settings, roles: Collection[str], shards: Shards | None) -> None:
    async with house.running(
        chosen, _name(roles, shards), chosen.chats, roles=roles, shards=shards
    ) as app:
        gc.collect()
        gc.freeze()  # else each look for cycles goes through it all again and stops us for 0.1 s
        parts: list[Coroutine[Any, Any, object]] = [_http(app, serves="web" in roles)]
        if not chosen.chats:
            announce(
                "No chat platform is configured: set DISCORD_TOKEN or SLACK_BOT_TOKEN, "
                "or try `coach play`."
            )
        if "ears" in roles and chosen.chats and not app.ears:
            announce("Nothing is heard by this process: over HTTP, the role web hears Slack.")
        parts += [
            heard.run(app.recorder.accept, app.coach.ask, app.suggest)
            for heard in app.ears.values()
        ]
        serving = [asyncio.create_task(one) for one in parts]
        try:
            await asyncio.wait(serving, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in serving:
                one.cancel()
            ended = await asyncio.gather(*serving, return_exceptions=True)
        for error in ended:
            if isinstance(error, CoachError):
                raise error


def _name(roles: Collection[str], shards: Shards | None) -> str:
    """What tells this process from others of this host: each part has a name of its own."""
    part = [] if set(roles) == set(house.ROLES) else sorted(set(roles))
    return "-".join(["serve", *part, *([str(shards)] if shards else [])])


async def _http(app: house.App, *, serves: bool) -> None:
    """Every process says how it is; one that `serves` answers for the platforms, too."""
    import uvicorn

    from bot.health import Asked, endpoints, listening

    async def checks() -> Mapping[str, bool]:
        return await readiness(app)

    asked = Asked(checks, app.observed.figures, app.settings.coach_metrics)
    host, port = app.settings.host, app.settings.port
    socket = listening(host, port)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    config = uvicorn.Config(
        endpoints(asked, app.served if serves else {}),
        log_config=None,
        access_log=False,
        lifespan="off",
    )
    announce(f"Health at http://{host}:{port}/healthz and /readyz, figures at /metrics.")
    for path in app.served if serves else ():
        announce(f"{path} is answered there, too.")
    await uvicorn.Server(config).serve(sockets=[socket])
