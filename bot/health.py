"""Says over HTTP whether this process is alive (`/healthz`) and ready to work (`/readyz`), beside
what the chat platforms answer there."""

import socket
from collections.abc import Awaitable, Callable, Mapping

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from bot.core.errors import SettingsTrouble

Checks = Callable[[], Awaitable[dict[str, bool]]]


def endpoints(checks: Checks, served: Mapping[str, ASGIApp] | None = None) -> Starlette:
    """The two endpoints: 200 when well, 503 with what is not. Nothing of members is in them.

    `served` are others, by path.
    """

    async def healthz(_request: Request) -> Response:
        return JSONResponse({"alive": True})

    async def readyz(_request: Request) -> Response:
        found = await checks()
        return JSONResponse(found, status_code=200 if all(found.values()) else 503)

    others = [Mount(path, app) for path, app in (served or {}).items()]
    return Starlette(routes=[Route("/healthz", healthz), Route("/readyz", readyz), *others])


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; SettingsTrouble where the port is taken or the host is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen(128)
    except OverflowError as exc:
        found.close()
        raise SettingsTrouble("error.port_in_use", port=port) from exc
    except socket.gaierror as exc:
        found.close()
        raise SettingsTrouble("error.host_unknown", host=host) from exc
    except OSError as exc:
        found.close()
        key = "error.port_in_use" if exc.errno in (13, 48, 98) else "error.host_unknown"
        raise SettingsTrouble(key, port=port, host=host) from exc
    return found
