"""Who may do what is asked of Slack: who keeps the workspace, and who made the channel."""

import time

import pytest

from bot.core.chat import Role
from bot.core.requests import ChangeSettings, StartQuiz
from bot.core.welcome_requests import ShowSetup
from tests.platforms.slack.listening import listening
from tests.wire.discord.faults import broken, hanging
from tests.wire.slack.people import until
from tests.wire.slack.server import LocalSlack

MANAGES = frozenset({Role.ORGANISER})


async def test_who_keeps_the_workspace_may_set_the_coach_up(slack: LocalSlack) -> None:
    async with listening(slack) as heard:
        for one in (slack.olga, slack.ann):
            await slack.slash("coach", "setup", user=one)
        await until(lambda: len(heard.asked) == 2)
        found = {one.member.name: one.roles for one in heard.asked}
        assert all(isinstance(one, ShowSetup) for one in heard.asked)
    assert found == {"Olga": MANAGES, "Ann": frozenset()}


async def test_who_made_a_channel_may_change_its_own_and_not_the_workspace(
    slack: LocalSlack,
) -> None:
    slack.general.maker = slack.ann
    async with listening(slack) as heard:
        for one in (slack.ann, slack.bea):
            await slack.slash("settings", "scope:channel language:zh", user=one)
        changed = {one.member.name: one.roles for one in heard.requests.values()}
        assert all(isinstance(one, ChangeSettings) for one in heard.requests.values())
        await slack.slash("coach", "setup", user=slack.ann)
        await until(lambda: heard.asked)
        assert heard.asked[0].roles == frozenset()
    assert changed == {"Ann": MANAGES, "Bea": frozenset()}


async def test_rights_that_were_just_given_count(slack: LocalSlack) -> None:
    async with listening(slack) as heard:
        await slack.slash("quiz")
        slack.ann.rank = "admin"
        heard.ears.people._known.clear()
        heard.ledger.rows.clear()
        await slack.slash("coach", "setup")
        await until(lambda: heard.asked)
        assert heard.asked[0].roles == MANAGES


async def test_who_manages_no_more_may_not_after_ten_minutes(slack: LocalSlack) -> None:
    async with listening(slack) as heard:
        later = 0.0
        object.__setattr__(heard.ears.people, "now", lambda: time.time() + later)
        await slack.slash("coach", "setup", user=slack.olga)
        slack.olga.rank, later = "member", 700.0
        await slack.slash("coach", "setup", user=slack.olga)
        await until(lambda: len(heard.asked) == 2)
        assert [one.roles for one in heard.asked] == [MANAGES, frozenset()]


async def test_who_made_a_channel_may_choose_what_is_asked_there_day_by_day_and_nowhere_else(
    slack: LocalSlack,
) -> None:
    slack.general.maker = slack.ann
    other = slack.world.channel("other")
    async with listening(slack) as heard:
        await slack.slash("daily", "start")
        await slack.slash("daily", "start channel:#other")
        await slack.slash("daily", "start", channel=other)
        await slack.slash("daily", "start", user=slack.bea)
        found = [one.roles for one in heard.requests.values()]
    assert found == [MANAGES, frozenset(), frozenset(), frozenset()]


async def test_slack_is_asked_once_for_who_somebody_is(slack: LocalSlack) -> None:
    async with listening(slack) as heard:
        for _ in range(5):
            await slack.slash("quiz", user=slack.bea)
        assert {one.language for one in heard.requests.values()} == {"zh"}
        assert len(slack.sent("users.info")) == 1
    async with listening(slack, ledger=heard.ledger) as again:
        await slack.slash("quiz", user=slack.bea)
        assert again.only.language == "zh"
        assert len(slack.sent("users.info")) == 1


@pytest.mark.parametrize("fault", [broken(500), hanging()])
async def test_a_command_does_not_wait_for_who_somebody_is(
    slack: LocalSlack, fault: object
) -> None:
    slack.faults.on("users.info", fault, times=99)  # type: ignore[arg-type]
    async with listening(slack) as heard:
        asked = await slack.slash("quiz", user=slack.bea)
        assert isinstance(heard.only, StartQuiz)
        assert (heard.only.language, heard.only.member.name) == (None, "bea")
        assert asked.took is not None
        assert asked.took < 1
