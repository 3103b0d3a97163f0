"""Under feedback, what a press on "useful" or "not useful" brings, over the whole house."""

from pathlib import Path

from tests.flows.conversation import ANSWER, FIRST, bank
from tests.judges import judged_by
from tests.kills import template
from tests.platforms.slack.at_work import at_work
from tests.platforms.slack.speaking import buttons, written
from tests.wire.slack.conftest import slack as slack
from tests.wire.slack.people import until
from tests.wire.slack.server import LocalSlack
from tests.wire.slack.world import Message


async def test_who_finds_feedback_not_useful_is_told_what_can_be_done(
    slack: LocalSlack, tmp_path: Path
) -> None:
    home, asked_of = await template.home_in(tmp_path), bank(tmp_path)
    async with at_work(slack, home, judged_by(FIRST, sure=0.95), bank=asked_of):
        direct = slack.world.direct(slack.ann)

        def rated() -> list[Message]:
            return [one for one in slack.messages(direct) if "feedback_buttons" in str(one.blocks)]

        await slack.slash("quiz", "tag:Decoding")
        await until(lambda: slack.messages(direct))
        (asked,) = slack.messages(direct)
        await slack.say(direct, ANSWER, thread=asked)
        await until(rated)
        (feedback,) = rated()
        assert feedback.thread_ts == asked.ts
        (rating,) = feedback.blocks[-1]["elements"]
        pressed = rating["negative_button"]["value"]
        await slack.press(feedback, rating["action_id"], value=pressed)
        await until(lambda: slack.messages(direct)[-1] is not feedback)
        said = slack.messages(direct)[-1]
        assert "what you can do" in written(said)
        assert [one.partition(":")[0] for one in buttons(said)] == ["why", "dispute"]
