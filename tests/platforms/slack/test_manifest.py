"""The manifest has what the catalogue has, within Slack's limits, and asks for no more."""

import re

import pytest

from bot.core.chat import Role
from bot.core.commands import COMMANDS, Command
from bot.core.preferences import LANGUAGES
from bot.core.requests import ShowHelp
from bot.platforms.slack import manifest
from bot.platforms.slack.comparing import lacking
from bot.platforms.slack.hearing import payloads
from bot.platforms.slack.hearing.listener import LIFECYCLE
from bot.words import say


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_stands_alone_and_under_one(language: str) -> None:
    made = manifest.manifest(say, language=language)
    named = [one["command"] for one in made["features"]["slash_commands"]]
    assert named == [*(f"/{one}" for one in manifest.standing_alone()), "/coach"]
    assert {one.name.split()[0] for one in COMMANDS} == {one[1:] for one in named}
    assert all(re.fullmatch(r"/[a-z]{1,31}", one) for one in named)
    whole = made["features"]["slash_commands"][-1]
    assert all(one.name.split()[0] in whole["usage_hint"] for one in COMMANDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_longer_than_slack_takes(language: str) -> None:
    made = manifest.manifest(say, language=language, url="https://coach.example")
    assert len(made["display_information"]["name"]) <= 35
    assert len(made["display_information"]["description"]) <= 140
    assert len(made["features"]["agent_view"]["agent_description"]) <= 300
    for one in made["features"]["slash_commands"]:
        assert 1 <= len(one["description"]) <= 2000
        assert len(one["usage_hint"]) <= 1000
        assert one["url"] == "https://coach.example/slack/events"
    for one in made["features"]["shortcuts"]:
        assert 1 <= len(one["name"]) <= 24
        assert "…" not in one["name"]
        assert 1 <= len(one["description"]) <= 150


def test_a_command_of_slacks_own_name_stands_under_coach_alone() -> None:
    invite = Command("invite", lambda who, _: who.wants(ShowHelp), role=Role.MEMBER)
    listed = (invite, COMMANDS[0])
    assert manifest.standing_alone(listed) == ("quiz",)
    made = manifest.manifest(lambda language, key, **facts: key, listed=listed)
    assert made["features"]["slash_commands"][-1]["usage_hint"] == "invite | quiz"


def test_a_socket_needs_no_address_and_a_public_one_stands_everywhere() -> None:
    quiet = manifest.manifest(say)
    assert quiet["settings"]["socket_mode_enabled"]
    assert "url" not in str(quiet)
    served = manifest.manifest(say, url="https://coach.example/")
    assert not served["settings"]["socket_mode_enabled"]
    assert served["settings"]["interactivity"] == {
        "is_enabled": True,
        "request_url": "https://coach.example/slack/events",
        "message_menu_options_url": "https://coach.example/slack/events",
    }


def test_only_where_workspaces_add_the_coach_are_tokens_renewed() -> None:
    alone = manifest.manifest(say, url="https://coach.example")
    assert not alone["settings"]["token_rotation_enabled"]
    assert "redirect_urls" not in alone["oauth_config"]
    for url in (None, "https://coach.example"):
        many = manifest.manifest(say, url=url, install="https://coach.example/")
        back = ["https://coach.example/slack/oauth_redirect"]
        assert many["oauth_config"]["redirect_urls"] == back
        assert many["settings"]["token_rotation_enabled"]
        assert many["settings"]["socket_mode_enabled"] is (url is None)
        assert not many["settings"]["org_deploy_enabled"]


def test_words_in_channels_are_asked_for_only_where_they_are_wanted() -> None:
    quiet, hearing = manifest.manifest(say), manifest.manifest(say, channels=True)
    assert "channels:history" not in str(quiet)
    assert "message.channels" not in str(quiet)
    assert set(hearing["oauth_config"]["scopes"]["bot"]) - set(
        quiet["oauth_config"]["scopes"]["bot"]
    ) == {"channels:history", "groups:history"}


def test_what_an_app_lacks_is_named_whatever_its_texts_say() -> None:
    for url in (None, "https://coach.example"):
        ours = manifest.manifest(say, url=url, install=url)
        assert lacking(ours, manifest.manifest(say, language="zh", url=url, install=url)) == []
    theirs = manifest.manifest(say)
    found = lacking(manifest.manifest(say, url="https://coach.example", channels=True), theirs)
    assert {"message.groups", "groups:history", "settings.socket_mode_enabled = false"} < set(found)
    address = "https://coach.example/slack/events"
    assert f"settings.interactivity.request_url = {address}" in found
    assert "/quiz" in lacking(theirs, {})
    assert "agent_view" in lacking(theirs, {})


@pytest.mark.parametrize("event", manifest.events(channels=True))
def test_every_event_that_is_asked_for_is_heard(event: str) -> None:
    kind, _, where = event.partition(".")
    channel = {"im": "D01", "channels": "C01", "groups": "G01"}.get(where, "C01")
    told = {"type": kind, "user": "U01", "channel": channel, "text": "hello", "ts": "2.0"}
    body = {
        "type": "event_callback",
        "event": {**told, "thread_ts": "1.0", "parent_user_id": "U0ME"},
        "authorizations": [{"user_id": "U0ME"}],
    }
    assert kind in LIFECYCLE or payloads.heard(body, "T01") is not None


def test_no_event_is_asked_for_that_needs_a_scope_which_is_not() -> None:
    needs = {
        "app_mention": "app_mentions:read",
        "message.im": "im:history",
        "message.channels": "channels:history",
        "message.groups": "groups:history",
    }
    for channels in (False, True):
        asked = [needs[one] for one in manifest.events(channels=channels) if one in needs]
        assert set(asked) <= set(manifest.scopes(channels=channels))
