"""The first start in one workspace: one card to one person, from which the coach is set up."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.cli import on_slack
from bot.cli.doctor import Part
from bot.cli.on_slack import examine
from bot.platforms.slack import manifest
from bot.words import say
from tests.kills import template
from tests.kills.program import start
from tests.platforms.slack.at_work import at_work
from tests.platforms.slack.many import direct
from tests.wire.slack.people import until
from tests.wire.slack.server import LocalSlack


def environment(slack: LocalSlack) -> dict[str, str]:
    """What a program is told of where Slack is."""
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_BASE": slack.base_url,
    }


async def coach(slack: LocalSlack, home: Path, *words: str, **more: str) -> tuple[int, str, str]:
    """Run `coach slack …` to its end: exit status, standard output, standard error."""
    told = template.environment(home) | environment(slack) | more
    program = start(("slack", *words), told, home)
    status = await program.wait(60)
    return status, program.out.read_text(), program.err.read_text()


@pytest.fixture
def parts(
    slack: LocalSlack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Awaitable[dict[str, Part]]]:
    """What the doctor finds, by part, in an environment with some things otherwise."""

    async def examined(**more: str) -> dict[str, Part]:
        told = environment(slack) | {"COACH_HOME": str(tmp_path)} | more
        monkeypatch.chdir(tmp_path)
        for name, value in told.items():
            monkeypatch.setenv(name, value)
        return {one.part: one for one in await examine()}

    return examined


async def test_the_owner_gets_one_card_over_all_starts(slack: LocalSlack, tmp_path: Path) -> None:
    async with at_work(slack, tmp_path):
        await until(lambda: direct(slack, slack.olga))
    async with at_work(slack, tmp_path):
        await slack.slash("help", user=slack.ann)
        await until(lambda: slack.sent("response_url", "chat.postEphemeral"))
    assert len(direct(slack, slack.olga)) == 1
    assert len(slack.sent("chat.postMessage")) == 1


async def test_from_the_card_the_owner_sets_the_coach_up(slack: LocalSlack, tmp_path: Path) -> None:
    async with at_work(slack, tmp_path):
        await until(lambda: direct(slack, slack.olga))
        (card,) = direct(slack, slack.olga)
        pressed = await slack.press(card, "setup_form", slack.olga)
        form = await slack.form(pressed)
        channel = next(one for one in form.body["blocks"] if one["block_id"] == "channel")
        assert channel["element"]["options"][0]["text"]["text"] == "#general"
        await slack.submit(form, {"channel": slack.general.id, "time": "07:30"})
        await until(lambda: len(direct(slack, slack.olga)) > 1)
        assert "07:30" in str(direct(slack, slack.olga)[-1].blocks)
        await slack.press(card, "setup_form", slack.bea)
        assert not slack.world.views.keys() - {form.id}, "who does not manage gets no form"


async def test_who_is_named_with_welcome_gets_the_card_in_the_owners_place(
    slack: LocalSlack, tmp_path: Path
) -> None:
    home = await template.home_in(tmp_path)
    status, out, err = await coach(slack, home, "welcome", "ann")
    assert (status, "Ann" in out) == (0, True), err
    assert (await coach(slack, home, "welcome", "nobody"))[0] == 2
    async with at_work(slack, home):
        await until(lambda: direct(slack, slack.ann))
        (card,) = direct(slack, slack.ann)
        assert await slack.form(await slack.press(card, "setup_form", slack.ann))
    assert direct(slack, slack.olga) == []


Parts = Callable[..., Awaitable[dict[str, Part]]]


async def test_the_doctor_finds_nothing_wrong_where_nothing_is(
    slack: LocalSlack, parts: Parts
) -> None:
    slack.oauth.tokens[slack.bot_token].scopes = ",".join(manifest.scopes())
    found = await parts()
    assert {name: one.state for name, one in found.items()} == {
        "token of Local": "fine",
        "scopes in Local": "fine",
        "channels of Local": "fine",
        "clock": "fine",
        "way in": "fine",
    }


async def test_a_workspace_may_leave_out_the_scope_of_user_groups(
    slack: LocalSlack, parts: Parts
) -> None:
    held = [one for one in manifest.scopes() if one not in manifest.DISPENSABLE]
    slack.oauth.tokens[slack.bot_token].scopes = ",".join(held)
    found = (await parts())["scopes in Local"]
    assert found.state == "warning"
    assert "tells:" in found.found


async def test_what_slack_never_delivered_is_read_again_when_it_is_told(
    slack: LocalSlack, parts: Parts, tmp_path: Path
) -> None:
    room = slack.world.direct(slack.ann)
    async with at_work(slack, tmp_path):
        await slack.say(room, "quiz")
        await until(lambda: direct(slack, slack.ann))
    (question,) = direct(slack, slack.ann)
    slack.world.put(room, slack.ann, "an answer", thread_ts=question.ts)
    await parts()
    assert await on_slack.reread(1.0) == 1
    async with at_work(slack, tmp_path):
        await until(lambda: len(direct(slack, slack.ann)) > 1)


async def test_the_token_of_a_whole_organisation_is_refused_with_the_mend(
    slack: LocalSlack, parts: Parts
) -> None:
    slack.rules.organisation = True
    (found,) = (await parts()).values()
    assert found.state == "wrong"
    assert "single workspaces" in found.found


async def test_two_who_look_at_once_share_no_lease(parts: Parts) -> None:
    await parts()
    async with on_slack._connected() as one, on_slack._connected() as other:
        ledgers = [each[0].installations.ledger for each in (one, other)]
        assert [await each.lease("slack:rotation:T1", 60) for each in ledgers] == [True, False]


async def test_the_doctor_names_what_is_wrong_and_the_mend_in_either_language(
    slack: LocalSlack, tmp_path: Path
) -> None:
    home = await template.home_in(tmp_path)
    slack.oauth.tokens[
        slack.bot_token
    ].scopes = "chat:write,commands,channels:read,users:read,admin"
    slack.general.has_bot = False
    more = {"SLACK_APP_TOKEN": "xapp-other", "COACH_LANGUAGE": "zh"}
    status, out, err = await coach(slack, home, "doctor", "--json", **more)
    assert (status, err) == (1, "")
    found = {one["part"]: one for one in json.loads(out)}
    assert found["scopes in Local"]["state"] == "wrong"
    assert "缺少：app_mentions:read, assistant:write" in found["scopes in Local"]["found"]
    assert found["channels of Local"]["state"] == "warning"
    assert "/invite" in found["channels of Local"]["mend"]
    assert found["way in"]["state"] == "wrong"
    assert "connections:write" in found["way in"]["mend"]


@pytest.mark.parametrize(
    ("more", "part", "mend"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-other"}, "token", "SLACK_BOT_TOKEN"),
        ({"SLACK_API_BASE": "http://127.0.0.1:9/api"}, "network", "SLACK_API_BASE"),
        ({"SLACK_APP_TOKEN": ""}, "settings", "docs/slack.md"),
        ({"SLACK_CLIENT_ID": "1.2"}, "settings", "docs/slack.md"),
    ],
)
async def test_the_doctor_says_what_to_do_where_nothing_can_be_asked(
    parts: Parts, more: dict[str, str], part: str, mend: str
) -> None:
    (one,) = (await parts(**more)).values()
    assert (one.part, one.state, mend in one.mend) == (part, "wrong", True)


async def test_over_http_the_doctor_looks_at_the_secret_and_at_the_address(parts: Parts) -> None:
    http = {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": "0" * 32}
    found = await parts(**http, COACH_PUBLIC_URL="http://127.0.0.1:9")
    assert found["way in"].state == "fine"
    assert found["signing secret"].state == "fine"
    assert (found["address"].state, "127.0.0.1:9" in found["address"].found) == ("warning", True)
    assert (found["tls"].state, "https://" in found["tls"].found) == ("warning", True)
    found = await parts(**http | {"SLACK_SIGNING_SECRET": "not one"})
    assert found["signing secret"].state == "warning"


async def test_the_doctor_says_what_of_the_manifest_the_app_lacks(
    slack: LocalSlack, parts: Parts
) -> None:
    token = slack.oauth.config_token
    slack.oauth.manifest = manifest.manifest(say, language="zh")
    assert (await parts(SLACK_CONFIG_TOKEN=token))["manifest"].state == "fine"
    slack.oauth.manifest["features"]["slash_commands"].pop(0)
    slack.oauth.manifest["settings"]["event_subscriptions"]["bot_events"].remove("message.im")
    slack.oauth.manifest["settings"]["interactivity"]["is_enabled"] = False
    found = await parts(SLACK_CONFIG_TOKEN=token)
    assert found["manifest"].state == "wrong"
    assert "/quiz, message.im, settings.interactivity.is_enabled = true" in found["manifest"].found
    found = await parts(SLACK_CONFIG_TOKEN="xoxe.xoxp-old")
    assert found["manifest"].state == "warning"
    assert "twelve hours" in found["manifest"].mend
