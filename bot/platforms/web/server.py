"""A socket on this machine, and what serves an application on it until it is told to stop."""

import asyncio
import errno
import ipaddress
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from bot.core.errors import SettingsTrouble

_PATIENCE = 2
"""Seconds that open connections have to end when the server stops."""


def bound(host: str, port: int) -> socket.socket:
    """A socket bound to a loopback address; port 0 takes a free one.

    SettingsTrouble for a host that others could reach, and for a port that is taken.
    """
    try:
        name = "127.0.0.1" if host == "localhost" else host
        address = ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        raise SettingsTrouble("error.playground_loopback", host=host) from None
    if not address.is_loopback:
        raise SettingsTrouble("error.playground_loopback", host=host)
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((str(address), port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise SettingsTrouble("error.port_in_use", port=port) from error
        raise SettingsTrouble("error.playground_loopback", host=host) from error
    return listener


def url_of(listener: socket.socket) -> str:
    """Where a browser finds what listens here."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def serve(app: ASGIApp, listener: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until cancelled; `ready` is called once requests are answered."""
    config = uvicorn.Config(
        app,
        lifespan="on",
        log_config=None,
        access_log=False,
        ws="websockets-sansio",
        timeout_graceful_shutdown=_PATIENCE,
    )
    server = _Quiet(config, ready)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await asyncio.shield(serving)
    finally:
        server.should_exit = True
        await serving


class _Quiet(uvicorn.Server):
    """A server that leaves the signals to whoever runs the loop, and says when it is up."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets=sockets)
        if self.started:
            self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield
