"""The real slack_bolt and slack_sdk, pointed at a local Slack, and blocks for them to send."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from tests.wire.slack.server import LocalSlack
from tests.wire.slack.world import Json


def client(slack: LocalSlack, **more: Any) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, base_url=slack.base_url, **more)


def bolt(slack: LocalSlack) -> AsyncApp:
    return AsyncApp(client=client(slack), signing_secret=slack.secret)


@asynccontextmanager
async def online(
    slack: LocalSlack, app: AsyncApp, sockets: int = 1, ping_interval: float = 10
) -> AsyncIterator[None]:
    """The application on Socket Mode, over so many sockets."""
    handlers = [
        AsyncSocketModeHandler(
            app, slack.app_token, web_client=client(slack), ping_interval=ping_interval
        )
        for _ in range(sockets)
    ]
    for one in handlers:
        await one.connect_async()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        for one in handlers:
            await one.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def by_http(slack: LocalSlack, app: AsyncApp) -> AsyncIterator[str]:
    """The application at an address, which Slack is told."""

    async def answer(request: web.Request) -> web.Response:
        body = await request.text()
        headers: dict[str, str | Sequence[str]] = dict(request.headers)
        bolt_request = AsyncBoltRequest(body=body, query=request.query_string, headers=headers)
        told = await app.async_dispatch(bolt_request)
        shown = {key: value[0] for key, value in told.headers.items()}
        kind = shown.pop("content-type", "text/plain").split(";")[0]
        return web.Response(status=told.status, text=told.body, headers=shown, content_type=kind)

    served = web.Application()
    served.router.add_post("/events", answer)
    runner = web.AppRunner(served, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.delivery.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/events"
    try:
        yield slack.delivery.request_url
    finally:
        await runner.cleanup()


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(action: str, label: str, **more: Any) -> Json:
    text = {"type": "plain_text", "text": label}
    return {"type": "button", "action_id": action, "text": text, "value": "7", **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "block_id": "row", "elements": list(elements)}


MODAL: Json = {
    "type": "modal",
    "callback_id": "answer",
    "title": {"type": "plain_text", "text": "Your answer"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "said",
            "label": {"type": "plain_text", "text": "Answer"},
            "element": {"type": "plain_text_input", "action_id": "text", "multiline": True},
        }
    ],
}
