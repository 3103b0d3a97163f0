"""Several `coach serve` on one PostgreSQL, each with its own port and name."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot import settings
from tests import postgres
from tests.house import SEED
from tests.kills import template
from tests.kills.program import Program, start
from tests.observing.reading import Figures, read


@dataclass(frozen=True)
class Replica:
    """A process, and where it says how it is."""

    name: str
    program: Program
    address: str

    async def get(self, path: str) -> tuple[int, str]:
        """Status and text of what it answers; 0 where it does not."""
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.get(self.address + path) as answer,
            ):
                return answer.status, await answer.text()
        except aiohttp.ClientError:
            return 0, ""

    async def ready(self, within: float = 60.0) -> None:
        """Returns once it is."""
        ends = time.monotonic() + within
        while (found := await self.get("/readyz"))[0] != 200:
            assert self.program.returncode is None, self.program.err.read_text()
            assert time.monotonic() < ends, f"{self.name}: {found} {self.program.err.read_text()}"
            await asyncio.sleep(0.05)

    async def figures(self) -> Figures:
        """What it counted."""
        status, text = await self.get("/metrics")
        assert status == 200
        return read(text.encode())


@asynccontextmanager
async def replicas(
    folder: Path, told: dict[str, str], roles: Mapping[str, tuple[str, ...]]
) -> AsyncIterator[dict[str, Replica]]:
    """By its name, each with its arguments, all ready; asked to stop when the block ends, which
    each does well."""
    url = postgres.new_database()
    chosen = settings.read(coach_home=folder / "template", coach_bank=str(SEED), database_url=url)
    await template.prepare(chosen)
    running: dict[str, Replica] = {}
    try:
        for name, arguments in roles.items():
            home = folder / name
            env = template.environment(home) | told
            env |= {"DATABASE_URL": url, "COACH_REPLICA": name, "COACH_LOG": "json"}
            program = start(("serve", *arguments), env, home)
            running[name] = Replica(name, program, f"http://127.0.0.1:{env['PORT']}")
        await asyncio.gather(*(one.ready() for one in running.values()))
        yield running
        for one in running.values():
            one.program.terminate()
        for one in running.values():
            assert await one.program.wait(20) == 0, one.program.err.read_text()
    finally:
        for one in running.values():
            if one.program.returncode is None:
                await one.program.kill()
