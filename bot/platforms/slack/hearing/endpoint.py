"""Where Slack delivers over HTTP: signed, and no older than five minutes (S4)."""

from collections.abc import Sequence

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

PATH = "/slack/events"
"""Where the manifest says that we are."""
_LARGEST = 1 << 20
"""Bytes of a delivery: Slack's are far smaller."""


def endpoint(app: AsyncApp) -> ASGIApp:
    """What answers at `PATH`. What Slack did not sign is 401, whatever it is made of."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await (await _answered(app, Request(scope, receive)))(scope, receive, send)

    return answer


async def _answered(app: AsyncApp, request: Request) -> Response:
    if request.method != "POST":
        return Response(status_code=405, headers={"allow": "POST"})
    try:
        body = (await _read(request)).decode()
    except UnicodeDecodeError:  # Slack signs text: these bytes nobody has signed
        return Response(status_code=401)
    except OverflowError:
        return Response(status_code=413)
    except ClientDisconnect:
        return Response(status_code=400)
    signed: dict[str, str | Sequence[str]] = {
        name: [value] for name, value in request.headers.items()
    }
    try:
        asked = AsyncBoltRequest(body=body, query=request.url.query, headers=signed)
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):  # none of Slack's
        return Response(status_code=401)
    told = await app.async_dispatch(asked)
    headers = {name: values[0] for name, values in told.headers.items()}
    return Response(told.body or "", told.status, headers=headers)


async def _read(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST:
            raise OverflowError
    return bytes(body)
