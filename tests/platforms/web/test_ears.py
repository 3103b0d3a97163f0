"""The playground is for this machine alone, says so when it cannot be, and ends without a trace."""

import asyncio
import logging
import socket
import subprocess
import sys

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from bot.core.errors import SettingsTrouble
from tests.platforms.web.conftest import served


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.org", ""])
async def test_it_listens_on_this_machine_alone(host: str) -> None:
    with pytest.raises(SettingsTrouble) as refused:
        async with served(host=host):
            pass
    assert refused.value.key == "error.playground_loopback"
    assert refused.value.facts == {"host": host}


async def test_a_port_that_is_taken_is_named() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SettingsTrouble) as refused:
            async with served(port):
                pass
    assert refused.value.key == "error.port_in_use"
    assert refused.value.facts == {"port": port}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
async def test_it_answers_where_it_says_it_does(host: str) -> None:
    async with served(host=host) as stage, httpx.AsyncClient() as client:
        found = await client.get(stage.url)
    assert found.status_code == 200
    assert "message_box.js" in found.text
    assert "default-src 'self'" in found.headers["content-security-policy"]


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "localhost.evil.example"},
        {"host": "127.0.0.1.nip.io:8000"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
    ],
)
async def test_a_page_from_elsewhere_is_turned_away(headers: dict[str, str]) -> None:
    async with served() as stage, httpx.AsyncClient() as client:
        found = await client.get(stage.url, headers=headers)
        assert found.status_code == 403
        socket_url = f"{stage.url}/_nicegui_ws/socket.io/?EIO=4&transport=websocket"
        with pytest.raises(InvalidStatus) as refused:
            await _shake_hands(socket_url.replace("http", "ws"), headers)
    assert refused.value.response.status_code == 403


async def _shake_hands(url: str, headers: dict[str, str]) -> None:
    origin = headers.get("origin")
    if host := headers.get("host"):  # the client names the host that it was told to reach
        address = url.split("/")[2]
        ip, port = address.split(":")
        async with connect(url.replace(address, host), host=ip, port=int(port), proxy=None):
            pass
    async with connect(url, origin=origin, proxy=None):  # type: ignore[arg-type]
        pass


async def test_our_own_page_may_open_a_socket() -> None:
    async with served() as stage:
        url = stage.url.replace("http", "ws")
        path = "/_nicegui_ws/socket.io/?EIO=4&transport=websocket"
        async with connect(url + path, origin=stage.url, proxy=None) as line:  # type: ignore[arg-type]
            assert str(await line.recv()).startswith("0{")


async def test_it_ends_without_a_trace_and_can_begin_again(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    before = asyncio.all_tasks()
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            async with served() as stage, httpx.AsyncClient() as client:
                assert (await client.get(stage.url)).status_code == 200
                url = stage.url.replace("http", "ws")
                path = "/_nicegui_ws/socket.io/?EIO=4&transport=websocket"
                line = await connect(url + path, proxy=None)
            await line.close()
    await asyncio.sleep(0)
    left = [task for task in asyncio.all_tasks() - before if "engineio" not in repr(task)]
    assert left == []  # engineio's own timers end by themselves, silently
    assert caplog.records == []
    assert "".join(capfd.readouterr()) == ""


async def test_what_is_not_there_is_not_found() -> None:
    async with served() as stage, httpx.AsyncClient() as client:
        assert (await client.get(f"{stage.url}/etc/passwd")).status_code == 404
        assert (await client.get(f"{stage.url}/docs")).status_code == 404


def test_nothing_heavy_is_imported_before_it_runs() -> None:
    code = "import sys, bot.platforms.web; print([m for m in sys.modules if m in %r])"
    heavy = (
        "nicegui",
        "uvicorn",
        "fastapi",
        "starlette",
        "markdown_it",
        "pygments",
        "latex2mathml",
    )
    done = subprocess.run(
        [sys.executable, "-c", code % (heavy,)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
