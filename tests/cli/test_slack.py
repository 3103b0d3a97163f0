"""`coach slack`, as an operator runs it."""

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.cli.test_commands import coach


def test_the_manifest_is_one_document_to_paste(tmp_path: Path) -> None:
    done = coach("slack", "manifest", "--language", "zh", home=tmp_path)
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    assert made["display_information"]["name"] == "面试教练"
    assert made["settings"]["socket_mode_enabled"]


def test_an_address_that_slack_does_not_take_is_said(tmp_path: Path) -> None:
    done = coach("slack", "manifest", "--url", "http://coach.example", home=tmp_path)
    assert done.returncode == 2
    assert "https://" in done.stderr
    assert "Traceback" not in done.stderr
    done = coach("slack", "manifest", "--language", "fr", home=tmp_path)
    assert done.returncode == 2
    assert "en or zh" in done.stderr


def test_an_address_makes_the_app_of_the_manifest_at_once(tmp_path: Path) -> None:
    done = coach("slack", "manifest", "--link", home=tmp_path)
    assert done.returncode == 0, done.stderr
    asked = parse_qs(urlsplit(done.stdout.strip()).query)
    printed = coach("slack", "manifest", home=tmp_path)
    assert json.loads(asked["manifest_json"][0]) == json.loads(printed.stdout)


def test_the_manifest_follows_what_is_set(tmp_path: Path) -> None:
    told = {"COACH_PUBLIC_URL": "https://coach.example/", "SLACK_CHANNEL_MESSAGES": "on"}
    done = coach("slack", "manifest", "--many", home=tmp_path, **told)
    made = json.loads(done.stdout)
    address = "https://coach.example/slack/"
    assert made["settings"]["event_subscriptions"]["request_url"] == address + "events"
    assert "message.groups" in made["settings"]["event_subscriptions"]["bot_events"]
    assert made["oauth_config"]["redirect_urls"] == [address + "oauth_redirect"]
    done = coach("slack", "manifest", home=tmp_path, **told, SLACK_APP_TOKEN="xapp-1")
    assert json.loads(done.stdout)["settings"]["socket_mode_enabled"]
    done = coach("slack", "manifest", "--many", home=tmp_path)
    assert (done.returncode, "COACH_PUBLIC_URL" in done.stderr) == (2, True)


def test_the_address_to_add_the_coach_is_there_for_many_workspaces_alone(tmp_path: Path) -> None:
    done = coach("slack", "install-url", home=tmp_path, SLACK_BOT_TOKEN="xoxb-1")
    assert (done.returncode, "SLACK_CLIENT_ID" in done.stderr) == (2, True)
    told = {"SLACK_CLIENT_ID": "1.2", "COACH_PUBLIC_URL": "https://coach.example"}
    done = coach("slack", "install-url", "--json", home=tmp_path, **told)
    assert json.loads(done.stdout) == {"install": "https://coach.example/slack/install"}
