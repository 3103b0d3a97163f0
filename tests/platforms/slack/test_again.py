"""Whatever Slack brings one to four times, late and in any order, has one effect."""

import asyncio
from pathlib import Path
from random import Random

import pytest

from tests.flows.conversation import ANSWER, BANK, FIRST, bank
from tests.judges import judged_by
from tests.kills import template
from tests.platforms.slack.at_work import at_work
from tests.platforms.slack.test_private_journey import (
    SECOND,
    actions_of,
    feedback,
    question,
    with_action,
)
from tests.wire.slack.delivery import Asked
from tests.wire.slack.people import until
from tests.wire.slack.server import LocalSlack


async def again(slack: LocalSlack, acts: list[Asked], random: Random) -> None:
    """Bring each of these up to three times more, late and in any order."""
    copies = [one for one in acts for _ in range(random.randint(0, 3))]
    random.shuffle(copies)

    async def late(one: Asked) -> None:
        await asyncio.sleep(random.uniform(0, 0.3))
        await slack.delivery.once(one)

    await asyncio.gather(*map(late, copies))


SEEDS = (1, *(pytest.param(one, marks=pytest.mark.soak) for one in range(2, 12)))


@pytest.mark.parametrize("seed", SEEDS)
async def test_each_act_has_one_effect(slack: LocalSlack, tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    slack.pace.on = False
    home = await template.home_in(tmp_path)
    asked = bank(tmp_path, BANK + SECOND)
    direct = slack.world.direct(slack.ann)
    async with at_work(slack, home, judged_by(FIRST), bank=asked):
        acts = [await slack.slash("quiz", "question:slow")]
        slow = await question(slack, direct)
        hint, reveal, *_ = actions_of(slow)
        acts += await slack.mention("quiz question:fast where:channel")
        public = await question(slack, slack.general)
        acts.append(await slack.press(slow, hint))
        acts.append(await slack.press(slow, reveal))
        acts.append(await slack.say(direct, ANSWER, thread=slow))
        acts.append(await slack.press(public, actions_of(public)[3], slack.bea))
        acts.append(await slack.submit(await slack.form(acts[-1]), {"text": ANSWER}))
        other = slack.world.direct(slack.bea)
        acts.append(await slack.say(other, "help", slack.bea))
        await feedback(slack, direct, 2)  # the feedback, and the reference answer
        await feedback(slack, other)
        await until(lambda: any("/quiz" in one.text for one in slack.messages(other)))
        before = [slack.messages(one) for one in (direct, other, slack.general)]
        await again(slack, acts, random)
        await asyncio.sleep(0.3)
        after = [slack.messages(one) for one in (direct, other, slack.general)]
    assert [[one.ts for one in place] for place in after] == [
        [one.ts for one in place] for place in before
    ]
    assert len(with_action(slack, direct, "hint")) == 1
    assert len(slack.world.views) == 1
