"""The first start in one workspace: one card to one person, from which the coach is set up."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.platforms.slack import manifest
from bot.words import say
from tests.kills import template
from tests.kills.program import start
from tests.platforms.slack.at_work import at_work
from tests.platforms.slack.many import direct
from tests.wire.slack.people import until
from tests.wire.slack.server import LocalSlack


async def coach(slack: LocalSlack, home: Path, *words: str, **more: str) -> tuple[int, str, str]:
    """Run `coach slack …` to its end: exit status, standard output, standard error."""
    told = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_BASE": slack.base_url,
    }
    program = start(("slack", *words), template.environment(home) | told | more, home)
    status = await program.wait(60)
    return status, program.out.read_text(), program.err.read_text()


async def parts(slack: LocalSlack, home: Path, **more: str) -> dict[str, Any]:
    """What the doctor finds, by part; its exit status stands under "status"."""
    status, out, err = await coach(slack, home, "doctor", "--json", **more)
    assert out, err
    return {one["part"]: one for one in json.loads(out)} | {"status": status}


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


async def test_the_doctor_finds_nothing_wrong_where_nothing_is(
    slack: LocalSlack, tmp_path: Path
) -> None:
    home = await template.home_in(tmp_path)
    slack.oauth.tokens[slack.bot_token].scopes = ",".join(manifest.scopes())
    found = await parts(slack, home)
    assert found.pop("status") == 0
    assert {name: one["state"] for name, one in found.items()} == {
        "token of Local": "fine",
        "scopes in Local": "fine",
        "channels of Local": "fine",
        "clock": "fine",
        "way in": "fine",
    }


async def test_the_doctor_names_what_is_wrong_and_the_mend_in_either_language(
    slack: LocalSlack, tmp_path: Path
) -> None:
    home = await template.home_in(tmp_path)
    slack.oauth.tokens[slack.bot_token].scopes = "chat:write,commands,admin"
    slack.general.has_bot = False
    found = await parts(slack, home, SLACK_APP_TOKEN="xapp-other", COACH_LANGUAGE="zh")
    assert found["status"] == 1
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
    ],
)
async def test_the_doctor_says_what_to_do_where_nothing_can_be_asked(
    slack: LocalSlack, tmp_path: Path, more: dict[str, str], part: str, mend: str
) -> None:
    home = await template.home_in(tmp_path)
    found = await parts(slack, home, **more)
    assert found.pop("status") == 1
    (one,) = found.values()
    assert (one["part"], one["state"], mend in one["mend"]) == (part, "wrong", True)


async def test_the_doctor_says_what_of_the_manifest_the_app_lacks(
    slack: LocalSlack, tmp_path: Path
) -> None:
    home = await template.home_in(tmp_path)
    token = slack.oauth.config_token
    slack.oauth.manifest = manifest.manifest(say, language="zh")
    slack.oauth.manifest["features"]["slash_commands"].pop(0)
    slack.oauth.manifest["settings"]["event_subscriptions"]["bot_events"].remove("message.im")
    slack.oauth.manifest["settings"]["interactivity"]["is_enabled"] = False
    found = await parts(slack, home, SLACK_CONFIG_TOKEN=token)
    assert found["manifest"]["state"] == "wrong"
    lacks = "/quiz, message.im, settings.interactivity.is_enabled = true"
    assert lacks in found["manifest"]["found"]
    found = await parts(slack, home, SLACK_CONFIG_TOKEN="xoxe.xoxp-old")
    assert found["manifest"]["state"] == "warning"
    assert "twelve hours" in found["manifest"]["mend"]
