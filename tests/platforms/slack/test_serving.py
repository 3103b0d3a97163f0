"""`coach serve` on Slack: over sockets and over HTTP, in one process and in several, stopped in
order."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from tests.kills import template
from tests.kills.program import Program, start
from tests.platforms.slack.many import direct
from tests.wire.slack.server import LocalSlack


def environment(slack: LocalSlack, home: Path, *, sockets: bool) -> dict[str, str]:
    """What the program is told."""
    told = template.environment(home)
    told["COACH_PUBLIC_URL"] = f"http://127.0.0.1:{told['PORT']}"
    told |= {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_API_BASE": slack.base_url}
    way = {"SLACK_APP_TOKEN": slack.app_token} if sockets else {}
    return told | (way or {"SLACK_SIGNING_SECRET": slack.secret})


@asynccontextmanager
async def serving(home: Path, told: Mapping[str, str], *roles: str) -> AsyncIterator[Program]:
    """`coach serve` until the block ends, when it is asked to stop, and does so well."""
    words = ("serve", "--roles", ",".join(roles)) if roles else ("serve",)
    program = start(words, told, home)
    try:
        yield program
        program.terminate()
        assert await program.wait(15) == 0
        said = program.err.read_text()
        assert "Traceback" not in said, said
        assert "xoxb-" not in said
    finally:
        if program.returncode is None:
            await program.kill()


async def at_last(condition: Callable[[], object], within: float = 20) -> None:
    """Wait for something that a program does."""
    async with asyncio.timeout(within):
        while not condition():
            await asyncio.sleep(0.01)


async def is_ready(program: Program, port: str) -> None:
    """Until its HTTP side answers."""
    ends = time.monotonic() + 20
    async with aiohttp.ClientSession() as session:
        while True:
            assert program.returncode is None, program.err.read_text()
            assert time.monotonic() < ends, program.err.read_text()
            try:
                async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
                    assert answer.status == 200
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.02)


async def test_over_http_one_process_hears_and_another_works(
    slack: LocalSlack, tmp_path: Path
) -> None:
    home = await template.home_in(tmp_path)
    told = environment(slack, home, sockets=False)
    told |= {"SLACK_CLIENT_ID": slack.oauth.client_id, "HOME": str(tmp_path)}
    told |= {"SLACK_CLIENT_SECRET": slack.oauth.client_secret}
    events = f"{told['COACH_PUBLIC_URL']}/slack/events"
    other = told | {"PORT": str(template.free_port())}
    async with serving(home, told, "web") as hearing, serving(home, other, "workers"):
        await is_ready(hearing, told["PORT"])
        await at_last(lambda: slack.sent("users.list"))
        slack.delivery.request_url = events
        asked = await slack.slash("quiz", "tag:KV Cache")
        assert asked.took is not None
        await at_last(lambda: direct(slack, slack.ann))
        for skew, status in ((-290, 200), (-310, 401), (310, 401)):
            slack.delivery.skew = skew
            asked = await slack.slash("help")
            assert asked.statuses == [status]
        async with aiohttp.ClientSession() as session:
            for body in (b"", b"\xff\xfe{", b"payload=%7B%7D"):
                async with session.post(events, data=body) as answer:
                    assert answer.status == 401
            async with session.get(events) as answer:
                assert answer.status == 405
            address = f"{told['COACH_PUBLIC_URL']}/slack/install"
            async with session.get(address, allow_redirects=False) as answer:
                assert answer.status == 302
    bolts_own = [one.name for one in tmp_path.iterdir() if "bolt" in one.name]
    assert bolts_own == [], "what Bolt reads of the environment by itself changes nothing"


async def test_over_sockets_an_orderly_stop_leaves_nothing_half_said(
    slack: LocalSlack, tmp_path: Path
) -> None:
    home = await template.home_in(tmp_path)
    told = environment(slack, home, sockets=True)
    async with serving(home, told):
        await at_last(lambda: len(slack.delivery.sockets) == 2)
        asked = await asyncio.gather(*(slack.slash("help") for _ in range(5)))
        assert all(one.took is not None for one in asked)
    assert slack.delivery.sockets == []
    assert len(slack.sent("response_url", "chat.postEphemeral")) == 5


async def test_an_app_token_that_opens_no_socket_ends_the_program_with_a_sentence(
    slack: LocalSlack, tmp_path: Path
) -> None:
    home = await template.home_in(tmp_path)
    told = environment(slack, home, sockets=True) | {"SLACK_APP_TOKEN": "xapp-other"}
    program = start(("serve",), told, home)
    try:
        assert await program.wait(30) == 2
    finally:
        if program.returncode is None:
            await program.kill()
    err = program.err.read_text()
    assert "SLACK_APP_TOKEN" in err
    assert "Traceback" not in err
