"""`coach slack`, as an operator runs it."""

import json
from pathlib import Path

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
