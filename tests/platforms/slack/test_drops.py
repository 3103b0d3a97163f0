"""A connection that breaks at any call of a journey, before or after Slack did what was asked."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.flows.conversation import ANSWER, FIRST, bank
from tests.judges import judged_by
from tests.kills import template
from tests.kills.waiting import until
from tests.platforms.slack.at_work import at_work
from tests.platforms.slack.rooms import SlackRoom, SlackTown
from tests.wire.discord.faults import dropped
from tests.wire.slack.server import LocalSlack

BREAKS = (
    ("chat.postMessage", 0),
    ("chat.postMessage", 1),
    ("chat.startStream", 0),
    ("chat.startStream", 1),
    ("chat.appendStream", 0),
    ("chat.stopStream", 0),
    ("chat.update", 0),
    ("chat.update", 1),
    ("conversations.open", 0),
    ("users.info", 0),
    ("views.open", 0),
    ("assistant.threads.setStatus", 0),
)
"""Methods of a journey, and how many calls of it are spared."""


def _count(room: SlackRoom, action: str) -> int:
    return sum(action in one.actions for one in room.seen())


async def _journey(room: SlackRoom) -> None:
    await room.command("quiz")
    await until(lambda: _count(room, "hint"), 9, "a question")
    await room.press("hint")
    await room.say(ANSWER, "thread")
    await until(lambda: _count(room, "retry") == 1, 9, "feedback")
    while True:
        try:
            await room.opens("retry")
            break
        except AssertionError:  # nothing opened: a member presses again
            continue
    await room.submit(text=f"{ANSWER} Again.")
    await until(lambda: _count(room, "retry") == 2, 9, "another feedback")
    await until(lambda: not room.thinking(), 9, "no stream")


@pytest.mark.soak
@pytest.mark.parametrize("breaks", [BREAKS[:6], BREAKS[6:]], ids=["said", "around"])
@pytest.mark.parametrize("committed", [False, True])
async def test_one_message_each(
    slack: LocalSlack, tmp_path: Path, committed: bool, breaks: Sequence[tuple[str, int]]
) -> None:
    """Six members at once: a workspace takes twenty streams a minute."""
    town = SlackTown(slack)
    home = await template.home_in(tmp_path)
    rooms = {}
    for method, after in breaks:
        room = rooms[method, after] = town.room(f"{method} {after}")
        about = room.ids[method in ("conversations.open", "users.info", "views.open")]
        slack.faults.on(method, dropped(committed=committed), about=about, after=after)
    async with at_work(slack, home, judged_by(FIRST, pace=0.002), bank=bank(tmp_path)):
        met = await asyncio.gather(*map(_journey, rooms.values()), return_exceptions=True)
        await asyncio.sleep(0.3)
    stuck = zip(rooms, met, strict=True)
    assert [(name, one) for name, one in stuck if one is not None] == []
    wrong = {
        name: (len(room.seen()), _count(room, "hint"), _count(room, "retry"))
        for name, room in rooms.items()
        if len(room.seen()) != 5  # question, pointer, hint, two feedbacks
    }
    assert wrong == {}
    again = [one for one in slack.violations if one.what != "exchanged_trigger_id"]
    assert again == []
    slack.violations.clear()  # a form whose answer was lost is asked for again, in vain
