"""The program itself, `coach …`, beside a local Discord."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.kills import template
from tests.kills.program import Program, start
from tests.wire.discord.server import LocalDiscord

IDENTIFY = 2


def environment(local: LocalDiscord) -> dict[str, str]:
    """What the program is told of where Discord is."""
    return {
        "DISCORD_TOKEN": local.token,
        "DISCORD_API_BASE": local.api,
        "DISCORD_GATEWAY": local.gateway_url,
    }


async def coach(local: LocalDiscord, home: Path, *words: str, **more: str) -> tuple[int, str, str]:
    """Run a command to its end: exit status, standard output, standard error."""
    program = start(words, template.environment(home) | environment(local) | more, home)
    status = await program.wait(60)
    return status, program.out.read_text(), program.err.read_text()


async def coach_json(local: LocalDiscord, home: Path, *words: str, **more: str) -> Any:
    """What a command prints with `--json`."""
    status, out, err = await coach(local, home, *words, "--json", **more)
    assert out, f"status {status}: {err}"
    return json.loads(out)


@asynccontextmanager
async def serving(local: LocalDiscord, home: Path, **more: str) -> AsyncIterator[Program]:
    """`coach serve`, on line at the local Discord, until the block ends."""
    before = _identified(local)
    program = start(["serve"], template.environment(home) | environment(local) | more, home)
    try:
        await local.until(lambda: program.returncode is not None or _identified(local) > before, 40)
        assert program.returncode is None, program.err.read_text()
        yield program
    finally:
        await program.kill()


def _identified(local: LocalDiscord) -> int:
    return sum(one.op == IDENTIFY for one in local.gateway.heard)
