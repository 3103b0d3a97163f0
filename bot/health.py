"""Says over HTTP how this process is: alive (`/healthz`), ready (`/readyz`), in figures
(`/metrics`), beside what the chat platforms answer there."""

import ipaddress
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from bot.core.errors import SettingsTrouble
from bot.observing.prometheus import CONTENT_TYPE

TOLD_ONLY = frozenset({"model"})
"""What is told and makes nobody unready: without a model answers are kept, and checklists shown."""
_PASSED_ON = ("forwarded", "via", "x-forwarded-for", "x-real-ip")
"""What a proxy adds: who asks through one is not on this machine."""


@dataclass(frozen=True)
class Asked:
    """What is asked when one of the endpoints is; `readers` may read the figures: `loopback` alone,
    `any` who asks without a proxy, or nobody (`off`)."""

    checks: Callable[[], Awaitable[Mapping[str, bool]]]
    figures: Callable[[], Awaitable[bytes]]
    readers: str = "loopback"


def endpoints(asked: Asked, served: Mapping[str, ASGIApp] | None = None) -> Starlette:
    """The endpoints: 200 when well, 503 with what is not. Nothing of members is in them.

    `served` are others, by path.
    """

    async def healthz(_request: Request) -> Response:
        return JSONResponse({"alive": True})

    async def readyz(_request: Request) -> Response:
        found = await asked.checks()
        well = all(is_well for name, is_well in found.items() if name not in TOLD_ONLY)
        return JSONResponse(dict(found), status_code=200 if well else 503)

    async def metrics(request: Request) -> Response:
        if not _may_read(request, asked.readers):
            return Response(status_code=404)
        return Response(await asked.figures(), media_type=CONTENT_TYPE)

    ours = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}
    others = [Mount(path, app) for path, app in (served or {}).items()]
    return Starlette(routes=[*(Route(path, one) for path, one in ours.items()), *others])


def _may_read(request: Request, readers: str) -> bool:
    """Nobody who asks through a proxy; on `loopback`, who is on this machine and asked for it by a
    name that is this machine's: a page in a browser here may ask for somebody else."""
    if readers == "off" or any(one in request.headers for one in _PASSED_ON):
        return False
    names = (request.client.host if request.client else "", request.url.hostname or "")
    return readers == "any" or all(map(_is_loopback, names))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


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
