"""While others are served, a member sees where they stand at the place of the coming feedback."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot import settings, words
from bot.app import running
from bot.core.chat import Thread
from bot.core.ears import deliver
from bot.core.queueing import Standing
from bot.core.requests import SubmitAnswer
from bot.flows.feedback_card import FeedbackCard
from bot.llm.scripted import ScriptedModel
from tests.house import SEED, House, button, verdicts

ANSWER = "The keys and values of earlier tokens are kept, so that they are not computed again."


class HeldModel(ScriptedModel):
    """Fills nothing until it `goes_on`."""

    goes_on: asyncio.Event

    async def fill(self, *asked: Any, **more: Any) -> AsyncGenerator[Mapping[str, Any], None]:
        """The document, once it may go on."""
        await self.goes_on.wait()
        async for one in super().fill(*asked, **more):
            yield one


async def bodies(you: House, thread: Thread) -> list[str]:
    return [one.card.body for one in await you.sees(thread) if one.card is not None]


async def test_who_must_wait_sees_their_place_and_then_the_feedback_in_one_message(
    tmp_path: Path,
) -> None:
    chosen = settings.read(
        coach_home=tmp_path, coach_bank=str(SEED), coach_timezone="Etc/UTC", llm_at_once=1
    )
    model = HeldModel(lambda _: verdicts(), weigh=lambda _: "C")
    model.goes_on = asyncio.Event()
    async with running(chosen, "play", ["web"], model) as app:
        ann, ben, cem = (House(app).as_(name) for name in ("ann", "ben", "cem"))
        thread, card = await ann.quiz()
        posting = button(card, "answer").partition(":")[2]
        for one in (ann, ben, cem):
            request = one.who(thread).wants(
                SubmitAnswer, posting=posting, text=ANSWER, private=False
            )
            await deliver(request, app.recorder.accept, app.coach.ask)
        async with asyncio.timeout(10):
            while not any("in line" in body for body in await bodies(cem, thread)):
                await asyncio.sleep(0.05)
        entries = len(await cem.sees(thread))
        model.goes_on.set()
        async with asyncio.timeout(20):
            while any("in line" in body for body in await bodies(cem, thread)):
                await asyncio.sleep(0.05)
        assert len(await cem.sees(thread)) == entries


@pytest.mark.parametrize(
    ("language", "standing", "said"),
    [
        ("en", Standing(7, 38.0), "number 7 in line: about 40 s"),
        ("zh", Standing(7, 38.0), "排在第 7 位，大约还要 40 秒"),
        ("en", Standing(300, 700.0), "number 300 in line: about 12 min"),
        ("zh", Standing(300, 700.0), "排在第 300 位，大约还要 12 分钟"),
        ("en", Standing(2), "number 2 in line."),
    ],
)
def test_the_place_is_said_with_a_time_no_more_exact_than_it_is_known(
    language: str, standing: Standing, said: str
) -> None:
    card = FeedbackCard(words.say, language, (), "attempt", "posting").in_line(standing)
    assert said in card.body
    assert [one.action for one in card.buttons] == ["stop:attempt"]
