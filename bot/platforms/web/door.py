"""The door of the playground: it lets in this machine's own browser and nobody that it was sent by.

A page elsewhere may point a name of its own at 127.0.0.1 (DNS rebinding) or open a socket to us:
the Host and Origin headers tell (OWASP, "Cross-Site WebSocket Hijacking").
"""

import re
from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

_HERE = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?", re.IGNORECASE)

_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval';"  # Vue compiles templates
    " style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:;"
    " connect-src 'self' ws://{host}; object-src 'none'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)


class Door:
    """An ASGI application before another one: 403 for whoever does not come from this machine.

    What goes out may load nothing from elsewhere and be framed by nobody.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or turn it away."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif not _may_enter(scope["headers"]):
            refusal = WebSocketClose(1008) if scope["type"] == "websocket" else _FORBIDDEN
            await refusal(scope, receive, send)
        else:
            await self.app(scope, receive, _guarded(send, _last(scope["headers"], b"host")))


_FORBIDDEN = PlainTextResponse("The playground is for this machine's own browser.\n", 403)


def _may_enter(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    headers = list(headers)
    origin = _last(headers, b"origin")
    host = _last(headers, b"host")
    if not _HERE.fullmatch(host) or sum(name == b"host" for name, _ in headers) > 1:
        return False
    return not origin or origin.casefold() == f"http://{host}".casefold()


def _last(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in reversed([*headers]) if key == name), "")


def _guarded(send: Send, host: str) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = _POLICY.format(host=host)
            headers["Referrer-Policy"] = "no-referrer"
            headers["X-Content-Type-Options"] = "nosniff"
        await send(message)

    return guarded
