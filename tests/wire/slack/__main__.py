"""`python -m tests.wire.slack [PORT]`: a local Slack to point a coach at, until Ctrl-C."""

import asyncio
import contextlib
import sys

from bot.platforms.slack import manifest
from tests.wire.slack.server import LocalSlack


async def serve(port: int) -> None:
    """Serve, and print what a coach must be told to take it for the real one."""
    local = LocalSlack()
    await local.start(port)
    local.oauth.tokens[local.bot_token].scopes = ",".join(manifest.scopes())
    told = {
        "SLACK_BOT_TOKEN": local.bot_token,
        "SLACK_APP_TOKEN": local.app_token,
        "SLACK_API_BASE": local.base_url,
    }
    for name, value in told.items():
        print(f"export {name}={value}", flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        await local.stop()


with contextlib.suppress(KeyboardInterrupt):
    asyncio.run(serve(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
