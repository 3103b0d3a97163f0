"""A platform that does not answer when a question of the day is due costs no day."""

import asyncio
from pathlib import Path
from typing import cast

from bot.core.chat import MessageRef
from bot.core.daily_requests import AskDaily
from bot.core.errors import PlatformDown
from bot.core.ports import Mouth
from tests.flows.test_daily import DAILY, TOMORROW, managed, questions


class Down:
    """A mouth on a platform that does not answer, and how often it was asked."""

    asked = 0

    async def reply(self, *_: object, **__: object) -> MessageRef:
        self.asked += 1
        raise PlatformDown

    open_thread = stream = update = reply


async def test_a_question_that_is_due_while_the_platform_is_down_is_asked_once_it_is_up(
    tmp_path: Path,
) -> None:
    async with managed(tmp_path) as boss:
        await boss.says("/daily start time:8:30")
        mouths = cast("dict[str, Mouth]", boss.app.coach.voice.mouths)
        up, down = mouths["web"], Down()
        mouths["web"] = cast("Mouth", down)
        request = boss.who().wants(AskDaily, daily=DAILY, day=TOMORROW)
        await boss.app.recorder.accept(request)
        while not down.asked:
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.1)
        assert await boss.app.coach.grading.requests.find(request.key)
        mouths["web"] = up
        await asyncio.wait_for(boss.app.pump.settled(request.key), 10)
        assert len(await questions(boss)) == 1
