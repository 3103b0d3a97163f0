"""The program itself, `coach …`, beside a local Discord."""

import json
from pathlib import Path
from typing import Any

from tests.kills import template
from tests.kills.program import start
from tests.wire.discord.server import LocalDiscord

_IDENTIFY, _RESUME = 2, 6


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


def on_line(local: LocalDiscord) -> int:
    """How often a program has come on line, in a new session or an old one."""
    return sum(one.op in (_IDENTIFY, _RESUME) for one in local.gateway.heard)
