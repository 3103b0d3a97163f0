"""Workspaces add the coach by themselves, and take it out, each by its own people alone."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest_asyncio

from bot.platforms.slack import manifest
from tests.platforms.slack.many import Many, direct, open_to_all
from tests.wire.discord.faults import dropped
from tests.wire.slack.people import People, until
from tests.wire.slack.server import LocalSlack


@pytest_asyncio.fixture
async def many(tmp_path: Path) -> AsyncIterator[Many]:
    async with LocalSlack() as slack, open_to_all(slack, tmp_path) as one:
        yield one
        assert slack.violations == []


async def installed(many: Many, people: People) -> None:
    page = await many.install(people, people.ann)
    assert page.status == 200, page.text
    await until(lambda: direct(people, people.ann))


async def test_who_adds_the_coach_gets_one_card_and_nobody_else_hears_of_it(many: Many) -> None:
    begun = await many.begin()
    asked = parse_qs(urlsplit(begun.location).query)
    assert asked["scope"] == [",".join(manifest.scopes())]
    assert "user_scope" not in asked
    assert len(asked["state"][0]) > 40
    back = many.slack.oauth.allow(begun.location, many.slack.world, many.slack.ann)
    page = await many.get(back, cookie=begun.cookie, language="zh-CN,zh;q=0.9")
    assert page.status == 200
    assert "教练已加入 Local" in page.text
    await until(lambda: direct(many.slack, many.slack.ann))
    (card,) = direct(many.slack, many.slack.ann)
    assert "Local" in card.text
    assert len(many.slack.sent("chat.postMessage")) == 1
    asked_for = await many.slack.press(card, "setup_form")
    assert await many.slack.form(asked_for), "who added it may set it up"


async def test_a_state_is_good_once_and_in_one_browser(many: Many) -> None:
    begun, other = await many.begin(), await many.begin()
    allow = many.slack.oauth.allow
    people = (many.slack.world, many.slack.ann)
    back = allow(begun.location, *people)
    stolen = await many.get(back, cookie=other.cookie)
    assert (stolen.status, "another browser" in stolen.text) == (400, True)
    assert (await many.get(back)).status == 400
    state = parse_qs(urlsplit(begun.location).query)["state"][0]
    forged = state[:-1] + ("A" if state[-1] != "A" else "B")
    bad = await many.get(back.replace(state, forged), cookie=begun.cookie.replace(state, forged))
    assert bad.status == 401
    assert many.slack.sent("oauth.v2.access") == []
    assert (await many.get(back, cookie=begun.cookie)).status == 200
    again = allow(begun.location, *people)
    assert (await many.get(again, cookie=begun.cookie)).status == 401
    assert len(many.slack.sent("oauth.v2.access")) == 1


async def test_whatever_does_not_become_an_installation_says_so(many: Many) -> None:
    begun = await many.begin()
    denied = await many.get(many.slack.oauth.deny(begun.location), cookie=begun.cookie)
    assert "not allowed on Slack" in denied.text
    begun = await many.begin()
    back = many.slack.oauth.allow(begun.location, many.slack.world, many.slack.ann)
    many.slack.faults.on("oauth.v2.access", dropped(committed=False), times=1)
    lost = await many.get(back, cookie=begun.cookie)
    assert (lost.status, "try again" in lost.text) == (503, True)
    begun = await many.begin()
    back = many.slack.oauth.allow(
        begun.location, many.slack.world, many.slack.ann, organisation=True
    )
    refused = await many.get(back, cookie=begun.cookie)
    assert (refused.status, "whole organisation" in refused.text) == (403, True)
    *_, given = many.slack.oauth.tokens.values()
    assert given.revoked, "the token of an organisation is given back"
    begun = await many.begin()
    back = many.slack.oauth.allow(begun.location, many.slack.world, many.slack.ann)
    unknown = await many.get(back.replace("code=", "code=x"), cookie=begun.cookie)
    assert (unknown.status, "did not confirm" in unknown.text) == (401, True)
    assert direct(many.slack, many.slack.ann) == []


async def test_a_workspace_that_took_the_coach_out_has_no_token_until_it_adds_it_again(
    many: Many,
) -> None:
    slack = many.slack
    await installed(many, slack)
    slack.clock.push(5)
    await slack.uninstall(slack)
    late = slack.delivery.brought[-1]
    before = len(slack.sent("chat.postMessage"))
    await slack.slash("help")
    assert len(slack.sent("chat.postMessage")) == before
    page = await many.install(slack, slack.ann)
    assert page.status == 200
    await until(lambda: len(direct(slack, slack.ann)) == 2)
    late.payload["event_id"] += "again"
    late.payload["event_time"] -= 60
    await slack.again(late, 3)
    asked = await slack.slash("quiz", "tag:KV Cache")
    assert asked.took is not None
    await until(lambda: slack.messages(slack.general))


async def test_workspaces_add_the_coach_where_it_hears_by_sockets_too(tmp_path: Path) -> None:
    async with LocalSlack() as slack, open_to_all(slack, tmp_path, sockets=True) as many:
        there = slack.workspace("Other")
        await installed(many, there)
        await there.slash("quiz", "tag:KV Cache where:channel")
        await until(lambda: there.general.messages)
        assert (await many.get(f"{many.url}/slack/events")).status == 404
        assert slack.violations == []
