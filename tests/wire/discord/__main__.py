"""`python -m tests.wire.discord [PORT]`: a local Discord to point a coach at, until Ctrl-C."""

import asyncio
import contextlib
import sys

from tests.wire.discord.server import LocalDiscord


async def serve(port: int) -> None:
    """Serve, and print what a coach must be told to take it for the real one."""
    local = LocalDiscord()
    await local.start(port)
    told = {
        "DISCORD_TOKEN": local.token,
        "DISCORD_API_BASE": local.api,
        "DISCORD_GATEWAY": local.gateway_url,
    }
    for name, value in told.items():
        print(f"export {name}={value}", flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        await local.stop()


with contextlib.suppress(KeyboardInterrupt):
    asyncio.run(serve(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
