"""A company is one workspace: who is slow there holds up nobody."""

from pathlib import Path

from tests.kills import template
from tests.platforms.slack.at_work import at_work
from tests.platforms.slack.test_private_journey import question
from tests.wire.discord.faults import hanging
from tests.wire.slack.people import until
from tests.wire.slack.server import LocalSlack


async def test_a_member_is_answered_while_slack_answers_nothing_about_others(
    slack: LocalSlack, tmp_path: Path
) -> None:
    slack.pace.on = False
    home = await template.home_in(tmp_path)
    anns = slack.world.direct(slack.ann)
    slack.faults.on("chat.postMessage", hanging(), about=anns.id, times=100)
    async with at_work(slack, home):
        await slack.slash("quiz", "tag:KV Cache")
        await until(lambda: slack.sent("chat.postMessage"))
        await slack.slash("quiz", "tag:KV Cache", user=slack.bea)
        await question(slack, slack.world.direct(slack.bea))
        assert slack.messages(anns) == []
        slack.faults.clear()
