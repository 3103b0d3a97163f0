"""Over HTTP, only what Slack signed in the last five minutes is heard, whatever else comes."""

import asyncio
import json
from contextlib import suppress
from io import BytesIO
from urllib.parse import urlencode

import aiohttp
import pytest

from tests.platforms.slack.listening import Heard, listening
from tests.wire.slack.server import LocalSlack

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


async def post(url: str, body: bytes | BytesIO, kind: str = FORM, **headers: str) -> int:
    sent = {"Content-Type": kind, **headers}
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers=sent) as answer,
    ):
        assert len(await answer.text()) < 100
        return answer.status


def url(heard: Heard) -> str:
    return heard.slack.delivery.request_url


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe\x00\x81",
        b"",
        b"[1, 2]",
        b"{",
        b"payload=[",
        b"payload=" + b"[" * 5000,
        b"{" + b'"a":{' * 5000,
        b"command=/quiz&team_id=T1&user_id=U1",
        b'{"type": "event_callback", "event": null}',
        b'{"type": "url_verification", "challenge": "abc"}',
    ],
    ids=range(10),
)
async def test_what_nobody_signed_is_refused(slack: LocalSlack, body: bytes) -> None:
    async with listening(slack, "http") as heard:
        assert await post(url(heard), body) == 401
        stale = slack.delivery.signed("another body")
        assert await post(url(heard), body, JSON, **stale) == 401
        assert heard.requests == {}


@pytest.mark.parametrize(("skew", "taken"), [(-298, True), (-302, False), (302, False)])
async def test_a_signature_counts_for_five_minutes(
    slack: LocalSlack, skew: float, taken: bool
) -> None:
    async with listening(slack, "http") as heard:
        slack.delivery.skew = skew
        asked = await slack.slash("quiz")
        assert asked.statuses == [200 if taken else 401]
        assert len(heard.requests) == taken


async def test_slack_finds_us_by_its_challenge(slack: LocalSlack) -> None:
    async with listening(slack, "http") as heard:
        body = json.dumps({"type": "url_verification", "challenge": "abc", "token": "t"})
        signed = {**slack.delivery.signed(body), "Content-Type": JSON}
        async with (
            aiohttp.ClientSession() as session,
            session.post(url(heard), data=body.encode(), headers=signed) as answer,
        ):
            assert answer.status == 200
            assert "abc" in await answer.text()


async def test_a_signed_thing_of_no_known_kind_is_acknowledged(slack: LocalSlack) -> None:
    async with listening(slack, "http") as heard:
        for body in ({"type": "app_rate_limited"}, {"type": "view_closed", "view": {}}, {"a": 1}):
            said = json.dumps({**body, "team_id": slack.world.team})
            assert await post(url(heard), said.encode(), JSON, **slack.delivery.signed(said)) == 200
        odd = urlencode({"payload": json.dumps({"type": "block_actions", "actions": []})})
        assert await post(url(heard), odd.encode(), **slack.delivery.signed(odd)) == 200
        assert heard.requests == {}


async def test_it_takes_posts_of_a_sensible_size_alone(slack: LocalSlack) -> None:
    async with listening(slack, "http") as heard, aiohttp.ClientSession() as session:
        async with session.get(url(heard)) as answer:
            assert answer.status == 405
        large = b"text=" + b"x" * (3 << 20)
        signed = slack.delivery.signed(large.decode())
        assert await post(url(heard), BytesIO(large), **signed) == 413


async def test_who_no_longer_listens_asks_slack_to_come_again(slack: LocalSlack) -> None:
    async with listening(slack, "http") as heard:
        heard.running.cancel()
        with suppress(asyncio.CancelledError):
            await heard.running
        asked = await slack.slash("quiz")
        assert asked.statuses == [503]
