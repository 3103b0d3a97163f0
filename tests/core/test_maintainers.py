"""Who keeps the bank by the operator's choice."""

import pytest

from bot import settings
from bot.core.chat import Community, Member
from bot.core.errors import SettingsTrouble
from bot.core.maintainers import Maintainer

GUILD, TEAM = Community("discord", "77"), Community("slack", "T1")


def test_a_discord_id_is_one_person_in_every_server() -> None:
    keeper = Maintainer.of("discord:42")
    assert keeper.within(GUILD) == Member(GUILD, "42")
    assert keeper.within(Community("discord", "78")) == Member(Community("discord", "78"), "42")
    assert keeper.within(TEAM) is None


def test_a_slack_id_counts_in_its_workspace_alone() -> None:
    keeper = Maintainer.of("slack:T1/U2")
    assert keeper.within(TEAM) == Member(TEAM, "U2")
    assert keeper.within(Community("slack", "T2")) is None


def test_the_setting_lists_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_MAINTAINERS", "discord:42, slack:T1/U2;web:you\nterminal:you")
    assert settings.read().coach_maintainers == (
        Maintainer("discord", "42"),
        Maintainer("slack", "U2", "T1"),
        Maintainer("web", "you"),
        Maintainer("terminal", "you"),
    )


def test_a_maintainer_is_shown_as_the_setting_has_them() -> None:
    for text in ("discord:42", "slack:T1/U2"):
        assert str(Maintainer.of(text)) == text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("alice", "discord:ID or slack:TEAM/ID"),
        ("discord:", "discord:ID or slack:TEAM/ID"),
        ("discord:@alice", "a Discord ID is a number"),
        ("slack:U2", "slack:TEAM/ID"),
        ("slack:T1/U2/U3", "discord:ID or slack:TEAM/ID"),
    ],
)
def test_a_wrong_name_is_said_with_what_would_be_right(wrong: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Maintainer.of(wrong)
    with pytest.raises(SettingsTrouble) as refused:
        settings.read(coach_maintainers=f"discord:1,{wrong}")
    assert "COACH_MAINTAINERS" in str(refused.value.facts["wrong"])
    assert says in str(refused.value.facts["wrong"])
