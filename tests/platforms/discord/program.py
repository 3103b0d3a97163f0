"""The program itself, `coach …`, beside a local Discord."""

import asyncio
import json
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.house import SEED
from tests.wire.discord.server import LocalDiscord


def environment(local: LocalDiscord, home: Path, **more: str) -> dict[str, str]:
    """What the program is told: where Discord is, and a home of its own."""
    return os.environ | {
        "COACH_HOME": str(home),
        "COACH_BANK": str(SEED),
        "COACH_TIMEZONE": "Etc/UTC",
        "COACH_REPLICA": "town",
        "DISCORD_TOKEN": local.token,
        "DISCORD_API_BASE": local.api,
        "DISCORD_GATEWAY": local.gateway_url,
        "PORT": str(_free_port()),
        **more,
    }


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


async def coach(local: LocalDiscord, home: Path, *words: str, **more: str) -> tuple[int, str, str]:
    """Run a command to its end: exit status, standard output, standard error."""
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *words,
        env=environment(local, home, **more),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(program.communicate(), 60)
    return program.returncode or 0, out.decode(), err.decode()


async def coach_json(local: LocalDiscord, home: Path, *words: str, **more: str) -> Any:
    """What a command prints with `--json`."""
    status, out, err = await coach(local, home, *words, "--json", **more)
    assert out, f"status {status}: {err}"
    return json.loads(out)


@asynccontextmanager
async def serving(
    local: LocalDiscord, home: Path, **more: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`coach serve`, on line at the local Discord, until the block ends."""
    before = len(local.gateway.heard)
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "serve", env=environment(local, home, **more)
    )
    try:
        await local.until(
            lambda: (
                program.returncode is not None
                or any(one.op == 2 for one in local.gateway.heard[before:])
            ),
            40,
        )
        assert program.returncode is None
        await asyncio.sleep(0.2)
        yield program
    finally:
        if program.returncode is None:
            program.terminate()
            await asyncio.wait_for(program.wait(), 20)
