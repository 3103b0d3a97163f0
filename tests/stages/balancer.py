"""A balancer as plain as one can be: each request goes to the next of its servers, as it came."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle

import aiohttp
from aiohttp import web


@dataclass
class Balancer:
    """`went` counts what went to which."""

    url: str = ""
    went: Counter[str] = field(default_factory=Counter)


@asynccontextmanager
async def balancing(servers: Sequence[str]) -> AsyncIterator[Balancer]:
    """Listens until the block ends."""
    made, turns = Balancer(), cycle(servers)
    async with aiohttp.ClientSession() as session:

        async def forward(request: web.Request) -> web.Response:
            server = next(turns)
            made.went[server] += 1
            headers = {name: one for name, one in request.headers.items() if name != "Host"}
            headers |= {"X-Forwarded-For": "203.0.113.7", "Host": "coach.example.org"}
            async with session.request(
                request.method, server + request.path_qs, headers=headers, data=await request.read()
            ) as answer:
                kind = answer.headers.get("content-type", "text/plain")
                return web.Response(
                    status=answer.status, body=await answer.read(), headers={"content-type": kind}
                )

        app = web.Application()
        app.router.add_route("*", "/{path:.*}", forward)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield made
        finally:
            await runner.cleanup()
