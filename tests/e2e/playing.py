"""The real playground as a process of its own, with the real embedded model."""

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.llm import weights
from tests.llm.homes import home_with_weights

ROOT = Path(__file__).parents[2]


@dataclass
class Playing:
    """A running `coach play`: its address and its process."""

    url: str
    process: Process
    errors: Path


def with_weights(home: Path) -> Path:
    """A home of its own that shares the real weights."""
    there = weights.path(home)
    if not there.exists():
        there.parent.mkdir(parents=True, exist_ok=True)
        there.symlink_to(weights.path(home_with_weights()).resolve())
    return home


@asynccontextmanager
async def playing(home: Path, port: int = 0, **environment: str) -> AsyncIterator[Playing]:
    """`coach play` until the block ends, when it is told to stop as by Ctrl-C."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    errors = home / "errors.txt"
    with errors.open("ab") as written:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "play",
            *(("--port", str(port)) if port else ()),
            cwd=ROOT,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=PIPE,
            stderr=written,
            env={**kept, "COACH_HOME": str(home), "COLUMNS": "200", **environment},
        )
    assert process.stdout is not None
    try:
        line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
        found = re.search(r"http://\S+?(?=\s|$)", line)
        assert found, f"no address in {line!r}; {errors.read_text()}"
        yield Playing(found[0], process, errors)
    finally:
        if process.returncode is None:
            process.terminate()
            await asyncio.wait_for(process.wait(), 20)
        await process.stdout.read()
